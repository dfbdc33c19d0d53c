import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { upCommand } from "../../automation/commands";
import { previewCommand } from "../../automation/preview";
import {
  changesOf,
  create,
  inOrder,
  remove,
  replace,
  runCommand,
  update,
  type Change,
} from "../support/expectedSteps";
import { change, makeFolder, makeProject, SAMPLE } from "../support/project";

const withRoute = (route: string): string =>
  change(SAMPLE.service, '"GET /": { lambda: hello }', `"GET /": ${route}`);

const LIST =
  "service: dynamodb, action: ListTables, responses: [{ status: 200 }, { status: 400, pattern: 4.. }]";

const DEPLOYED: Change[] = [
  ...replace("triggers", "Deployment api-hello-deployment"),
  ...update("deployment", "Stage api-hello-stage"),
];

const ANSWERS = ["default", "2c490f"].map(
  (name) => `IntegrationResponse api-hello-answer-GET/-${name}`,
);
const INTEGRATION = "Integration api-hello-integration-GET/";

/** Changes of what answers a route, and all that they do. */
const CHANGES: [name: string, from: string, to: string, does: Change[]][] = [
  [
    "a fixed answer with another status",
    "{ mock: {} }",
    "{ mock: { status: 404 } }",
    [
      ...update("requestTemplates", INTEGRATION),
      ...create("MethodResponse api-hello-response-GET/-404"),
      ...remove("MethodResponse api-hello-response-GET/-200"),
      ...replace("statusCode", "IntegrationResponse api-hello-answer-GET/-default"),
      ...DEPLOYED,
    ],
  ],
  [
    "another service in place of a fixed answer",
    "{ mock: {} }",
    '{ http: "https://pets.example.com/" }',
    [
      [
        "replace",
        INTEGRATION,
        ["integrationHttpMethod", "requestTemplates", "type", "uri"],
        ["integrationHttpMethod", "type"],
      ],
      ...remove("MethodResponse api-hello-response-GET/-200"),
      ...remove("IntegrationResponse api-hello-answer-GET/-default"),
      ...DEPLOYED,
    ],
  ],
  [
    "another verb of a service's action, with whose integration its answers go",
    `{ aws: { ${LIST} } }`,
    `{ aws: { method: GET, ${LIST} } }`,
    [
      ...replace("integrationHttpMethod", INTEGRATION),
      ...replace("httpMethod", ...ANSWERS),
      ...DEPLOYED,
    ],
  ],
];

describe("a route that is answered otherwise", function () {
  this.timeout(60_000);

  for (const [name, from, to, does] of CHANGES) {
    it(`is changed without a clash: ${name}`, async () => {
      const directory = makeProject({ service: withRoute(from), customer: null });
      const options = { directory, state: path.join(makeFolder(), "state") };
      assert.equal((await runCommand(upCommand, options)).code, 0);
      fs.writeFileSync(path.join(directory, "Pulumi.service.yaml"), withRoute(to));
      const { code, steps } = await runCommand(upCommand, options);
      assert.equal(code, 0);
      assert.deepEqual(changesOf(steps), inOrder({ service: does }));
      assert.deepEqual(changesOf((await runCommand(previewCommand, options)).steps), {});
    });
  }

  it("is deployed anew when another function is its authorizer", async () => {
    const settings = (authorizer: string) =>
      change(
        withRoute("{ lambda: hello, auth: authorizer }"),
        "stage: prod,",
        `stage: prod, authorizer: ${authorizer},`,
      );
    const directory = makeProject({ service: settings("hello"), customer: null });
    const options = { directory, state: path.join(makeFolder(), "state") };
    assert.equal((await runCommand(upCommand, options)).code, 0);
    fs.writeFileSync(path.join(directory, "Pulumi.service.yaml"), settings("petstore"));
    const { steps } = await runCommand(upCommand, options);
    const all = changesOf(steps)["service"] ?? [];
    for (const one of inOrder({ service: DEPLOYED })["service"] ?? []) {
      assert.ok(all.some((other) => JSON.stringify(other) === JSON.stringify(one)));
    }
  });
});
