import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import * as fs from "fs";
import * as path from "path";
import { ownCalls, seedCalls } from "../../automation/seedCalls";
import { Network } from "../../paths/network/network";
import type { Request } from "../../paths/request";
import { toExport } from "../../paths/snapshot";
import { assertBlockedBy } from "../support/blockers";
import { traceIn } from "../support/calls";
import { Exports } from "../support/faults/exports";
import { makeFolder, ROOT } from "../support/project";

import { buildAll } from "../support/states";

const SEED = 20261121;
const RUNS = 300;

/** What can be missing so that a call stops, and no other resource with it. */
const REMOVED = [
  ...["SecurityGroupIngressRule", "Permission", "Record", "Listener", "TargetGroupAttachment"],
  ...["VpnGatewayRoutePropagation", "IntegrationResponse"],
];

describe("what blocks a call of an example", function () {
  this.timeout(120_000);
  const codes = new Set<string>();
  const counts = { blocked: 0, open: 0 };
  after(() =>
    console.log(
      `    of ${counts.blocked + counts.open} calls with 1-4 resources missing ${counts.blocked} were ` +
        `blocked, by ${codes.size} codes: ${[...codes].sort().join(", ")}`,
    ),
  );

  for (const name of fs.readdirSync(path.join(ROOT, "examples")).sort()) {
    it(`is what must be restored, all of it and nothing else: ${name}`, async () => {
      const directory = makeFolder();
      fs.cpSync(path.join(ROOT, "examples", name), directory, { recursive: true });
      const built = await buildAll(directory);
      const clean = Exports.of(
        built.result.stacks.map(({ stack }) => ({
          ...{ stack: stack.name, snapshot: toExport(built.resources(stack.name)) },
        })),
      ).copy();
      const network = new Network(clean.named());
      const calls = [...ownCalls(network), ...seedCalls(network)]
        .map(({ request }): Request => structuredClone(request))
        .filter((request) => traceIn(clean, request).verdict === "reachable");
      const removable = [...clean.all().keys()].filter((one) =>
        REMOVED.includes(one.split(" ")[1]?.split("::")[0] ?? ""),
      );
      let blocked = 0;
      const sets = fc.record({
        request: fc.constantFrom(...calls),
        missing: fc.shuffledSubarray(removable, { minLength: 1, maxLength: 4 }),
      });
      fc.assert(
        fc.property(sets, ({ request, missing }) => {
          const damaged = clean.copy();
          damaged.remove(...missing);
          const found = assertBlockedBy(clean, damaged, request);
          found.codes.forEach((code) => codes.add(code));
          blocked += found.urns.length > 0 ? 1 : 0;
        }),
        { seed: SEED, numRuns: RUNS },
      );
      counts.blocked += blocked;
      counts.open += RUNS - blocked;
      assert.ok(blocked > 10, `${blocked} of ${RUNS} were blocked`);
    });
  }
});
