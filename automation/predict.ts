import { resourcesOf, type StackExport } from "../paths/snapshot";
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
}

/** What a state has that a simulated run from nothing can know: nothing. */
const NOTHING: Pick<States, "load"> = { load: () => undefined };

/**
 * Builds a whole project on the builtin engine, from nothing, and keeps nothing: what the Pulumi engine
 * cannot tell before it has run, as what comes of the calls.
 *
 * The ids of APIs, which are in the addresses of calls, are then those that they really have.
 *
 * @param state the real exports, and of the simulated world what was there before
 */
export async function predict(
  project: Project,
  state: StateFolder,
  parallel: number,
): Promise<Prediction> {
  const world = World.empty();
  const seeded = state.kind.target === "simulated" ? state.copyWorld().everything() : [];
  seeded.filter(({ origin }) => origin.startsWith("seed ")).forEach((object) => world.put(object));
  const states = new PredictedStates(NOTHING, world);
  const { stacks } = project;
  // On AWS nobody here knows which zones an account has: what does not fit is found by the program.
  const kind: RunKind = { target: state.kind.target, engine: "builtin" };
  const run = { project, stacks, state: states, kind, parallel, progress: SILENT };
  // From nothing, a customer that is built and no longer listed would be refused as a new one.
  const result = await up({ ...run, isChecked: true });
  const renamed = new Map(
    stacks.flatMap(({ name }) => apiIds(states.load(name), state.load(name))),
  );
  return { result, states: { load: (name) => withIds(states.load(name), renamed) } };
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
