import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { destroy } from "../../automation/destroy";
import { SILENT, type Progress } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { PulumiEngine } from "../../automation/pulumi/engine";
import { locksOf } from "../../automation/pulumi/locks";
import { StateFolder } from "../../automation/stateFolder";
import type { RunResult } from "../../automation/runs";
import { up, type UpResult } from "../../automation/up";
import { resourcesOf } from "../../paths/snapshot";
import type { ProviderServer } from "../../simulator/provider";
import { comparableAll } from "../support/comparable";
import { PULUMI, realEngine, RETAINED, runBy } from "../support/engines";
import { runIn } from "../support/kills";
import { seededNumbers } from "../support/numbers";
import { withProgram } from "../support/program";
import { makeFolder, makeProject } from "../support/project";

/** The first and the last steps of the two stacks: 46 and 21 resources, of which the last ends its run. */
const BOUNDARIES = [1, 45, 47, 66];
/** Moments inside, and how many of them are destroyed, too. */
const MOMENTS = 20;
const DESTROYED = 5;

realEngine("a run that is killed on the Pulumi engine", 3, () => {
  const directory = withProgram(makeProject());
  const project = loadProject(directory);
  const { stacks } = project;
  let whole: Left;
  before(async () => {
    const folder = newState();
    assert.deepEqual(statesOf(await run(folder)), ["done", "done"]);
    whole = leftIn(folder);
  });

  /** What stands in a folder after a run. */
  type Left = ReturnType<typeof leftIn>;

  function leftIn(folder: string) {
    const state = StateFolder.open(folder, PULUMI);
    return {
      world: state.copyWorld().everything(),
      stacks: stacks.map(({ name }) => comparableAll(resourcesOf(state.load(name)))),
    };
  }

  const newState = () => path.join(makeFolder(), "state");
  const run = (folder: string) =>
    up({ project, stacks, parallel: 1, progress: SILENT, ...runBy(PULUMI, project, folder) });

  const gone = (folder: string) =>
    destroy({ project, stacks, parallel: 1, progress: SILENT, ...runBy(PULUMI, project, folder) });

  /** Runs an `up` in which something is killed after a number of steps. */
  async function runKilled(
    folder: string,
    after: number,
    kill: (stack: string, server: ProviderServer | undefined) => void,
  ): Promise<UpResult> {
    let count = 0;
    let server: ProviderServer | undefined;
    const stepped: Progress["stepped"] = (stack) => {
      count += 1;
      if (count === after) {
        kill(stack, server);
      }
    };
    const state = StateFolder.open(folder, PULUMI);
    const onServer = (own: ProviderServer) => (server = own);
    return up({
      ...{ project, stacks, state, parallel: 1, progress: { ...SILENT, stepped }, kind: PULUMI },
      engine: (world) =>
        PulumiEngine.open({ project, state, target: "simulated", world, onServer }),
    });
  }

  async function endsWell(
    kill: (folder: string) => (stack: string, server: ProviderServer | undefined) => void,
    seed: number,
  ): Promise<void> {
    const moments = [...BOUNDARIES, ...seededNumbers(seed, MOMENTS, 2, 65)];
    let ended = 0;
    for (const [i, after] of moments.entries()) {
      const folder = newState();
      const killed = statesOf(await runKilled(folder, after, kill(folder)));
      ended += killed.some((state) => state.startsWith("failed: ")) ? 1 : 0;
      assert.deepEqual(statesOf(await run(folder)), ["done", "done"], `after step ${after}`);
      assert.deepEqual(leftIn(folder), whole, `after step ${after}`);
      if (i % DESTROYED === 0) {
        assert.deepEqual(statesOf(await gone(folder)), ["done", "done"]);
        assert.equal(leftIn(folder).world.length, 3);
      }
    }
    // After a stack's last step its provider is no longer needed.
    assert.ok(ended >= moments.length - 2, `${ended} of ${moments.length} runs were ended so`);
  }

  it("with its CLI loses nothing and makes nothing twice", () =>
    endsWell(
      (folder) => (stack) => {
        const [lock] = locksOf(path.join(folder, "backend"), project.name, stack);
        assert.ok(lock);
        process.kill(lock.pid, "SIGKILL");
      },
      1,
    ));

  it("with its orchestrator, at each end of a stack and at 20 moments, loses nothing and makes nothing twice", async () => {
    const engine = ["--engine", "pulumi"];
    const list = path.join(makeFolder(), "changes.json");
    const { code, stderr } = await runIn({ directory }, newState(), { KILL_LIST: list }, engine);
    assert.equal(code, 0, stderr);
    const changes = JSON.parse(fs.readFileSync(list, "utf8")) as string[];
    const ends = changes.flatMap((change, i) =>
      /^replace (service|customer)\.json$/.test(change) ? [i + 1] : [],
    );
    assert.ok(ends.length >= 2);
    const moments = [...ends, ...seededNumbers(3, 20, 1, changes.length)];
    for (const [i, after] of moments.entries()) {
      const folder = newState();
      const killed = await runIn({ directory }, folder, { KILL_AFTER: String(after) }, engine);
      assert.equal(killed.signal, "SIGKILL", `after change ${after}`);
      if (i % 2 === 0) {
        assert.deepEqual(statesOf(await run(folder)), ["done", "done"], `after change ${after}`);
        assert.deepEqual(leftIn(folder), whole, `after change ${after}`);
      }
      assert.deepEqual(statesOf(await gone(folder)), ["done", "done"], `after change ${after}`);
      const left = leftIn(folder).world.map(({ type }) => type);
      assert.deepEqual(
        left.filter((type) => !RETAINED.includes(type)),
        [],
        `after change ${after}`,
      );
    }
  });

  it("with its provider loses nothing and makes nothing twice", () =>
    endsWell(() => (_, server) => server?.kill(), 2));
});

/** How stacks ended; of what failed, why. */
const statesOf = ({ stacks }: RunResult) =>
  stacks.map((one) => (one.state === "failed" ? `failed: ${one.error.message}` : one.state));
