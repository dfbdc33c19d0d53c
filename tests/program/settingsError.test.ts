import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import program = require("../../index");
import { SettingsError } from "../../stacks/problems";

describe("the program with wrong settings", () => {
  afterEach(() => pulumi.runtime.setAllConfig({}));

  it("ends with an error that pulumi shows without a stack trace", async () => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      ...(["private-api", "test", false] as const),
    );
    pulumi.runtime.setAllConfig({ "private-api:role": "servce" });
    await assert.rejects(program(), (error) => {
      // What `cmd/run/run.js` of @pulumi/pulumi asks before it prints.
      assert.ok(pulumi.RunError.isInstance(error));
      assert.deepEqual(error.message.split("\n"), [
        "Pulumi.test.yaml private-api:role: is not a role",
        "  value:   servce",
        "  allowed: service, customer",
        "  fix:     private-api:role: service",
      ]);
      assert.ok(error.cause instanceof SettingsError);
      return true;
    });
  });
});
