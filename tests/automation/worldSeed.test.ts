import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { parse } from "yaml";
import { readSeedFile } from "../../automation/seedFile";
import { seedWorld } from "../../automation/seedWorld";
import { StateFolder } from "../../automation/stateFolder";
import { World } from "../../simulator/world";
import type { Problem } from "../../stacks/problems";
import { saidBy } from "../support/badInput";
import { runCli, type CliRun } from "../support/cli";
import { shortName } from "../support/engine";
import { change, makeFolder, makeProject, ROOT, SAMPLE } from "../support/project";
import { problemsOf } from "../support/settings";
import { buildAll, find } from "../support/states";

/** The example of the docs. */
const EXAMPLE = (() => {
  const text = fs.readFileSync(path.join(ROOT, "docs", "simulated-world.md"), "utf8");
  return /```yaml\n([^]*?)```/.exec(text)?.[1] ?? "";
})();

/** Settings that adopt everything in it. */
const ADOPTING = {
  service: change(
    SAMPLE.service,
    "network: { cidr: 10.0.0.0/16, zones: 2 }",
    [
      "network: { vpcId: vpc-0a, subnetIds: [subnet-0a1, subnet-0a2] }",
      "private-api:endpoint: { id: vpce-0a, securityGroupId: sg-0a }",
      "private-api:apiGatewayAccount: existing",
    ].join("\n  "),
  ),
  customer: change(
    SAMPLE.customer,
    "network: { cidr: 10.1.0.0/16 }",
    "network: { vpcId: vpc-0b, subnetIds: [subnet-0b1, subnet-0b2] }",
  ),
};

const SEEDS = [
  ...["vpc-0a", "subnet-0a1", "subnet-0a2", "sg-0a", "vpce-0a"],
  ...["api-gateway-logs", "api-gateway-logs-logs", "api-gateway-account"],
  ...["vpc-0b", "subnet-0b1", "subnet-0b2"],
];

/** A folder with a file of seeds in it. */
function folderWith(text: string, folder = makeFolder()): string {
  fs.writeFileSync(path.join(folder, "before.yaml"), text);
  return folder;
}

const seed = (cwd: string, ...args: string[]): Promise<CliRun> =>
  runCli(["world", "seed", "before.yaml", "--state", "state", ...args], { cwd });

const worldIn = (folder: string): string =>
  fs.readFileSync(path.join(folder, "state", "world.json"), "utf8");

