import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import { nameTag } from "./tags";

export interface EndpointServiceArgs {
  loadBalancerArn: pulumi.Input<string>;
  /** Accounts whose users and roles may make an endpoint to this service: 12 digits each. */
  allowedAccounts: readonly string[];
}

/**
 * What customers connect to.
 *
 * Makes an endpoint service on one network load balancer. The principals are exactly the listed
 * accounts and stand inline, so that the service is never there without them. Connections need no
 * acceptance: an acceptance by this account after the customer's endpoint would be a cycle.
 */
export class EndpointService extends pulumi.ComponentResource {
  readonly serviceId: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;
  /** Names, in this account, of the zones that the service offers. */
  readonly availabilityZones: pulumi.Output<string[]>;

  constructor(name: string, args: EndpointServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:EndpointService", name, {}, opts);
    const service = new ec2.VpcEndpointService(
      `${name}-service`,
      {
        acceptanceRequired: false,
        networkLoadBalancerArns: [args.loadBalancerArn],
        allowedPrincipals: [...new Set(args.allowedAccounts)]
          .sort()
          .map((account) => `arn:aws:iam::${account}:root`),
        tags: nameTag(`${name}-service`),
      },
      { parent: this },
    );

    this.serviceId = service.id;
    this.serviceName = service.serviceName;
    this.availabilityZones = service.availabilityZones;
    this.registerOutputs({
      serviceId: this.serviceId,
      serviceName: this.serviceName,
      availabilityZones: this.availabilityZones,
    });
  }
}
