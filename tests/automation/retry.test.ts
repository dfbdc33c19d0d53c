import * as assert from "node:assert/strict";
import { retryThrottled } from "../../automation/retry";
import type { StackResult } from "../../automation/runs";
import { customerPlan, done, failed, step } from "../support/plans";

const STACK = customerPlan("tokyo", "service");
const THROTTLED = "creating Vpc (net): RequestLimitExceeded: Request limit exceeded.";
const throttled = (...steps: Parameters<typeof failed>[2] & object) =>
  failed(STACK, THROTTLED, steps);

/** Runs through given results, one for each try; the last one is what every further try gives. */
async function tried(
  results: StackResult[],
  {
    random = 0,
    signal,
    onWait,
  }: { random?: number; signal?: AbortSignal; onWait?: () => void } = {},
) {
  const waits: number[] = [];
  const told: [seconds: number, tries: number][] = [];
  let count = 0;
  const result = await retryThrottled(
    () => {
      count += 1;
      assert.ok(count < 50, "it is tried for ever");
      return Promise.resolve(results[Math.min(count, results.length) - 1] as StackResult);
    },
    {
      wait: (seconds) => {
        waits.push(seconds);
        onWait?.();
        return Promise.resolve();
      },
      random: () => random,
      onPause: (seconds, tries) => told.push([seconds, tries]),
      signal,
    },
  );
  return { result, waits, told, count };
}

describe("a stack that AWS throttles", () => {
  it("is tried six times in all, with pauses from 2 s that are each twice as long", async () => {
    const { result, waits, told, count } = await tried([throttled()]);
    assert.equal(count, 6);
    assert.deepEqual(waits, [2, 4, 8, 16, 32]);
    // It is said before each pause how often it was tried until then.
    assert.deepEqual(told, [
      [2, 1],
      [4, 2],
      [8, 3],
      [16, 4],
      [32, 5],
    ]);
    assert.equal(result.state, "failed");
  });

  it("waits half as long at least, so that stacks refused together do not come back together", async () => {
    assert.deepEqual((await tried([throttled()], { random: 1 })).waits, [1, 2, 4, 8, 16]);
    assert.deepEqual((await tried([throttled()], { random: 0.5 })).waits, [1.5, 3, 6, 12, 24]);
  });

  it("is done as soon as one try goes well", async () => {
    const { result, count } = await tried([throttled(), throttled(), done(STACK)]);
    assert.equal(result.state, "done");
    assert.equal(count, 3);
  });

  it("is not tried again after another failure, nor one that was not started", async () => {
    const denied = failed(STACK, "api error AccessDenied: no");
    assert.equal((await tried([denied])).count, 1);
    assert.equal((await tried([throttled(), denied])).count, 2);
    const notStarted: StackResult = { state: "not started", stack: STACK, because: "x" };
    assert.deepEqual((await tried([notStarted])).result, notStarted);
    assert.equal((await tried([notStarted])).count, 1);
    assert.equal((await tried([done(STACK)])).count, 1);
  });

  it("is not tried again once the run is interrupted, be it before the pause or in it", async () => {
    const before = await tried([throttled()], { signal: AbortSignal.abort() });
    assert.deepEqual([before.count, before.waits], [1, []]);
    const controller = new AbortController();
    const within = await tried([throttled(), done(STACK)], {
      signal: controller.signal,
      onWait: () => controller.abort(),
    });
    assert.equal(within.count, 1);
    assert.equal(within.result.state, "failed");
  });

  it("does not wait to the end of a pause in which the run is interrupted", async () => {
    const controller = new AbortController();
    const ended = retryThrottled(() => Promise.resolve(throttled()), {
      // A pause that never ends of itself.
      wait: () => new Promise(() => setImmediate(() => controller.abort())),
      random: () => 0,
      onPause: () => undefined,
      signal: controller.signal,
    });
    assert.equal((await ended).state, "failed");
  });

  it("counts what every try has changed, once, and what stayed as the last one says", async () => {
    const { result } = await tried([
      throttled(step("create", "net"), step("same", "old"), step("update", "kept")),
      // The second try meets what the first one made.
      throttled(
        step("same", "net"),
        step("same", "old"),
        step("same", "kept"),
        step("create", "b"),
      ),
      done(STACK, [
        ...[step("same", "net"), step("same", "old"), step("same", "kept"), step("same", "b")],
        step("update", "net"),
      ]),
    ]);
    assert.ok(result.state === "done");
    const told = result.steps.map(({ op, urn }) => `${op} ${urn.split("::").pop()}`);
    assert.deepEqual(told, ["create net", "update kept", "create b", "same old", "update net"]);
  });
});
