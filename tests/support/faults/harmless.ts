import { fingerprint } from "../../../components/policies";
import type { Fault } from "./clientSide";

const POLICY = "service RestApiPolicy::api-hello-policy";
const DEPLOYMENT = "service Deployment::api-hello-deployment";
const TABLE = "customer RouteTable::network-vpc-isolated-1";

/** What stops no call, and is warned of. */
export const HARMLESS = {
  /** The customer is connected, and then taken off the list. */
  principalRemoved: (e) =>
    e.change("service VpcEndpointService::endpoint-service-service", { allowedPrincipals: [] }),
  /** `Allow` under a negated condition, as one of the published systems had it. */
  policyOpenToEverybody: (e) => {
    e.change(POLICY, ({ policy }) => ({
      policy: String(policy)
        .replace("StringEquals", "StringNotEquals")
        .replace(/vpce-\w+/, "vpce-0"),
    }));
    const { policy } = e.outputs(POLICY);
    e.change(DEPLOYMENT, ({ triggers }) => ({
      triggers: { ...(triggers as object), policy: fingerprint(JSON.parse(String(policy))) },
    }));
  },
  /** The health check that the provider makes of a block without a protocol. */
  healthCheckOfHttp: (e) =>
    e.change("service TargetGroup::nlb-targets", ({ healthCheck }) => ({
      healthCheck: { ...(healthCheck as object), protocol: "HTTP", matcher: "200-399" },
    })),
  routeToTheInternet: (e) =>
    e.change(TABLE, {
      routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-058cbd59d35622f81" }],
    }),
} satisfies Record<string, Fault>;
