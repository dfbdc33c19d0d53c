import assert from "node:assert/strict";
import { Network } from "../../paths/network/network";
import type { ResourceState } from "../../paths/snapshot";
import { trace } from "../../paths/trace";
import { buildBase, type Base } from "../support/bases";
import { toRequest, WORKING_CALLS_OF_EVERY_KIND } from "../support/calls";
import { at, HIDDEN, otherValues, placesIn, withValue, type Place } from "../support/damage";

/** What calls of every kind depend on, and those of the sample settings do not. */
const TYPES = [
  ...["apigateway/method:Method", "apigateway/integration:Integration"],
  ...[
    "apigateway/integrationResponse:IntegrationResponse",
    "apigateway/methodResponse:MethodResponse",
  ],
  ...[
    "apigateway/usagePlan:UsagePlan",
    "apigateway/usagePlanKey:UsagePlanKey",
    "apigateway/apiKey:ApiKey",
  ],
  ...["iam/role:Role", "iam/rolePolicy:RolePolicy", "iam/instanceProfile:InstanceProfile"],
  ...["ec2/vpnGateway:VpnGateway", "ec2/routeTable:RouteTable"],
  ...["ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"],
  "ec2/routeTableAssociation:RouteTableAssociation",
  "route53/resolverEndpoint:ResolverEndpoint",
].map((type) => `aws:${type}`);

/** Values that a resource tells twice, or that another one tells too: hiding one hides nothing. */
const TOLD_TWICE = [/^UsagePlanKey .*value$/, /^ApiKey .*value$/, /^ResolverEndpoint .*hostVpcId$/];

describe("a hidden value that decides a call of every kind", function () {
  this.timeout(120_000);
  let base: Base;
  before(async () => {
    base = await buildBase("every kind with a resolver");
  });

  it("leaves the call unknown", () => {
    const requests = Object.values(WORKING_CALLS_OF_EVERY_KIND).map((call) =>
      toRequest(call, base),
    );
    const deciding = new Set<string>();
    let hidings = 0;
    const verdicts = (name: string, state: ResourceState, place: Place, value: unknown) => {
      const exports = base.exports.copy();
      exports.put(name, withValue(state, place, value));
      const network = new Network(exports.named());
      return requests.map((request) => trace(network, request).verdict);
    };
    for (const [name, state] of base.exports.all()) {
      if (!TYPES.includes(state.type)) {
        continue;
      }
      for (const place of placesIn(state.outputs)) {
        const others = otherValues(at(state.outputs, place)).map((value) =>
          verdicts(name, state, place, value),
        );
        const decided = requests.filter((_, i) => others.some((all) => all[i] !== "reachable"));
        const what = `${name.split(" ")[1]?.split("::")[0]} ${place.join(".")}`;
        if (decided.length === 0 || TOLD_TWICE.some((one) => one.test(what))) {
          continue;
        }
        deciding.add(what);
        for (const [way, value] of Object.entries(HIDDEN)) {
          const hidden = verdicts(name, state, place, value);
          for (const request of decided) {
            hidings++;
            const verdict = hidden[requests.indexOf(request)];
            const call = `${request.from} ${request.url}`;
            assert.equal(verdict, "unknown", `${call} with ${way} at ${name} ${place.join(".")}`);
          }
        }
      }
    }
    console.info(`      ${deciding.size} kinds of values decide; ${hidings} calls with one hidden`);
    assert.ok(hidings > 100);
  });
});
