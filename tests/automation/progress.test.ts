import * as assert from "node:assert/strict";
import { liveProgress, plainProgress, type Progress } from "../../automation/progress";
import { customerPlan, done, failed, step } from "../support/plans";
import { Screen } from "../support/screen";
import { Timers } from "../support/timers";

const BEAT = 30_000;
const FRAME = 100;
const SUBNET = "aws:ec2/subnet:Subnet";

const ended = (name: string, error?: string) => {
  const stack = customerPlan(name, "service");
  return error === undefined ? done(stack) : failed(stack, error);
};

describe("progress", () => {
  /** Times are the test's own: nothing waits. */
  let timers: Timers;
  beforeEach(() => (timers = new Timers()));
  afterEach(() => timers.restore());

  describe("in a log", () => {
    let lines: string[];
    let progress: Progress;
    beforeEach(() => {
      lines = [];
      progress = plainProgress((line) => lines.push(line));
    });
    afterEach(() => progress.close());

    it("is a line when a stack begins and one when it ends, whatever happens between", () => {
      progress.started("tokyo");
      progress.began("tokyo", "creating aws:ec2/vpc:Vpc network-vpc");
      progress.stepped("tokyo", step("create", "network-vpc"));
      progress.ended(ended("tokyo"));
      progress.started("kyoto");
      progress.ended(ended("kyoto", "no"));
      assert.deepEqual(lines, ["tokyo: started", "tokyo: done", "kyoto: started", "kyoto: failed"]);
    });

    it("says every half minute what each stack that runs is at", () => {
      progress.started("tokyo");
      progress.started("kyoto");
      progress.stepped("tokyo", step("create", "a"));
      progress.stepped("tokyo", step("update", "b", SUBNET));
      // What is met again, the engine's own, and half of a replacement are no changes.
      progress.stepped("tokyo", step("same", "c"));
      progress.stepped("tokyo", step("read", "d"));
      progress.stepped("tokyo", step("create", "net", "private-api:index:Network"));
      progress.stepped("tokyo", step("create-replacement", "e"));
      progress.began("tokyo", "creating aws:ec2/subnet:Subnet net-2");
      progress.began("kyoto", "reading aws:ec2/vpc:Vpc net");
      lines.length = 0;
      timers.tick(BEAT - 1);
      assert.deepEqual(lines, []);
      timers.tick(1);
      const both = [
        "tokyo: 2 done, creating aws:ec2/subnet:Subnet net-2",
        "kyoto: reading aws:ec2/vpc:Vpc net",
      ];
      assert.deepEqual(lines, both);
      progress.ended(ended("kyoto"));
      timers.tick(BEAT);
      assert.deepEqual(lines, [...both, "kyoto: done", both[0]]);
    });

    it("says of a stack that has told nothing yet that it runs", () => {
      progress.started("tokyo");
      timers.tick(BEAT);
      assert.deepEqual(lines, ["tokyo: started", "tokyo: running"]);
    });

    it("says that AWS throttles, and when it is tried again", () => {
      progress.started("tokyo");
      progress.paused("tokyo", 2, 1);
      progress.paused("tokyo", 180, 5);
      assert.deepEqual(lines.slice(1), [
        "tokyo: AWS throttles; try 2 in 2 s",
        "tokyo: AWS throttles; try 6 in 3 min",
      ]);
    });

    it("says nothing more when it is closed", () => {
      progress.started("tokyo");
      progress.close();
      timers.tick(10 * BEAT);
      assert.deepEqual(lines, ["tokyo: started"]);
    });
  });

  describe("on a terminal", () => {
    it("is a line for each stack that runs, drawn in place, and one of counts", () => {
      const screen = new Screen(24, 80);
      const progress = liveProgress(screen, 3);
      progress.started("service");
      progress.began("service", "creating aws:ec2/vpc:Vpc network-vpc");
      assert.equal(screen.writes, 0);
      timers.tick(FRAME);
      assert.deepEqual(screen.lines(), [
        "  service: creating aws:ec2/vpc:Vpc network-vpc",
        "0 of 3 stacks done, 1 running",
      ]);
      progress.stepped("service", step("create", "network-vpc"));
      progress.began("service", "creating aws:ec2/subnet:Subnet a");
      timers.tick(FRAME);
      assert.deepEqual(screen.lines(), [
        "  service: 1 done, creating aws:ec2/subnet:Subnet a",
        "0 of 3 stacks done, 1 running",
      ]);
      progress.ended(ended("service"));
      progress.started("tokyo");
      progress.started("kyoto");
      progress.paused("kyoto", 4, 2);
      progress.ended(ended("tokyo", "no"));
      // How a stack ended stays; counts say the rest.
      assert.deepEqual(screen.lines(), [
        ...["service: done", "tokyo: failed", "  kyoto: AWS throttles; try 3 in 4 s"],
        "1 of 3 stacks done, 1 failed, 1 running",
      ]);
      progress.ended(ended("kyoto"));
      progress.close();
      assert.deepEqual(screen.lines(), ["service: done", "tokyo: failed", "kyoto: done"]);
    });

    it("is drawn ten times a second at most, however much happens", () => {
      const screen = new Screen(24, 80);
      const progress = liveProgress(screen, 1);
      progress.started("service");
      for (let i = 0; i < 1000; i += 1) {
        progress.began("service", `creating ${i}`);
      }
      timers.tick(FRAME);
      assert.equal(screen.writes, 1);
      assert.equal(screen.lines()[0], "  service: creating 999");
      progress.close();
    });

    it("leaves nothing of itself behind, and draws nothing after that", () => {
      const screen = new Screen(24, 80);
      const progress = liveProgress(screen, 2);
      progress.started("tokyo");
      timers.tick(FRAME);
      progress.began("tokyo", "creating");
      progress.close();
      const { writes } = screen;
      timers.tick(10 * FRAME);
      assert.deepEqual([screen.lines(), screen.writes], [[], writes]);
      progress.close();
      assert.equal(screen.writes, writes);
    });

    // Rows and columns of screens; 0 is what a stream has that does not know.
    for (const [rows, columns] of [
      ...[24, 10, 6, 5, 4, 3, 2].map((high) => [high, 80] as const),
      ...[[24, 40] as const, [24, 12] as const, [5, 12] as const],
    ]) {
      it(`fits ${rows} rows of ${columns} characters with 30 stacks under way`, () => {
        const screen = new Screen(rows, columns);
        const progress = liveProgress(screen, 30);
        const names = Array.from({ length: 30 }, (_, i) => `c${String(i).padStart(2, "0")}`);
        names.forEach((name) => {
          progress.started(name);
          progress.began(name, `creating ${"a-very-long-name-".repeat(20)}`);
        });
        for (let i = 0; i < 5; i += 1) {
          names.forEach((name) => progress.stepped(name, step("create", "a")));
          timers.tick(FRAME);
          // Nothing was drawn that a later drawing could not reach.
          assert.equal(screen.scrolled().length, 0);
          assert.ok(screen.lines().every((line) => line.length < columns));
        }
        names.forEach((name) => progress.ended(ended(name)));
        progress.close();
        assert.deepEqual(
          [...screen.scrolled(), ...screen.lines()],
          names.map((name) => `${name}: done`),
        );
      });
    }

    it("says how many stacks it has no room for", () => {
      const screen = new Screen(10, 80);
      const progress = liveProgress(screen, 30);
      for (let i = 0; i < 30; i += 1) {
        progress.started(`c${i}`);
      }
      timers.tick(FRAME);
      const lines = screen.lines();
      assert.deepEqual(lines.slice(-2), ["  and 23 more", "0 of 30 stacks done, 30 running"]);
      assert.equal(lines.length, 9);
      progress.close();
    });

    it("takes a stream that does not know its size for one of 24 rows of 80", () => {
      const screen = new Screen(24, 80);
      const stream = { write: screen.write.bind(screen), rows: 0, columns: 0 };
      const progress = liveProgress(stream, 50);
      for (let i = 0; i < 50; i += 1) {
        progress.started(`customer-${i}`);
        progress.began(`customer-${i}`, "x".repeat(200));
      }
      timers.tick(FRAME);
      assert.equal(screen.scrolled().length, 0);
      assert.equal(screen.lines().length, 23);
      assert.equal(Math.max(...screen.lines().map((line) => line.length)), 79);
      progress.close();
    });
  });
});
