import * as assert from "node:assert/strict";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { up, type UpResult } from "../../automation/up";
import { manyCustomers } from "../support/manyCustomers";
import { makeFolder, makeProject, SAMPLE } from "../support/project";

/** Seconds that AWS takes to make one, and what must be there before, by stack and type. */
type Needs = Record<string, readonly [seconds: number, ...needs: string[]]>;

/** A VPC without a way out, as both stacks have one. */
const network = (stack: string): Needs => ({
  [`${stack} Vpc`]: [12],
  [`${stack} InternetGateway`]: [2, `${stack} Vpc`],
  [`${stack} Subnet`]: [11, `${stack} Vpc`],
  [`${stack} RouteTable`]: [2, `${stack} Vpc`],
  [`${stack} RouteTableAssociation`]: [1, `${stack} RouteTable`, `${stack} Subnet`],
  [`${stack} SecurityGroup`]: [3, `${stack} Vpc`],
  [`${stack} SecurityGroupIngressRule`]: [1, `${stack} SecurityGroup`],
});

/**
 * What AWS itself needs, and no more: written by hand from aws-facts 10 and the arguments of AWS's calls,
 * with nothing taken from what the program registers. An endpoint service needs its load balancer alone,
 * not the targets; a VPC needs nothing, so the customer's network can be made while the service is.
 *
 * The time of an endpoint is the one logged for an endpoint to a service of AWS; nobody has published one
 * to a service behind a load balancer (estimated: 45 to 120 s).
 */
const AWS_NEEDS: Needs = {
  ...network("service"),
  "service SecurityGroupEgressRule": [1, "service SecurityGroup"],
  "service VpcEndpoint": [122, "service Subnet", "service SecurityGroup"],
  "service LoadBalancer": [142, "service Subnet", "service SecurityGroup"],
  "service TargetGroup": [2, "service Vpc"],
  "service TargetGroupAttachment": [1, "service TargetGroup", "service VpcEndpoint"],
  "service Listener": [1, "service LoadBalancer", "service TargetGroup"],
  "service VpcEndpointService": [6, "service LoadBalancer"],
  "service LogGroup": [1],
  "service Role": [2],
  "service RolePolicy": [1, "service Role", "service LogGroup"],
  "service RolePolicyAttachment": [1, "service Role"],
  "service Function": [23, "service Role", "service LogGroup"],
  // The role must be able to write logs, or the setting is refused.
  "service Account": [5, "service Role", "service RolePolicyAttachment"],
  "service RestApi": [3, "service VpcEndpoint"],
  "service RestApiPolicy": [1, "service RestApi", "service VpcEndpoint"],
  "service Method": [1, "service RestApi"],
  "service Integration": [1, "service Method", "service Function"],
  "service Permission": [1, "service Function", "service RestApi"],
  "service Deployment": [5, "service RestApiPolicy", "service Integration"],
  "service Stage": [2, "service Deployment", "service Account", "service LogGroup"],
  ...network("customer"),
  "customer VpcEndpoint": [
    ...[122, "customer Subnet", "customer SecurityGroup"],
    "service VpcEndpointService",
  ] as const,
  // The zone of the API's own name.
  "customer Zone": [70, "customer Vpc", "service RestApi"],
  "customer Record": [40, "customer Zone", "customer VpcEndpoint"],
};

/** Seconds until something is there when all that it does not need is made beside it. */
function shortestTo(thing: string): number {
  const [own, ...needs] = AWS_NEEDS[thing] ?? assert.fail(`${thing} is not in the table`);
  return own + Math.max(0, ...needs.map(shortestTo));
}

const shortest = Math.max(...Object.keys(AWS_NEEDS).map(shortestTo));

async function build(directory: string, parallel: number): Promise<UpResult> {
  const project = loadProject(directory);
  const state = StateFolder.open(makeFolder());
  const { stacks } = project;
  return up({ project, stacks, state, parallel, progress: SILENT });
}

/** What a run made in the cloud, as the table calls it, sorted. */
function madeBy(result: UpResult): string[] {
  const made = result.stacks.flatMap((one) => {
    assert.equal(one.state, "done", one.stack.name);
    return one.state === "done"
      ? one
          .resources()
          .filter(({ type }) => type.startsWith("aws:"))
          .map(({ type }) => `${one.stack.settings.role} ${type.split(":").pop()}`)
      : [];
  });
  return [...new Set(made)].sort();
}

describe("the modelled time of a cold run", () => {
  let one: UpResult;
  before(async () => {
    one = await build(makeProject(), 1);
  });

  it("is compared with a table that has all that the run makes, and nothing else", () => {
    assert.deepEqual(madeBy(one), Object.keys(AWS_NEEDS).sort());
    // VPC, subnet, load balancer, endpoint service, the customer's endpoint, its record.
    assert.equal(shortest, 12 + 11 + 142 + 6 + 122 + 40);
  });

  it("is at most 1.10 times the shortest possible for one customer", () => {
    const ratio = one.estimatedSeconds / shortest;
    assert.ok(ratio >= 1 && ratio <= 1.1, `${one.estimatedSeconds} s against ${shortest} s`);
  });

  it("is at most 1.15 times the shortest possible for 100 customers side by side", async function () {
    this.timeout(120_000);
    const directory = makeProject({ customer: null, extra: manyCustomers(SAMPLE, 100) });
    // The SDK keeps a stack trace per promise, and to trace each to its source would take most of the time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      const result = await build(directory, 100);
      assert.equal(result.stacks.length, 101);
      const ratio = result.estimatedSeconds / shortest;
      assert.ok(ratio >= 1 && ratio <= 1.15, `${result.estimatedSeconds} s against ${shortest} s`);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
});
