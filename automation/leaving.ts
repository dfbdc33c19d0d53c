import { resourcesOf, type ResourceState } from "../paths/snapshot";
import { ENDPOINT, ENDPOINT_SERVICE } from "../simulator/aws/endpoints";
import { formatProblem } from "../stacks/problems";
import { ownKey, type Project, type StackPlan } from "./project";
import type { States } from "./states";

/** An account that a built service admits, and that its settings no longer list. */
export interface Leaving {
  account: string;
  /** What that means for its connections, and what to do first. */
  warning: string;
}

/**
 * The accounts that a run takes away from its services, and that may still be connected.
 *
 * To take away a principal does not cut the connections of its account: AWS keeps them until somebody
 * deletes or rejects them (AWS PrivateLink guide, configure an endpoint service). An account whose stacks
 * lie beside, and have no endpoint to the service, is no matter for a warning.
 */
export function leavingAccounts(
  project: Project,
  run: readonly StackPlan[],
  states: Pick<States, "load">,
): Leaving[] {
  const resources = ({ name }: StackPlan): ResourceState[] => {
    const snapshot = states.load(name);
    return snapshot ? resourcesOf(snapshot) : [];
  };
  return run.flatMap((stack) => {
    const { settings } = stack;
    const service = resources(stack).find(({ type }) => type === ENDPOINT_SERVICE);
    if (settings.role !== "service" || !service) {
      return [];
    }
    const listed = settings.customers.map(({ account }) => account);
    const gone = admittedBy(service).filter((account) => !listed.includes(account));
    return gone.flatMap((account): Leaving[] => {
      const beside = project.stacks.filter(
        (other) => other.settings.role === "customer" && other.account === account,
      );
      const connected = beside.filter((other) => resources(other).some(isEndpointTo(service)));
      return beside.length > 0 && connected.length === 0
        ? []
        : [{ account, warning: warning(stack, service, account, connected) }];
    });
  });
}

/** The accounts among a service's principals, as `arn:aws:iam::222222222222:root` names them. */
function admittedBy({ inputs = {} }: ResourceState): string[] {
  const principals = (inputs["allowedPrincipals"] ?? []) as string[];
  return principals.map((principal) => principal.split(":")[4] ?? "");
}

const isEndpointTo =
  (service: ResourceState) =>
  ({ type, inputs = {} }: ResourceState): boolean =>
    type === ENDPOINT && inputs["serviceName"] === service.outputs?.["serviceName"];

function warning(
  stack: StackPlan,
  { id = "" }: ResourceState,
  account: string,
  connected: readonly StackPlan[],
): string {
  const names = connected.map(({ name }) => name);
  const cut = "AWS does not cut existing connections";
  return formatProblem({
    where: stack.locate([ownKey("customers")]),
    ...(names.length > 0
      ? {
          what: `no longer lists an account that is connected; ${cut}: its endpoint stays available`,
          value: `${account} (${names.join(", ")})`,
          fix: `before this run: private-api destroy --stacks ${names.join(",")}`,
        }
      : {
          what: `no longer lists an account that may be connected; ${cut}: its endpoints stay available`,
          value: account,
          fix:
            `before this run have its owner delete its endpoints to ${id}, or reject them: aws ec2 ` +
            `reject-vpc-endpoint-connections --service-id ${id} --vpc-endpoint-ids <ids>`,
        }),
  });
}
