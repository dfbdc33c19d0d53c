import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { outputsCommand, upCommand } from "../../automation/commands";
import { destroy } from "../../automation/destroy";
import { previewCommand } from "../../automation/preview";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { verifyCommand } from "../../automation/verify";
import { EXAMPLES } from "../support/examples";
import { changesOf, inOrder, runCommand } from "../support/expectedSteps";
import { change, makeFolder, ROOT } from "../support/project";
import { buildAll, find } from "../support/states";

interface Verified {
  summary: { asExpected: number; notAsExpected: number };
  calls: { name: string; published?: string }[];
}

async function verify(state: string): Promise<{ code: number; json: Verified }> {
  const out: string[] = [];
  const terminal = { out: (line: string) => void out.push(line), err: () => undefined };
  const code = await verifyCommand({ state, json: true }, terminal);
  return { code, json: JSON.parse(out.join("\n")) as Verified };
}

describe("examples", function () {
  this.timeout(120_000);

  it("are all tested", () => {
    assert.deepEqual(
      fs.readdirSync(path.join(ROOT, "examples")).sort(),
      Object.keys(EXAMPLES).sort(),
    );
  });

  for (const [name, example] of Object.entries(EXAMPLES)) {
    describe(name, () => {
      const directory = makeFolder();
      const state = path.join(makeFolder(), "state");
      const options = { directory, state };
      before(() => fs.cpSync(path.join(ROOT, "examples", name), directory, { recursive: true }));

      it("is built in one run, and its calls come out as published", async () => {
        const { code } = await runCommand(upCommand, options);
        assert.equal(code, 0);
        const { code: verified, json } = await verify(state);
        const published = json.calls.filter((call) => call.published !== undefined);
        assert.deepEqual(
          published.map((call) => call.name).sort(),
          [...example.calls.published].sort(),
        );
        assert.equal(json.calls.length - published.length, example.calls.own);
        assert.deepEqual(json.summary, { asExpected: json.calls.length, notAsExpected: 0 });
        assert.equal(verified, 0);
      });

      it("is then all the same", async () => {
        const { code, steps } = await runCommand(previewCommand, options);
        assert.equal(code, 0);
        assert.deepEqual(changesOf(steps), {});
      });

      it("changes by a change of its settings as it must, and no more", async () => {
        const { file, from, to, does } = example.change;
        const place = path.join(directory, file);
        fs.writeFileSync(place, change(fs.readFileSync(place, "utf8"), from, to));
        const { code, steps } = await runCommand(upCommand, options);
        assert.equal(code, 0);
        assert.deepEqual(changesOf(steps), inOrder(does));
        const again = await runCommand(previewCommand, options);
        assert.deepEqual(changesOf(again.steps), {});
      });

      it("leaves an empty world, but for the account's setting", async () => {
        const project = loadProject(directory);
        const folder = StateFolder.open(state);
        const { stacks } = project;
        const run = { project, stacks, state: folder, parallel: 4, progress: SILENT };
        const { stacks: results } = await destroy(run);
        assert.deepEqual([...new Set(results.map((one) => one.state))], ["done"]);
        const left = folder
          .copyWorld()
          .everything()
          .map(({ type }) => type);
        assert.deepEqual(left.sort(), [
          "aws:apigateway/account:Account",
          "aws:iam/role:Role",
          "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        ]);
      });
    });
  }

  it("keep keys secret, in states and in what is shown, unless they are asked for", async () => {
    const directory = makeFolder();
    fs.cpSync(path.join(ROOT, "examples", "s0-petstore"), directory, { recursive: true });
    const built = await buildAll(directory);
    const { folder } = built;
    const shown = async (showSecrets: boolean, json: boolean): Promise<string> => {
      const lines: string[] = [];
      const terminal = { out: (line: string) => void lines.push(line), err: () => undefined };
      await outputsCommand({ directory, state: folder, showSecrets, json }, terminal);
      return lines.join("\n");
    };
    const { stacks } = JSON.parse(await shown(true, true)) as {
      stacks: { service: { apiKeys: Record<string, string> } };
    };
    assert.deepEqual(Object.keys(stacks.service.apiKeys), ["shop"]);
    const { shop = "" } = stacks.service.apiKeys;
    // As long as those that API Gateway makes up.
    assert.match(shop, /^[A-Za-z0-9]{40}$/);
    assert.ok(!(await shown(false, true)).includes(shop));
    assert.match(await shown(false, false), /^ {2}apiKeys +\[secret\]$/m);
    assert.ok(!JSON.stringify(built.outputs("service")).includes(shop));
    for (const file of fs.readdirSync(folder)) {
      assert.ok(!fs.readFileSync(path.join(folder, file), "utf8").includes(shop), file);
    }
  });

  it("of a network outside AWS denies every other endpoint explicitly, and opens its ranges alone", async () => {
    const directory = makeFolder();
    fs.cpSync(path.join(ROOT, "examples", "s4-onprem"), directory, { recursive: true });
    const built = await buildAll(directory);
    const service = built.resources("service");
    const endpoint = find(service, "aws:ec2/vpcEndpoint:VpcEndpoint");
    const api = find(service, "aws:apigateway/restApi:RestApi");
    const { policy } = find(service, "aws:apigateway/restApiPolicy:RestApiPolicy").inputs ?? {};
    const common = {
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: `arn:aws:execute-api:ap-northeast-1:111111111111:${api.id}/*`,
    };
    const own = { "aws:SourceVpce": [endpoint.id] };
    assert.deepEqual(JSON.parse(String(policy)), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Deny", ...common, Condition: { StringNotEquals: own } },
        { Effect: "Allow", ...common, Condition: { StringEquals: own } },
      ],
    });
    assert.equal(endpoint.inputs?.["privateDnsEnabled"], false);
    const sources = service
      .filter(({ urn }) => urn.includes("::execute-api-group-from-"))
      .map(({ inputs }) => inputs?.["cidrIpv4"]);
    assert.deepEqual(sources.sort(), ["10.0.0.0/16", "192.168.0.0/16"]);
    const propagated = service.filter(({ type }) => type.endsWith(":VpnGatewayRoutePropagation"));
    const tables = service.filter(({ type }) => type.endsWith(":RouteTable")).map(({ id }) => id);
    assert.equal(tables.length, 2);
    assert.deepEqual(
      propagated.map(({ inputs }) => inputs?.["routeTableId"]).sort(),
      tables.sort(),
    );
  });
});
