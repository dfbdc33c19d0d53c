import type { Fault } from "./clientSide";
import type { Exports } from "./exports";

const FROM_CUSTOMER = "service SecurityGroupIngressRule::nlb-group-from-10.1.0.0-16";
const FROM_SERVICE = "service SecurityGroupIngressRule::nlb-group-from-10.0.0.0-16";
const EGRESS = "service SecurityGroupEgressRule::nlb-group-to-endpoint";
const ENDPOINT_FROM_BALANCER = "service SecurityGroupIngressRule::nlb-endpoint-from-load-balancer";
const ENDPOINT_FROM_SERVICE =
  "service SecurityGroupIngressRule::execute-api-group-from-10.0.0.0-16";
const BALANCER = "service LoadBalancer::nlb-balancer";
const LISTENER = "service Listener::nlb-listener";
const GROUP = "service TargetGroup::nlb-targets";
const TARGET = (n: 1 | 2) => `service TargetGroupAttachment::nlb-target-${n}`;

/** The load balancer is no longer in its second subnet. */
function withoutSecondZone(exports: Exports): void {
  exports.change(BALANCER, ({ subnets }) => {
    const [first] = subnets as string[];
    return { subnets: [first], subnetMappings: [{ subnetId: first }] };
  });
}

/** Faults from the load balancer's groups to the endpoint that its targets are addresses of. */
export const BALANCER_SIDE = {
  nlbIngressOfCustomerRemoved: (e) => e.remove(FROM_CUSTOMER),
  nlbIngressOfCustomerToAnotherPort: (e) => e.change(FROM_CUSTOMER, { fromPort: 80, toPort: 80 }),
  /** The range of the endpoint's account in place of the client's: the usual mistake. */
  nlbIngressFromTheServiceAlone: (e) => e.change(FROM_CUSTOMER, { cidrIpv4: "10.0.0.0/16" }),
  nlbIngressOfServiceRemoved: (e) => e.remove(FROM_SERVICE),
  nlbEgressRemoved: (e) => e.remove(EGRESS),
  nlbEgressToAnotherPort: (e) => e.change(EGRESS, { fromPort: 80, toPort: 80 }),
  nlbEgressToAnotherGroup: (e) =>
    e.change(EGRESS, { referencedSecurityGroupId: "sg-0aaaaaaaaaaaaaaaa" }),

  listenerRemoved: (e) => e.remove(LISTENER),
  listenerAtAnotherPort: (e) => e.change(LISTENER, { port: 8443 }),
  listenerOfUdp: (e) => e.change(LISTENER, { protocol: "UDP" }),
  listenerForwardsNowhere: (e) => e.change(LISTENER, { defaultActions: [] }),
  nlbWithoutSecondZone: withoutSecondZone,

  firstTargetRemoved: (e) => e.remove(TARGET(1)),
  secondTargetRemoved: (e) => e.remove(TARGET(2)),
  /** An address of the same subnet that no endpoint has. */
  firstTargetOfAStaleAddress: (e) => e.change(TARGET(1), { targetId: "10.0.8.99" }),
  secondTargetOfAStaleAddress: (e) => e.change(TARGET(2), { targetId: "10.0.24.99" }),
  secondTargetOutsideTheNetwork: (e) => e.change(TARGET(2), { targetId: "192.168.7.7" }),
  firstTargetAtAnotherPort: (e) => e.change(TARGET(1), { port: 80 }),
  clientIpPreserved: (e) => e.change(GROUP, { preserveClientIp: "true" }),
  proxyProtocolOn: (e) => e.change(GROUP, { proxyProtocolV2: true }),

  /** Both rules that admit the load balancer: one of its group, one of its range. */
  endpointAdmitsNobody: (e) => e.remove(ENDPOINT_FROM_BALANCER, ENDPOINT_FROM_SERVICE),
  endpointAdmitsAnotherPort: (e) =>
    [ENDPOINT_FROM_BALANCER, ENDPOINT_FROM_SERVICE].forEach((rule) =>
      e.change(rule, { fromPort: 80, toPort: 80 }),
    ),
  endpointAdmitsTheLoadBalancerAlone: (e) => e.remove(ENDPOINT_FROM_SERVICE),
} satisfies Record<string, Fault>;
