import * as assert from "node:assert/strict";
import { ownCommands } from "../../automation/ownCommand";
import { exitCode, type StackResult } from "../../automation/runs";
import { BUILTIN } from "../../automation/target";
import { customerPlan, done, servicePlan } from "../support/plans";

describe("commands that messages name", () => {
  const FIX = "  fix:     npx private-api up --stacks a,b, then private-api destroy --stacks c";

  for (const [argv, flag] of [
    [["up", "--target", "aws"], "--target aws"],
    [["up", "--target=aws", "--engine", "pulumi"], "--target aws"],
    [["drift", "--engine", "pulumi"], "--engine pulumi"],
  ] as const) {
    it(`mean the stacks of the command that names them: ${argv.join(" ")}`, () => {
      assert.equal(
        ownCommands(argv)(FIX),
        `  fix:     npx private-api up ${flag} --stacks a,b, then private-api destroy ${flag} --stacks c`,
      );
    });
  }

  it("are as they are for the builtin engine, and where they say it themselves", () => {
    assert.equal(ownCommands(["up", "--state", "aws"])(FIX), FIX);
    const said = "npx private-api preview --target aws";
    assert.equal(ownCommands(["up", "--engine", "pulumi"])(said), said);
    assert.equal(
      ownCommands(["up", "--target", "aws"])("npx private-api stacks"),
      "npx private-api stacks",
    );
  });
});

describe("the exit code of a run", () => {
  it("is 1 when a stack was not started, although none failed", () => {
    const result = (stacks: StackResult[]) => ({ ...BUILTIN, warnings: [], stacks });
    const built = done(servicePlan("a"));
    const stack = customerPlan("b", "a");
    const left: StackResult = { state: "not started", stack, because: "the run was interrupted" };
    assert.equal(exitCode(result([built])), 0);
    assert.equal(exitCode(result([built, left])), 1);
  });
});