describe("private-api world seed", function () {
  this.timeout(60_000);

  it("lets settings adopt what it puts there; destroy leaves all of it as it was", async () => {
    const folder = folderWith(EXAMPLE, makeProject(ADOPTING));
    const run = await seed(folder);
    assert.equal(run.code, 0, run.stderr);
    const [head, ...rows] = run.stdout.trimEnd().split("\n");
    assert.match(head ?? "", /^ACCOUNT +REGION +ID +RESULT$/);
    assert.deepEqual(
      rows.map((row) => row.split(/ {2,}/).slice(2)),
      SEEDS.map((id) => [id, "added"]),
    );
    const seeded = worldIn(folder);

    const built = await buildAll(folder, path.join(folder, "state"));
    assert.deepEqual(
      built.result.stacks.map((one) => one.state),
      ["done", "done"],
    );
    const service = built.resources("service");
    for (const type of ["ec2/vpc:Vpc", "ec2/subnet:Subnet", "apigateway/account:Account"]) {
      assert.deepEqual(
        service.filter((one) => one.type === `aws:${type}`),
        [],
        type,
      );
    }
    const endpoint = find(service, "aws:ec2/vpcEndpoint:VpcEndpoint");
    assert.deepEqual([endpoint.id, endpoint.external], ["vpce-0a", true]);
    const { dnsEntries, subnetConfigurations } = endpoint.outputs as {
      dnsEntries: { dnsName: string }[];
      subnetConfigurations: { subnetId: string; ipv4: string }[];
    };
    assert.match(
      dnsEntries[0]?.dnsName ?? "",
      /^vpce-0a-\w{8}\.execute-api\.ap-northeast-1\.vpce\./,
    );
    assert.deepEqual(
      subnetConfigurations.map(({ subnetId }) => subnetId),
      ["subnet-0a1", "subnet-0a2"],
    );
    subnetConfigurations.forEach(({ ipv4 }, i) => {
      const target = find(
        service,
        "aws:lb/targetGroupAttachment:TargetGroupAttachment",
        `${i + 1}`,
      );
      assert.equal(target.inputs?.["targetId"], ipv4);
    });

    // What a stack only reads is no drift either.
    const drift = await runCli(["drift", "--state", "state"], { cwd: folder });
    assert.equal(drift.code, 0, drift.stdout);
    const gone = await runCli(["destroy", "--state", "state"], { cwd: folder });
    assert.equal(gone.code, 0, gone.stderr);
    assert.equal(worldIn(folder), seeded);
  });

  it("changes nothing the second time, and says so", async () => {
    const folder = folderWith(EXAMPLE);
    await seed(folder);
    const first = worldIn(folder);
    const again = await seed(folder, "--json");
    assert.equal(again.code, 0, again.stderr);
    const { target, seeded } = JSON.parse(again.stdout) as {
      target: string;
      seeded: { id: string; result: string }[];
    };
    assert.equal(target, "simulated");
    assert.deepEqual(
      seeded.map(({ id, result }) => [id, result]),
      SEEDS.map((id) => [id, "there already"]),
    );
    assert.equal(worldIn(folder), first);
  });

  it("takes JSON as it takes YAML", async () => {
    const folders = [EXAMPLE, JSON.stringify(parse(EXAMPLE))].map((text) => folderWith(text));
    await Promise.all(folders.map((folder) => seed(folder)));
    const [yaml, json] = folders.map(worldIn);
    assert.equal(yaml, json);
  });

  it("refuses what is there and is another thing: exit code 2, the world as it was", async () => {
    const folder = folderWith(EXAMPLE);
    await seed(folder);
    const before = worldIn(folder);
    folderWith(change(EXAMPLE, "10.0.16.0/20", "10.0.32.0/20"), folder);
    const run = await seed(folder);
    assert.deepEqual(saidBy(run), [
      "before.yaml:11:13 accounts[0].vpcs[0].subnets[1]: is there already: with cidrBlock 10.0.16.0/20",
      "  value:   subnet-0a2 with cidrBlock 10.0.32.0/20",
      "  allowed: an id that is not there, or the same thing as it is there",
      "  fix:     give it another id, or seed a new world with --state",
    ]);
    assert.deepEqual([run.code, run.stdout], [2, ""]);
    assert.equal(worldIn(folder), before);
  });

  it("refuses an id that a stack has made", async () => {
    const built = await buildAll(makeProject());
    const vpc = find(built.resources("service"), "aws:ec2/vpc:Vpc");
    const text = EXAMPLE.replaceAll("vpc-0a", vpc.id ?? "");
    const problems = problemsOf(() => {
      const file = readSeedFile(path.join(folderWith(text), "before.yaml"));
      return seedWorld(StateFolder.open(built.folder).copyWorld(), file.seed, file.locate);
    });
    // Not what lies in it besides; the other account's things could be made.
    assert.deepEqual(
      problems.map(({ what, value }) => [what, value]),
      [
        [`is there already: made by ${vpc.urn}`, vpc.id],
        // The account's setting is there once.
        [problems[1]?.what, "api-gateway-account"],
      ],
    );
    assert.match(problems[1]?.what ?? "", /^is there already: made by .*::api-gateway-account$/);
    assert.equal(shortName(vpc.urn), "Vpc network-vpc");
  });

  it("refuses to be called without a file or with a command that there is not", async () => {
    const cwd = makeFolder();
    const runs = await Promise.all([
      runCli(["world", "seed"], { cwd }),
      runCli(["world", "sed", "x"], { cwd }),
    ]);
    assert.deepEqual(
      runs.map(({ code, stdout }) => [code, stdout]),
      [
        [2, ""],
        [2, ""],
      ],
    );
    assert.match(runs[0]?.stderr ?? "", /^error: missing required argument 'file'$/m);
    assert.match(runs[1]?.stderr ?? "", /^error: unknown command 'sed'\n\(Did you mean seed\?\)$/m);
  });
});

