import assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { ownCalls } from "../../automation/seedCalls";
import { Network, type NamedExport } from "../../paths/network/network";
import { toExport, type StackExport } from "../../paths/snapshot";
import { trace, type Trace } from "../../paths/trace";
import { CHANGES } from "../support/changes";
import { copyState } from "../support/expectedSteps";
import { nameOf } from "../support/faults/exports";
import { makeProject, ROOT } from "../support/project";
import { buildAll } from "../support/states";

const STACKS = ["service", "customer"];

const read = (name: string): unknown =>
  JSON.parse(fs.readFileSync(path.join(ROOT, "tests", "recordings", `${name}.json`), "utf8"));

/** What the Pulumi engine exported, of the tracked settings or after a change of them. */
function recorded(change: string | undefined): Network {
  const exportOf = (stack: string): StackExport =>
    change === undefined
      ? (read(`sample-${stack}`) as { export: StackExport }).export
      : (read(`change-${change.replaceAll(" ", "-")}`) as Recording).stacks[stack]!.export;
  return new Network(STACKS.map((stack): NamedExport => ({ stack, snapshot: exportOf(stack) })));
}

interface Recording {
  stacks: Record<string, { export: StackExport }>;
}

/** All that a trace says of the way, without ids that an engine draws. */
function summary({ request, verdict, outcome, dns, paths, blockedBy, warnings }: Trace) {
  return {
    ...{ request, verdict, outcome, dns },
    paths: paths.map(({ zone, address, verdict: own, hops }) => ({
      ...{ zone, address, verdict: own },
      hops: hops.map(({ hop, outcome: how, code, evidence, resource }) =>
        [hop, how, code ?? "", evidence, resource === null ? "" : nameOf(resource)].join(" "),
      ),
    })),
    blockedBy: blockedBy.map(({ code, resource }) => [code, resource && nameOf(resource)]),
    warnings: warnings.map(({ code, resource }) => [code, resource && nameOf(resource)]),
  };
}

const traceAll = (network: Network) =>
  ownCalls(network).map(({ request }) => summary(trace(network, request)));

/** Codes that a change of the settings brings until the other side follows. */
const BLOCKED: Record<string, string[]> = {
  "clientCidrs changed": ["NLB_SG_PRIVATELINK_DENIED"],
};

describe("calls in exports of the Pulumi engine, beside the builtin engine's", () => {
  const compared = { exports: 0, calls: 0, hops: 0 };
  let base = "";
  before(async () => {
    base = (await buildAll(makeProject())).folder;
  });
  after(() => {
    const { exports, calls, hops } = compared;
    console.log(`    compared: ${calls} calls with ${hops} hops, in ${exports} pairs of exports`);
  });

  for (const change of [undefined, ...Object.keys(CHANGES)]) {
    it(`come out the same ${change === undefined ? "for the sample settings" : `after: ${change}`}`, async () => {
      const built = await buildAll(
        makeProject(change === undefined ? {} : CHANGES[change]),
        copyState(base),
      );
      const builtin = STACKS.map((stack) => ({
        stack,
        snapshot: toExport(built.resources(stack)),
      }));
      const expected = traceAll(recorded(change));
      assert.deepEqual(traceAll(new Network(builtin)), expected);

      assert.ok(expected.length >= 4);
      const codes = expected.flatMap(({ blockedBy }) => blockedBy.map(([code]) => code));
      assert.deepEqual([...new Set(codes)], BLOCKED[change ?? ""] ?? []);
      compared.exports += STACKS.length;
      compared.calls += expected.length;
      compared.hops += expected.flatMap(({ paths }) => paths.flatMap(({ hops }) => hops)).length;
    });
  }
});
