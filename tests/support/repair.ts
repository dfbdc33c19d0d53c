import { fingerprint } from "../../components/policies";
import type { ResourceState } from "../../paths/snapshot";
import { nameOf, type Exports } from "./faults/exports";

const ENDPOINT = "customer VpcEndpoint::service-endpoint";
const SERVICE = "service VpcEndpointService::endpoint-service-service";
const DEPLOYMENT = "service Deployment::api-hello-deployment";

const POLICY = "service RestApiPolicy::api-hello-policy";

/** What belongs to a resource: of which type, and the property that says so. */
interface Belonging {
  type: string;
  by: string;
  /** The property of the owner that it names; its id unless given. */
  of?: string;
  /** Whether a check may name it itself: then it is only made again, never changed back. */
  isNamedItself: boolean;
}

const part = (type: string, by: string, of?: string): Belonging => ({
  ...{ type, by, of, isNamedItself: false },
});
const resource = (type: string, by: string, of?: string): Belonging => ({
  ...{ type, by, of, isNamedItself: true },
});

const BELONGINGS: Readonly<Record<string, readonly Belonging[]>> = {
  SecurityGroup: [
    part("SecurityGroupIngressRule", "securityGroupId"),
    part("SecurityGroupEgressRule", "securityGroupId"),
  ],
  Zone: [part("Record", "zoneId")],
  LoadBalancer: [resource("Listener", "loadBalancerArn", "arn")],
  TargetGroup: [resource("TargetGroupAttachment", "targetGroupArn", "arn")],
  Function: [part("Permission", "function", "name")],
  Role: [part("RolePolicy", "role", "name")],
  RouteTable: [part("VpnGatewayRoutePropagation", "routeTableId")],
  UsagePlan: [part("UsagePlanKey", "usagePlanId")],
  RestApi: [
    resource("RestApiPolicy", "restApiId"),
    resource("Method", "restApi"),
    resource("Stage", "restApi"),
  ],
};

const typeOf = (name: string): string => name.split(" ")[1]?.split("::")[0] ?? "";

/** The names of what belongs to a resource of the undamaged exports. */
function belongingsOf(clean: Exports, name: string): { name: string; isNamedItself: boolean }[] {
  const owner = clean.find(name);
  const own = (BELONGINGS[typeOf(name)] ?? []).flatMap(({ type, by, of, isNamedItself }) => {
    const key = of === undefined ? owner?.id : owner?.outputs?.[of];
    return [...clean.all()]
      .filter(([other, { outputs }]) => typeOf(other) === type && outputs?.[by] === key)
      .map(([other]) => ({ name: other, isNamedItself }));
  });
  // Of a method its integration, of both their responses, and of a VPC its private zones: by what they
  // hold, not by one property.
  const { outputs = {} } = owner ?? ({} as ResourceState);
  const others = [...clean.all()].filter(([other, state]) => {
    switch (typeOf(name)) {
      case "Method":
        return (
          ["Integration", "MethodResponse"].includes(typeOf(other)) &&
          sameMethod(state.outputs ?? {}, outputs)
        );
      case "Integration":
        // AWS makes no response of an integration before the method declares its status.
        return (
          ["IntegrationResponse", "MethodResponse"].includes(typeOf(other)) &&
          sameMethod(state.outputs ?? {}, outputs)
        );
      case "Vpc":
        return typeOf(other) === "Zone" && JSON.stringify(state.outputs).includes(owner?.id ?? "");
      default:
        return false;
    }
  });
  return [...own, ...others.map(([other]) => ({ name: other, isNamedItself: true }))];
}

const sameMethod = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
  ["restApi", "resourceId", "httpMethod"].every((key) => a[key] === b[key]);

/**
 * Restores resources as the next `pulumi up` of their stacks would: each from the undamaged exports, with
 * what belongs to it, and with what follows it: the deployment a policy, the endpoint's state the service.
 *
 * @param urns what to restore
 */
export function repair(damaged: Exports, clean: Exports, urns: readonly string[]): Exports {
  const repaired = damaged.copy();
  for (const urn of urns) {
    restore(repaired, clean, nameOf(urn));
  }
  settleEndpoint(repaired, damaged, clean);
  return repaired;
}

function restore(repaired: Exports, clean: Exports, name: string): void {
  const state = clean.find(name);
  if (!state) {
    throw new Error(`${name} was never undamaged`);
  }
  if (typeOf(name) === "RestApiPolicy") {
    redeploy(repaired, clean, name);
  }
  repaired.put(name, state);
  if (name === DEPLOYMENT) {
    deployAgain(repaired);
  }
  for (const { name: other, isNamedItself } of belongingsOf(clean, name)) {
    if (!isNamedItself || !repaired.find(other)) {
      restore(repaired, clean, other);
    }
  }
}

/** A deployment is of the policy that there is, damaged or not. */
function deployAgain(repaired: Exports): void {
  const { policy } = repaired.outputs(POLICY);
  if (typeof policy === "string") {
    repaired.change(DEPLOYMENT, ({ triggers }) => ({
      triggers: { ...(triggers as object), policy: fingerprint(JSON.parse(policy)) },
    }));
  }
}

/** A deployment that was made for the damaged policy, or for none, is made again for the restored one. */
function redeploy(repaired: Exports, clean: Exports, policyName: string): void {
  const { policy } = repaired.outputs(policyName);
  const triggers = repaired.outputs(DEPLOYMENT)["triggers"] as Record<string, unknown> | undefined;
  const made = typeof policy === "string" ? fingerprint(JSON.parse(policy)) : undefined;
  const deployment = clean.find(DEPLOYMENT);
  if (deployment && (made === undefined || triggers?.["policy"] === made)) {
    repaired.put(DEPLOYMENT, deployment);
  }
}

/** An endpoint that AWS refused to make is made once nothing speaks against it, and not before. */
function settleEndpoint(repaired: Exports, damaged: Exports, clean: Exports): void {
  if (!clean.all().has(ENDPOINT)) {
    return;
  }
  const before = damaged.outputs(ENDPOINT);
  if (before["state"] !== "failed") {
    return;
  }
  const { state, ...rest } = clean.outputs(ENDPOINT);
  const { state: _, ...now } = repaired.outputs(ENDPOINT);
  const isRefused =
    JSON.stringify(now) !== JSON.stringify(rest) ||
    JSON.stringify(repaired.outputs(SERVICE)) !== JSON.stringify(clean.outputs(SERVICE));
  repaired.change(ENDPOINT, { state: isRefused ? "failed" : state });
}
