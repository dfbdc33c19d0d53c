import * as pulumi from "@pulumi/pulumi";
import * as apigateway from "@pulumi/aws/apigateway";
import { nameTag } from "./tags";

export interface ApiKeysArgs {
  /** Who gets a key. */
  customers: readonly string[];
  /** The stages at which keys count; AWS refuses a plan for a stage that is not there yet. */
  stages: readonly { restApiId: pulumi.Input<string>; stageName: pulumi.Input<string> }[];
}

/**
 * A key for every customer, to tell them apart and meter them. A key is no protection by itself: the
 * API's policy and the network are.
 *
 * Makes 1. a usage plan for all stages, and per customer 2. a key, whose value AWS chooses, and 3. its
 * place in the plan.
 */
export class ApiKeys extends pulumi.ComponentResource {
  /** The keys by customer, secret. */
  readonly values: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ApiKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:ApiKeys", name, {}, opts);
    const plan = this.createPlan(name, args.stages);
    const keys = args.customers.map((customer) => [
      customer,
      this.createKey(`${name}-${customer}`, customer, plan).value,
    ]);

    this.values = pulumi.secret(
      pulumi.output(Object.fromEntries(keys) as Record<string, pulumi.Output<string>>),
    );
    this.registerOutputs({ values: this.values });
  }

  private createPlan(name: string, stages: ApiKeysArgs["stages"]): apigateway.UsagePlan {
    return new apigateway.UsagePlan(
      `${name}-plan`,
      {
        description: "Who calls, and how often",
        apiStages: stages.map(({ restApiId, stageName }) => ({
          apiId: restApiId,
          stage: stageName,
        })),
        tags: nameTag(`${name}-plan`),
      },
      { parent: this },
    );
  }

  private createKey(name: string, customer: string, plan: apigateway.UsagePlan): apigateway.ApiKey {
    const key = new apigateway.ApiKey(
      `${name}-key`,
      { description: `Calls of ${customer}`, tags: nameTag(`${name}-key`) },
      { parent: this },
    );
    new apigateway.UsagePlanKey(
      `${name}-member`,
      { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id },
      // The key's value comes back here too, where the provider does not know it for a secret.
      { parent: this, additionalSecretOutputs: ["value"] },
    );
    return key;
  }
}