describe("a bad file of seeds", () => {
  const REGION = "    region: ap-northeast-1\n    # For";
  const IDS = { allowed: "each id once, in all accounts", fix: "remove or rename one of the two" };
  const REFUSED = {
    allowed: "what can be made beside everything that is there",
    fix: "change or remove it",
  };

  /** All problems of the example with a part replaced, seeded into an empty world. */
  function problemsWith(text: string): Problem[] {
    const file = path.join(folderWith(text), "before.yaml");
    const problems = problemsOf(() => {
      const { seed: read, locate } = readSeedFile(file);
      return seedWorld(World.empty(), read, locate);
    });
    return problems.map((one) => ({ ...one, where: one.where.replace(path.dirname(file), ".") }));
  }

  const rows: { name: string; text: string; problems: Problem[] }[] = [
    {
      name: "an unknown key",
      text: change(
        EXAMPLE,
        "zone: apne1-az4 }\n          - { id: subnet-0a2",
        "zome: apne1-az4 }\n          - { id: subnet-0a2",
      ),
      problems: [
        {
          where: "./before.yaml:10:56 accounts[0].vpcs[0].subnets[0].zome",
          what: "is an unknown key; did you mean zone?",
          value: "zome",
          allowed: "id, cidr, zone",
          fix: "rename zome to zone",
        },
      ],
    },
    {
      name: "an account without quotes",
      text: change(EXAMPLE, '"222222222222"', "222222222222"),
      problems: [
        {
          where: "./before.yaml:19:14 accounts[1].account",
          what: "is a number",
          value: "222222222222",
          allowed: "a string of 12 digits, in quotes",
          fix: 'account: "222222222222"',
        },
      ],
    },
    {
      name: "a region that is none",
      text: change(EXAMPLE, REGION, REGION.replace("ap-northeast-1", "Tokyo")),
      problems: [
        {
          where: "./before.yaml:3:13 accounts[0].region",
          what: "is not a region",
          value: "Tokyo",
          allowed: "a region such as ap-northeast-1",
          fix: "region: ap-northeast-1",
        },
      ],
    },
    {
      name: "a range larger than a VPC can be",
      text: change(EXAMPLE, "cidr: 10.0.0.0/16", "cidr: 10.0.0.0/8"),
      problems: [
        {
          where: "./before.yaml:8:15 accounts[0].vpcs[0].cidr",
          what: "is larger than AWS allows",
          value: "10.0.0.0/8",
          allowed: "an aligned IPv4 range from /16 to /28",
          fix: "cidr: 10.8.0.0/16",
        },
      ],
    },
    {
      name: "a zone that the region does not have",
      text: change(
        EXAMPLE,
        "cidr: 10.1.0.0/20, zone: apne1-az4",
        "cidr: 10.1.0.0/20, zone: apne1-az3",
      ),
      problems: [
        {
          where: "./before.yaml:25:56 accounts[1].vpcs[0].subnets[0].zone",
          what: "is not a zone of ap-northeast-1",
          value: "apne1-az3",
          allowed:
            "apne1-az2 (ap-northeast-1a), apne1-az4 (ap-northeast-1c), apne1-az1 (ap-northeast-1d)",
          fix: "zone: apne1-az2",
        },
      ],
    },
    {
      name: "an id twice, in two accounts",
      text: change(EXAMPLE, "id: vpc-0b", "id: vpc-0a"),
      problems: [
        {
          where: "./before.yaml:22:9 accounts[1].vpcs[0]",
          ...{ what: "repeats the id vpc-0a", value: "vpc-0a", ...IDS },
        },
      ],
    },
    {
      name: "subnets that overlap, and what is in them besides is not said",
      text: change(EXAMPLE, "10.0.16.0/20", "10.0.8.0/21"),
      problems: [
        {
          where: "./before.yaml:11:13 accounts[0].vpcs[0].subnets[1]",
          what: "is refused by AWS: creating EC2 Subnet: InvalidSubnet.Conflict: The CIDR '10.0.8.0/21' conflicts with another subnet",
          ...{ value: "subnet-0a2", ...REFUSED },
        },
      ],
    },
    {
      name: "an endpoint of a group that is not there",
      text: change(EXAMPLE, "[sg-0a]", "[sg-0c]"),
      problems: [
        {
          where: "./before.yaml:15:13 accounts[0].vpcs[0].endpoints[0]",
          what: "is refused by AWS: creating EC2 VPC Endpoint: InvalidGroup.NotFound: The SecurityGroup 'sg-0c' does not exist",
          ...{ value: "vpce-0a", ...REFUSED },
        },
      ],
    },
    {
      name: "an empty file",
      text: "",
      problems: [
        { where: "./before.yaml", what: "is empty", value: "null", allowed: "a map with accounts" },
      ],
    },
    {
      name: "a file that is not YAML",
      text: "accounts: [",
      problems: [
        {
          where: "./before.yaml:1:12",
          what: "is not YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
          value: "accounts: [",
          allowed: "YAML 1.2, indented by spaces",
          fix: "mend this line, or what is open before it",
        },
      ],
    },
  ];
  for (const { name, text, problems } of rows) {
    it(`is refused: ${name}`, () => assert.deepEqual(problemsWith(text), problems));
  }

  it("that does not exist is refused: exit code 2, and there is no state folder", async function () {
    this.timeout(60_000);
    const cwd = makeFolder();
    const run = await seed(cwd);
    assert.deepEqual(saidBy(run), [
      "before.yaml: does not exist",
      "  allowed: a readable file",
      "  fix:     create before.yaml",
    ]);
    assert.equal(run.code, 2);
    assert.deepEqual(fs.readdirSync(cwd), []);
  });
});
