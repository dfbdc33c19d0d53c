import assert from "node:assert/strict";
import { ServiceRole } from "../../components/serviceRole";
import { build, valueOf } from "../support/componentHarness";

const built = (statements: ConstructorParameters<typeof ServiceRole>[1]["statements"]) =>
  build(() => new ServiceRole("pets", { description: "What may be done", statements }));

describe("ServiceRole", () => {
  it("is assumed by API Gateway alone, and may do just what it is given", async () => {
    const { made, recorded } = await built([
      {
        actions: ["dynamodb:Query", "dynamodb:GetItem"],
        resources: ["arn:aws:dynamodb:::table/b"],
      },
      { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:::b", "arn:aws:sqs:::a"] },
    ]);
    assert.deepEqual(recorded.resources(), ["Role pets-role", "RolePolicy pets-role-actions"]);
    const role = recorded.get("pets-role");
    assert.deepEqual(
      {
        ...role.inputs,
        assumeRolePolicy: JSON.parse(String(role.inputs["assumeRolePolicy"])) as unknown,
      },
      {
        description: "What may be done",
        assumeRolePolicy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "apigateway.amazonaws.com" },
              Action: "sts:AssumeRole",
            },
          ],
        },
        tags: { Name: "pets-role" },
      },
    );
    const { role: of, policy } = recorded.get("pets-role-actions").inputs;
    assert.equal(of, role.outputs["name"]);
    assert.deepEqual(JSON.parse(String(policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:Query"],
          Resource: ["arn:aws:dynamodb:::table/b"],
        },
        {
          Effect: "Allow",
          Action: ["sqs:SendMessage"],
          Resource: ["arn:aws:sqs:::a", "arn:aws:sqs:::b"],
        },
      ],
    });
    assert.equal(await valueOf(made.roleArn), role.outputs["arn"]);
  });

  it("has no policy for an action that needs no permission", async () => {
    const { recorded } = await built([]);
    assert.deepEqual(recorded.resources(), ["Role pets-role"]);
  });
});
