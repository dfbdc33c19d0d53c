import type { Exports, Outputs } from "./exports";

/** A fault: damages exports. */
export type Fault = (exports: Exports) => void;

const VPC = "customer Vpc::network-vpc";
const SERVICE_VPC = "service Vpc::network-vpc";
const ZONE = "customer Zone::name-hello-zone";
const RECORD = "customer Record::name-hello-record-1";
const VANITY_ZONE = "customer Zone::zone-hoge.co.jp-zone";
const VANITY_RECORD = "customer Record::zone-hoge.co.jp-record-1";
const ENDPOINT = "customer VpcEndpoint::service-endpoint";
const INGRESS = "customer SecurityGroupIngressRule::service-group-from-10.1.0.0-16";
const EXECUTE_API = "service VpcEndpoint::execute-api-endpoint";
const SERVICE = "service VpcEndpointService::endpoint-service-service";
const CLIENT_RULES = {
  customer: "customer SecurityGroupEgressRule::client-group-to-service",
  endpoint: "service SecurityGroupEgressRule::client-group-to-endpoint",
  balancer: "service SecurityGroupEgressRule::client-group-to-load-balancer",
};

const ofAnotherVpc = { vpcs: [{ vpcId: "vpc-0aaaaaaaaaaaaaaaa", vpcRegion: "ap-northeast-1" }] };

/** A connection that AWS never made can be in no other state. */
const onceMade =
  (next: string) =>
  ({ state }: Outputs) => ({ state: state === "failed" ? state : next });

/** Faults between a client and the endpoint service or the endpoint that it calls. */
export const CLIENT_SIDE = {
  customerDnsSupportOff: (e) => e.change(VPC, { enableDnsSupport: false }),
  customerDnsHostnamesOff: (e) => e.change(VPC, { enableDnsHostnames: false }),
  serviceDnsSupportOff: (e) => e.change(SERVICE_VPC, { enableDnsSupport: false }),
  serviceDnsHostnamesOff: (e) => e.change(SERVICE_VPC, { enableDnsHostnames: false }),

  zoneOfAnotherVpc: (e) => e.change(ZONE, ofAnotherVpc),
  zoneRemoved: (e) => e.remove(ZONE, RECORD),
  recordRemoved: (e) => e.remove(RECORD),
  recordOfAnotherType: (e) => e.change(RECORD, { type: "AAAA" }),
  vanityZoneOfAnotherVpc: (e) => e.change(VANITY_ZONE, ofAnotherVpc),
  vanityRecordRemoved: (e) => e.remove(VANITY_RECORD),
  vanityRecordOfAnotherName: (e) =>
    e.change(VANITY_RECORD, { name: "api.hoge.co.jp", fqdn: "api.hoge.co.jp" }),
  /** The execute-api endpoint no longer answers for the API's own name. */
  privateDnsOff: (e) =>
    e.change(EXECUTE_API, ({ dnsEntries }) => ({
      privateDnsEnabled: false,
      dnsEntries: (dnsEntries as Outputs[]).slice(0, 3),
    })),

  customerClientEgressRemoved: (e) => e.remove(CLIENT_RULES.customer),
  customerClientEgressToAnotherPort: (e) =>
    e.change(CLIENT_RULES.customer, { fromPort: 80, toPort: 80 }),
  serviceClientEgressRemoved: (e) => e.remove(CLIENT_RULES.endpoint, CLIENT_RULES.balancer),

  endpointIngressRemoved: (e) => e.remove(INGRESS),
  endpointIngressFromAnotherRange: (e) => e.change(INGRESS, { cidrIpv4: "10.9.0.0/16" }),
  endpointRejected: (e) => e.change(ENDPOINT, onceMade("rejected")),
  endpointPendingAcceptance: (e) => e.change(ENDPOINT, onceMade("pendingAcceptance")),
  executeApiEndpointPending: (e) => e.change(EXECUTE_API, { state: "pending" }),

  /** AWS refused to make the endpoint: no service has that name. */
  serviceNameMistyped: (e) =>
    e.change(ENDPOINT, {
      state: "failed",
      serviceName: "com.amazonaws.vpce.ap-northeast-1.vpce-svc-0aaaaaaaaaaaaaaaa",
    }),
  /** AWS refused to make the endpoint: its account is not among the principals. */
  principalNotAllowed: (e) => {
    e.change(SERVICE, { allowedPrincipals: ["arn:aws:iam::333333333333:root"] });
    e.change(ENDPOINT, { state: "failed" });
  },
  /** AWS refused to make the endpoint: its second subnet is in a zone that the service is not in. */
  endpointInAForeignZone: (e) => {
    const subnet = "customer Subnet::network-vpc-isolated-3";
    const id = "subnet-0aaaaaaaaaaaaaaaa";
    e.add(subnet, "customer Subnet::network-vpc-isolated-2", id, {
      ...{ cidrBlock: "10.1.32.0/20", availabilityZone: "ap-northeast-1a" },
      availabilityZoneId: "apne1-az2",
    });
    e.change(ENDPOINT, ({ subnetIds }) => {
      const [first] = subnetIds as string[];
      return {
        ...{ state: "failed", subnetIds: [first, id] },
        subnetConfigurations: [
          { subnetId: first, ipv4: "10.1.12.166" },
          { subnetId: id, ipv4: "10.1.44.166" },
        ],
      };
    });
  },
} satisfies Record<string, Fault>;
