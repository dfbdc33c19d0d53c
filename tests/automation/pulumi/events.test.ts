import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { EventReader } from "../../../automation/pulumi/events";
import { tally } from "../../../automation/runs";
import { shortName } from "../../support/engine";

/** What the Pulumi engine told, recorded by `recordEvents.ts`. */
const RECORDED = JSON.parse(
  fs.readFileSync(path.join(__dirname, "..", "..", "recordings", "events.json"), "utf8"),
) as Record<string, EngineEvent[]>;

/** Reads a recording. */
function readerOf(name: string, run: "up" | "preview" | "refresh") {
  const begun: string[] = [];
  const reader = new EventReader({ onBegin: (what) => begun.push(what) }, run);
  const events = RECORDED[name] ?? [];
  assert.ok(events.length > 10, name);
  events.forEach(reader.read);
  return { reader, begun, events };
}

/** How the engine itself counted a run; it counts no reading. */
function countedBy(events: readonly EngineEvent[]): Record<string, number | undefined> {
  const { discard: _, ...counts } = events.flatMap(({ summaryEvent }) => summaryEvent ?? [])[0]
    ?.resourceChanges as Record<string, number | undefined>;
  return counts;
}

describe("what the Pulumi engine tells of a run", () => {
  for (const [name, run] of [
    ["preview", "preview"],
    ["up", "up"],
    ["up again", "up"],
    ["replace", "up"],
    ["destroy", "up"],
  ] as const) {
    it(`has as many steps of each kind as the engine counts: ${name}`, () => {
      const { reader, events } = readerOf(name, run);
      const { read: _, discard: __, ...counts } = tally(reader.steps);
      assert.deepEqual(counts, countedBy(events));
      assert.deepEqual(reader.errors, []);
    });
  }

  it("names what changed and what of it replaces, for each half of a replacement", () => {
    const { reader } = readerOf("replace", "up");
    const steps = reader.steps.filter(({ op }) => op !== "same" && op !== "read");
    const record = "Record zone-hoge.co.jp-record-1";
    const why = { diffReasons: ["name"], replaceReasons: ["name"] };
    assert.deepEqual(
      steps.map(({ op, urn, diffReasons, replaceReasons }) => ({
        ...{ op, name: shortName(urn) },
        ...(diffReasons ? { diffReasons, replaceReasons } : {}),
      })),
      [
        { op: "create-replacement", name: record, ...why },
        { op: "replace", name: record, ...why },
        { op: "delete-replaced", name: record },
      ],
    );
  });

  it("says what is under way in words", () => {
    const { begun } = readerOf("up", "up");
    assert.ok(begun.includes("creating aws:ec2/vpcEndpoint:VpcEndpoint::service-endpoint"));
    assert.ok(readerOf("destroy", "up").begun.includes("deleting aws:ec2/vpc:Vpc::network-vpc"));
  });

  it("counts no step that has begun and not ended", () => {
    const reader = new EventReader({}, "up");
    const [begin, end] = ["resourcePreEvent", "resOutputsEvent"].map((kind) =>
      RECORDED["up"]?.find((event) => {
        const { resourcePreEvent, resOutputsEvent } = event;
        const own = kind === "resourcePreEvent" ? resourcePreEvent : resOutputsEvent;
        return own?.metadata.urn.endsWith("::network-vpc-isolated-1") === true;
      }),
    );
    assert.ok(begin && end);
    reader.read(begin);
    assert.deepEqual(reader.steps, []);
    reader.read(end);
    assert.equal(reader.steps.length, 1);
    // The engine tells the end of some steps twice.
    reader.read(end);
    assert.equal(reader.steps.length, 1);
  });

  it("has what a preview speaks of, by name and place, for people to look at", () => {
    const { reader } = readerOf("preview", "preview");
    const names = reader.resources.map(({ urn }) => shortName(urn));
    assert.equal(new Set(reader.resources.map(({ urn }) => urn)).size, reader.resources.length);
    assert.ok(names.includes("VpcEndpoint service-endpoint"));
    const [endpoint] = reader.resources.filter(({ urn }) => urn.endsWith("::service-endpoint"));
    assert.match(endpoint?.parent ?? "", /CustomerEndpoint::service$/);
  });

  it("has the errors, whole and without the engine's colours", () => {
    const [error, ...more] = readerOf("fail", "up").reader.errors;
    assert.deepEqual(more, []);
    assert.match(error?.message ?? "", /^Pulumi\.customer\.yaml private-api:network\.zones: wants/);
    assert.match(error?.message ?? "", /\n {2}fix: {5}zones: 2$/);
    const reader = new EventReader({}, "up");
    const message = "<{%reset%}>it <{%fg 1%}>failed<{%reset%}>\n";
    const diagnosticEvent = { message, color: "always", severity: "error", urn: "u" } as const;
    reader.read({ sequence: 1, timestamp: 0, diagnosticEvent });
    assert.deepEqual(reader.errors, [{ message: "it failed", urn: "u" }]);
  });

  it("finds what is gone and what is otherwise when it refreshes, and no step", () => {
    const { reader } = readerOf("drift", "refresh");
    assert.deepEqual(reader.steps, []);
    const found = reader.drifted.map(({ urn, ...rest }) => ({ name: shortName(urn), ...rest }));
    assert.deepEqual(found.map(({ name, drift }) => [name, drift]).sort(), [
      ["SecurityGroupIngressRule service-group-from-10.1.0.0-16", "deleted"],
      ["Zone name-hello-zone", "changed"],
    ]);
    const [zone] = found.filter(({ drift }) => drift === "changed");
    assert.deepEqual(zone && "changes" in zone ? zone.changes : {}, {
      comment: { before: "Names of a private API", now: "changed by hand" },
    });
  });
});
