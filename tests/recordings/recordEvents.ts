/**
 * Records what the real Pulumi engine tells while it builds the sample's customer, changes it, fails, looks for
 * drift and deletes it. Run by hand, with a pulumi CLI on PATH, when the pinned SDK changes:
 *
 *     node -r ts-node/register/transpile-only tests/recordings/recordEvents.ts
 */
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { loadProject, type StackPlan } from "../../automation/project";
import { PulumiEngine } from "../../automation/pulumi/engine";
import { StateFolder } from "../../automation/stateFolder";
import { World } from "../../simulator/world";
import { changed } from "../support/project";
import { DRAWN } from "../support/comparable";
import { PULUMI } from "../support/engines";
import { makeFolder } from "../support/project";
import { project as projectOf, write } from "./realEngine";

const QUIET = { onStep: () => undefined };

async function main(): Promise<void> {
  const state = StateFolder.open(makeFolder(), PULUMI);
  const world = World.empty();
  const [sample, renamed, wrong] = [
    projectOf({}),
    projectOf(changed("customer", "record: vpce", "record: api")),
    projectOf(changed("customer", "10.1.0.0/16 }", "10.1.0.0/16, zones: 4 }")),
  ];
  const recorded: Record<string, EngineEvent[]> = {};
  /** Runs something of an engine for a stack, and keeps what it tells. */
  const record = async (
    name: string,
    directory: string,
    work: (engine: PulumiEngine, stack: StackPlan) => Promise<unknown>,
    stackName = "customer",
  ): Promise<void> => {
    const events: EngineEvent[] = [];
    const project = loadProject(directory);
    const onEvent = (event: EngineEvent) => void events.push(event);
    const engine = await PulumiEngine.open({ project, state, target: "simulated", world, onEvent });
    const stack = project.stacks.find((one) => one.name === stackName);
    await work(engine, stack as StackPlan).catch((error: unknown) => error);
    recorded[name] = events.map(trimmed).filter((event) => event !== undefined);
    process.stderr.write(`${name}\n`);
  };
  await record("service", sample, (engine, stack) => engine.up(stack, QUIET), "service");
  delete recorded["service"];
  await record("preview", sample, async (engine, stack) => {
    await engine.backend.make(stack);
    await engine.preview(stack, QUIET);
  });
  await record("up", sample, (engine, stack) => engine.up(stack, QUIET));
  await record("up again", sample, (engine, stack) => engine.up(stack, QUIET));
  await record("replace", renamed, (engine, stack) => engine.up(stack, QUIET));
  await record("fail", wrong, (engine, stack) => engine.up(stack, QUIET));
  const [rule] = world.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").reverse();
  const zone = world.all("aws:route53/zone:Zone")[0];
  if (!rule || !zone) {
    throw new Error("there is no rule or no zone");
  }
  const comment = { comment: "changed by hand" };
  const { inputs, attributes } = zone;
  world.put({
    ...zone,
    inputs: { ...inputs, ...comment },
    attributes: { ...attributes, ...comment },
  });
  world.remove(rule);
  await record("drift", renamed, (engine, stack) => engine.drift(stack, QUIET));
  world.put(rule);
  world.put(zone);
  await record("destroy", renamed, (engine, stack) => engine.destroy(stack, QUIET));
  write("events.json", recorded);
}

/** An event without what nobody reads of it, nor what differs by the hour; `undefined` for talk. */
function trimmed(event: EngineEvent): EngineEvent | undefined {
  const severity: string | undefined = event.diagnosticEvent?.severity;
  if (severity === "debug" || event.preludeEvent) {
    return undefined;
  }
  const { op } = event.resOutputsEvent?.metadata ?? {};
  // What a refresh found is read from the properties; of all other events nobody reads them.
  const isRead = event.resOutputsEvent?.planning === true && op === "update";
  const unread = isRead ? [] : ["inputs", "outputs"];
  const left = [...DRAWN, ...unread, "durationSeconds", "detailedDiff", "provider"];
  const text = JSON.stringify(event, (key, value: unknown) =>
    left.includes(key) ? undefined : value,
  );
  return { ...(JSON.parse(text) as EngineEvent), timestamp: 0 };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
