import * as assert from "node:assert/strict";
import declared from "../../simulator/aws/declared.json";
import { modelledTypes } from "../../simulator/aws/models";
import { readTypeFiles } from "../support/typeFiles";

describe("the model of AWS", () => {
  it("declares the arguments and properties of the pinned provider's type files", () => {
    const read = readTypeFiles(modelledTypes());
    assert.ok(Object.keys(read).length >= 30, "the type files were read");
    for (const [type, { inputs, outputs }] of Object.entries(read)) {
      assert.ok(Object.keys(inputs).length > 0 && outputs.length > 0, `${type} was found`);
    }
    assert.deepEqual(declared, read, "mend with: node scripts/declare.mjs");
  });

  it("reads required and optional arguments and properties from a type file", () => {
    const type = "aws:lb/targetGroupAttachment:TargetGroupAttachment";
    assert.deepEqual(readTypeFiles([type])[type], {
      inputs: {
        availabilityZone: "optional",
        port: "optional",
        quicServerId: "optional",
        region: "optional",
        targetGroupArn: "required",
        targetId: "required",
      },
      outputs: ["availabilityZone", "port", "quicServerId", "region", "targetGroupArn", "targetId"],
    });
  });
});
