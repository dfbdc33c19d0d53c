import * as assert from "node:assert/strict";
import type { StackPlan } from "../../automation/project";
import type { StackResult } from "../../automation/runs";
import { runInOrder, type ScheduleOptions } from "../../automation/schedule";
import { customerPlan, directPlan, done, failed, servicePlan } from "../support/plans";

const OSAKA = directPlan("osaka");
const NAGOYA = directPlan("nagoya");
const MAIN = servicePlan("main", ["osaka"]);
const OTHER = servicePlan("other");
const TOKYO = customerPlan("tokyo", "organization/private-api/main");
const KYOTO = customerPlan("kyoto", "main");
const KOBE = customerPlan("kobe", "other");
const FILE = customerPlan("by-file", undefined);
const ALL = [NAGOYA, OSAKA, MAIN, OTHER, FILE, KOBE, KYOTO, TOKYO];

/** Lets everything that can begin begin. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Runs stacks that end only when they are told to. */
function schedule(options: Partial<ScheduleOptions> & { stacks: StackPlan[] }) {
  const ends = new Map<string, (result: StackResult) => void>();
  const begun: string[] = [];
  let most = 0;
  const results = runInOrder({ parallel: 16, ...options }, (stack) => {
    begun.push(stack.name);
    return new Promise((resolve) => {
      ends.set(stack.name, (result) => {
        ends.delete(stack.name);
        resolve(result);
      });
      most = Math.max(most, ends.size);
    });
  });
  const at = (name: string): StackPlan => ALL.find((one) => one.name === name) as StackPlan;
  return {
    begun,
    running: () => [...ends.keys()].sort(),
    most: () => most,
    end: async (name: string, error?: string) => {
      const end = ends.get(name);
      assert.ok(end, `${name} does not run`);
      end(error === undefined ? done(at(name)) : failed(at(name), error));
      await settle();
    },
    /** Ends everything that runs until nothing does. @returns how each stack ended */
    finish: async (failing: string[] = []) => {
      for (await settle(); ends.size > 0; await settle()) {
        for (const [name, end] of [...ends]) {
          end(failing.includes(name) ? failed(at(name), "no") : done(at(name)));
        }
      }
      return (await results).map((one) =>
        [one.stack.name, one.state, ...("because" in one ? [one.because] : [])].join(": "),
      );
    },
  };
}

describe("the order of a run", () => {
  it("is direct customers side by side, services one by one, the others side by side", async () => {
    const run = schedule({ stacks: ALL });
    await settle();
    assert.deepEqual(run.running(), ["nagoya", "osaka"]);
    await run.end("osaka");
    assert.deepEqual(run.running(), ["nagoya"]);
    await run.end("nagoya");
    assert.deepEqual(run.running(), ["main"]);
    await run.end("main");
    assert.deepEqual(run.running(), ["other"]);
    await run.end("other");
    assert.deepEqual(run.running(), ["by-file", "kobe", "kyoto", "tokyo"]);
    assert.deepEqual(
      await run.finish(),
      ALL.map(({ name }) => `${name}: done`),
    );
  });

  it("is the other way round when everything is deleted", async () => {
    const run = schedule({ stacks: ALL, backwards: true });
    await settle();
    assert.deepEqual(run.running(), ["by-file", "kobe", "kyoto", "tokyo"]);
    await run.finish();
    assert.deepEqual(run.begun.slice(4), ["main", "other", "nagoya", "osaka"]);
  });

  it("has no more customers side by side than are asked for, and one service whatever is asked", async () => {
    const run = schedule({ stacks: [OTHER, MAIN, KOBE, KYOTO, TOKYO, FILE], parallel: 2 });
    await settle();
    assert.deepEqual(run.running(), ["other"]);
    await run.finish();
    assert.equal(run.most(), 2);
    assert.equal(run.begun.length, 6);
  });

  it("gives results in the order of the stacks, not in which they ended", async () => {
    const run = schedule({ stacks: [KOBE, KYOTO, TOKYO] });
    await settle();
    await run.end("tokyo");
    await run.end("kyoto");
    assert.deepEqual(await run.finish(), ["kobe: done", "kyoto: done", "tokyo: done"]);
  });

  it("leaves out what needs a failed stack, and nothing else", async () => {
    assert.deepEqual(await schedule({ stacks: ALL }).finish(["main"]), [
      ...["nagoya: done", "osaka: done", "main: failed", "other: done"],
      ...["by-file: done", "kobe: done"],
      "kyoto: not started: main failed",
      "tokyo: not started: main failed",
    ]);
  });

  it("lets a failed customer stop nobody", async () => {
    assert.deepEqual(await schedule({ stacks: [MAIN, KYOTO, TOKYO] }).finish(["kyoto"]), [
      ...["main: done", "kyoto: failed", "tokyo: done"],
    ]);
  });

  it("leaves out what needs a stack that was itself left out, and says so", async () => {
    assert.deepEqual(await schedule({ stacks: [OSAKA, MAIN, TOKYO] }).finish(["osaka"]), [
      "osaka: failed",
      "main: not started: osaka failed",
      "tokyo: not started: main was not started",
    ]);
  });

  it("takes what a stack needs and the run does not have for built", async () => {
    assert.deepEqual(await schedule({ stacks: [TOKYO] }).finish(), ["tokyo: done"]);
  });

  it("deletes no service that has a customer left, and no guest of a service that is left", async () => {
    const run = schedule({ stacks: [OSAKA, MAIN, KYOTO, TOKYO], backwards: true });
    assert.deepEqual(await run.finish(["kyoto"]), [
      "osaka: not started: main was not started",
      "main: not started: kyoto failed",
      "kyoto: failed",
      "tokyo: done",
    ]);
  });

  it("starts nothing more once it is interrupted, and waits for what runs", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const run = schedule({ stacks: [MAIN, KOBE, KYOTO, TOKYO], parallel: 1, signal });
    await settle();
    await run.end("main");
    assert.deepEqual(run.running(), ["kobe"]);
    controller.abort();
    await settle();
    assert.deepEqual(run.running(), ["kobe"]);
    assert.deepEqual(await run.finish(), [
      ...["main: done", "kobe: done"],
      "kyoto: not started: the run was interrupted",
      "tokyo: not started: the run was interrupted",
    ]);
  });
});
