import * as assert from "node:assert/strict";
import { offboardingLines } from "../../automation/offboarding";
import type { StackPlan } from "../../automation/project";
import type { StackResult } from "../../automation/runs";
import { BUILTIN } from "../../automation/target";
import { customerPlan, directPlan, done, failed, servicePlan } from "../support/plans";

const MAIN = servicePlan("main", ["osaka"]);
const TOKYO = customerPlan("tokyo", "main");
const OSAKA = directPlan("osaka");
const FILE = customerPlan("by-file", undefined);
const GUEST = customerPlan("guest", "acme/theirs/elsewhere");

const stacks: StackPlan[] = [OSAKA, MAIN, FILE, GUEST, TOKYO];
const project = { name: "private-api", directory: "/srv", stacks };
const linesOf = (...results: StackResult[]) =>
  offboardingLines(project, { ...BUILTIN, stacks: results, warnings: [] });

describe("what is left to do when a customer is gone", () => {
  it("is to remove its entry and its file, then to run its service", () => {
    assert.deepEqual(linesOf(done(TOKYO)), [
      "tokyo is gone. To let it go for good: remove its entry from the customers in Pulumi.main.yaml, then npx private-api up --stacks main, then remove Pulumi.tokyo.yaml",
    ]);
  });

  it("is said of each customer that is gone, and of none that is not", () => {
    const other = customerPlan("kyoto", "main");
    const names = linesOf(
      ...[done(TOKYO), failed(other, "no"), done(customerPlan("kobe", "main"))],
      { state: "not started", stack: customerPlan("nara", "main"), because: "kyoto failed" },
    ).map((line) => line.split(" ")[0]);
    assert.deepEqual(names, ["tokyo", "kobe"]);
  });

  it("is nothing when its service goes with it", () => {
    assert.deepEqual(linesOf(done(MAIN), done(TOKYO)), []);
    assert.deepEqual(linesOf(failed(MAIN, "no"), done(TOKYO)), []);
  });

  it("is nothing of services, of direct customers, and where the service is not of this project", () => {
    assert.deepEqual(linesOf(done(MAIN)), []);
    assert.deepEqual(linesOf(done(OSAKA)), []);
    assert.deepEqual(linesOf(done(FILE), done(GUEST)), []);
  });
});
