import { resourcesOf, type StackExport } from "../paths/snapshot";
import { holdsSecret } from "../simulator/secrets";
import { World } from "../simulator/world";
import type { Project } from "./project";
import { SILENT } from "./progress";
import type { StackResult } from "./runs";
import { PredictedStates, type States } from "./states";
import type { StateFolder } from "./stateFolder";
import type { RunKind } from "./target";
import { up, type UpResult } from "./up";

/** What the simulation foretells of a project. */
export interface Prediction {
  result: UpResult;
  states: Pick<States, "load">;
  /** Why nothing is foretold of a stack, by name. */
  untold: ReadonlyMap<string, string>;
}

/** What a state has that a simulated run from nothing can know: nothing. */
const NOTHING: Pick<States, "load"> = { load: () => undefined };

/**
 * Runs a whole project on the builtin engine, and keeps nothing: what the Pulumi engine cannot tell before it
 * has run, as what comes of the calls. On the simulated cloud it starts from what there is, unless that holds
 * secrets; of AWS it knows nothing, and builds from nothing. The ids of APIs, which are in the addresses of
 * calls, are then made those that they really have.
 */
export async function predict(
  project: Project,
  state: StateFolder,
  parallel: number,
): Promise<Prediction> {
  const { stacks } = project;
  const snapshots = stacks.flatMap(({ name }) => state.load(name) ?? []);
  // What the Pulumi engine has encrypted, the builtin one cannot go on from.
  const fromNothing = state.kind.target === "aws" || holdsSecret(snapshots);
  const world = fromNothing ? seededOf(state) : state.copyWorld();
  const states = new PredictedStates(fromNothing ? NOTHING : state, world);
  // On AWS nobody here knows which zones an account has: what does not fit is found by the program.
  const kind: RunKind = { target: state.kind.target, engine: "builtin" };
  const run = { project, stacks, state: states, kind, parallel, progress: SILENT };
  // A customer that is built and no longer listed would be refused as a new one where it starts from nothing.
  const result = await up({ ...run, isChecked: true });
  const renamed = new Map(
    stacks.flatMap(({ name }) => apiIds(states.load(name), state.load(name))),
  );
  const untold = new Map(
    result.stacks.flatMap((one) =>
      one.state === "done" ? [] : [[one.stack.name, whyNot(one)] as const],
    ),
  );
  /** Half of a stack foretells nothing: of one that failed here stands what is there. */
  const load = (name: string) =>
    untold.has(name) ? state.load(name) : withIds(states.load(name), renamed);
  return { result, states: { load }, untold };
}

/** A world with what was there before any stack; of AWS nothing is known. */
function seededOf(state: StateFolder): World {
  const world = World.empty();
  const there = state.kind.target === "aws" ? [] : state.copyWorld().everything();
  there.filter(({ origin }) => origin.startsWith("seed ")).forEach((object) => world.put(object));
  return world;
}

function whyNot(one: Exclude<StackResult, { state: "done" }>): string {
  return one.state === "failed" ? (one.error.message.split("\n")[0] ?? "") : one.because;
}

/** The stack's result in a prediction. */
export const predictedOf = ({ result }: Prediction, stack: string): StackResult | undefined =>
  result.stacks.find((one) => one.stack.name === stack);

const API = "aws:apigateway/restApi:RestApi";

/** The ids of APIs as foretold, and as they are. */
function apiIds(foretold?: StackExport, real?: StackExport): [string, string][] {
  const ids = new Map(
    resourcesOf(real).flatMap(({ urn, type, id, delete: old }) =>
      type === API && id && !old ? [[urn, id] as const] : [],
    ),
  );
  return resourcesOf(foretold).flatMap(({ urn, id = "" }): [string, string][] => {
    const own = ids.get(urn);
    return own === undefined || own === id ? [] : [[id, own]];
  });
}

/** An export in which some ids are others; they are ten random characters each, and stand for nothing else. */
function withIds(
  snapshot: StackExport | undefined,
  renamed: ReadonlyMap<string, string>,
): StackExport | undefined {
  if (!snapshot || renamed.size === 0) {
    return snapshot;
  }
  const pattern = new RegExp([...renamed.keys()].join("|"), "g");
  const text = JSON.stringify(snapshot).replace(pattern, (id) => renamed.get(id) ?? id);
  return JSON.parse(text) as StackExport;
}
