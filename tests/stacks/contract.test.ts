import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { CONTRACT_VERSION, parseContract, readContractFile } from "../../stacks/contract";
import { contractOf } from "../support/contract";
import { makeFolder } from "../support/project";
import { problemsOf } from "../support/settings";

const CONTRACT = contractOf(["apne1-az4", "apne1-az1"]);
const ANEW = "write it anew with `npx private-api contract`, in the service's project";

const REGION = "a region such as ap-northeast-1";
const SERVICE = "com.amazonaws.vpce.<region>.vpce-svc-<hexadecimal digits>";
const STAGE = "1-128 letters, digits, dashes and underscores";
const PATH = "/, or segments of letters, digits and . _ : { } + -";

/** The problems of the contract with some of its keys changed. */
const problemsWith = (change: Record<string, unknown>) =>
  problemsOf(() => parseContract({ ...CONTRACT, ...change }, "contract.json"));

describe("a contract", () => {
  it("is of version 1", () => {
    assert.equal(CONTRACT_VERSION, 1);
  });

  it("passes as it is", () => {
    assert.deepEqual(parseContract(CONTRACT, "contract.json"), CONTRACT);
  });

  for (const path of ["/", "/pets", "/pets/1", "/v1.0/a_b-c:d", "/pets/{petId}"]) {
    it(`may have the path ${path}`, () => {
      const apis = { hello: { ...CONTRACT.apis.hello, path } };
      assert.deepEqual(problemsWith({ apis }), []);
    });
  }

  it("may hold keys that this program does not know", () => {
    assert.deepEqual(parseContract({ ...CONTRACT, note: "x" }, "contract.json"), CONTRACT);
  });

  it("of a newer version is refused, whatever else it holds", () => {
    for (const value of [{ ...CONTRACT, version: 2 }, { version: 2 }]) {
      assert.deepEqual(
        problemsOf(() => parseContract(value, "contract.json")),
        [
          {
            where: "contract.json version",
            what: "is a contract of a newer version",
            value: "2",
            allowed: "1",
            fix: "use the version of this program that the service stack was built with",
          },
        ],
      );
    }
  });

  it("of a version that never was is refused", () => {
    assert.deepEqual(problemsWith({ version: 0 }), [
      {
        where: "contract.json version",
        what: "is a contract of an unknown version",
        value: "0",
        allowed: "1",
        fix: ANEW,
      },
    ]);
  });

  it("must carry its version as a number", () => {
    assert.deepEqual(problemsWith({ version: "1" }), [
      {
        where: "contract.json version",
        what: "does not fit a contract: is a string",
        value: "1",
        allowed: "1",
        fix: ANEW,
      },
    ]);
  });

  const rows: [string, Record<string, unknown>, Record<string, string>][] = [
    [
      "a region",
      { region: undefined },
      { where: "contract.json region", what: "is missing", allowed: REGION },
    ],
    [
      "an account of 12 digits",
      { account: "1111" },
      {
        where: "contract.json account",
        what: "is not an AWS account id",
        value: "1111",
        allowed: "a string of 12 digits, in quotes",
      },
    ],
    [
      "a service's name",
      { serviceName: 7 },
      { where: "contract.json serviceName", what: "is a number", value: "7", allowed: SERVICE },
    ],
    [
      "a zone",
      { zoneIds: [] },
      {
        where: "contract.json zoneIds",
        what: "is empty",
        value: "[]",
        allowed: "a list of ids of zones, at least one",
      },
    ],
    [
      "zones that are strings",
      { zoneIds: ["apne1-az4", null] },
      {
        where: "contract.json zoneIds[1]",
        what: "is empty",
        value: "null",
        allowed: "an id such as apne1-az1",
      },
    ],
    [
      "whole APIs",
      { apis: { hello: { ...CONTRACT.apis.hello, stage: undefined } } },
      { where: "contract.json apis.hello.stage", what: "is missing", allowed: STAGE },
    ],
    [
      "APIs by name",
      { apis: ["hello"] },
      {
        where: "contract.json apis",
        what: "is a list",
        value: '["hello"]',
        allowed: "a map of APIs by name, at least one",
      },
    ],
    [
      "an API",
      { apis: {} },
      {
        where: "contract.json apis",
        what: "is empty",
        value: "{}",
        allowed: "a map of APIs by name, at least one",
      },
    ],
    [
      "APIs as settings do",
      { apis: { "A/B::C": CONTRACT.apis.hello } },
      {
        where: 'contract.json apis["A/B::C"]',
        what: "is not a name for an API",
        value: "A/B::C",
        allowed: "a lower-case letter, then up to 31 lower-case letters, digits and dashes",
      },
    ],
    [
      "a region that can be",
      { region: "mars; id" },
      {
        where: "contract.json region",
        what: "is not a region",
        value: "mars; id",
        allowed: REGION,
      },
    ],
    [
      "a service as AWS does",
      { serviceName: "s" },
      {
        where: "contract.json serviceName",
        what: "is not the name of an endpoint service",
        value: "s",
        allowed: SERVICE,
      },
    ],
    [
      "a service of its own region",
      { serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0" },
      {
        where: "contract.json serviceName",
        what: "is of another region than the contract",
        value: "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
        allowed: "com.amazonaws.vpce.ap-northeast-1.vpce-svc-<hexadecimal digits>",
      },
    ],
    [
      "zones by id",
      { zoneIds: ["apne1-az4", "ap-northeast-1a"] },
      {
        where: "contract.json zoneIds[1]",
        what: "is not the id of a zone",
        value: "ap-northeast-1a",
        allowed: "an id such as apne1-az1",
      },
    ],
    [
      "each zone once",
      { zoneIds: ["apne1-az4", "apne1-az4"] },
      {
        where: "contract.json zoneIds[1]",
        what: "repeats the zone apne1-az4",
        value: "apne1-az4",
        allowed: "each zone once",
      },
    ],
    ...(
      [
        ["id", "a' $(id)", "is not the id of an API", "10 lower-case letters and digits"],
        ["stage", "'; id #", "is not a name for a stage", STAGE],
        ["path", "/x y", "is not a path", PATH],
        ["path", "pets", "is not a path", PATH],
        ["path", "/pets'$(id)'", "is not a path", PATH],
        [
          ...["host", "amazonaws.com", "is not the API's own host"],
          "abcde12345.execute-api.ap-northeast-1.amazonaws.com",
        ],
        [
          ...["host", "x'; id #.amazonaws.com", "is not the API's own host"],
          "abcde12345.execute-api.ap-northeast-1.amazonaws.com",
        ],
      ] as [string, string, string, string][]
    ).map(([key, value, what, allowed]): (typeof rows)[number] => [
      `a ${key} that can be, not ${value}`,
      { apis: { hello: { ...CONTRACT.apis.hello, [key]: value } } },
      { where: `contract.json apis.hello.${key}`, what, value, allowed },
    ]),
  ];
  for (const [name, change, problem] of rows) {
    it(`must name ${name}`, () => {
      const what = `does not fit a contract: ${problem["what"]}`;
      assert.deepEqual(problemsWith(change), [{ ...problem, what, fix: ANEW }]);
    });
  }

  it("must be a map", () => {
    for (const [value, shown, noun] of [
      [null, "null", "empty"],
      ["hello", "hello", "a string"],
      [[], "[]", "a list"],
    ] as const) {
      assert.deepEqual(
        problemsOf(() => parseContract(value, "contract.json")),
        [
          {
            where: "contract.json",
            what: `does not fit a contract: is ${noun}`,
            value: shown,
            allowed: "a contract",
            fix: ANEW,
          },
        ],
      );
    }
  });
});

describe("a contract's file", () => {
  const folder = makeFolder();
  const WHERE = "Pulumi.customer.yaml:7:32 private-api:serviceContract";
  const READ = {
    allowed: "a file that private-api contract has printed",
    fix: "npx private-api contract > given.json, in the service's project",
  };
  const read = (text: string) => {
    fs.writeFileSync(path.join(folder, "given.json"), text);
    return readContractFile(folder, "given.json", WHERE);
  };

  it("is read from the project's folder, and from anywhere by a full path", () => {
    assert.deepEqual(read(JSON.stringify(CONTRACT)), CONTRACT);
    const full = path.join(folder, "given.json");
    assert.deepEqual(readContractFile(makeFolder(), full, WHERE), CONTRACT);
  });

  it("must exist", () => {
    assert.deepEqual(
      problemsOf(() => readContractFile(makeFolder(), "given.json", WHERE)),
      [{ where: WHERE, what: "names a file that cannot be read", value: "given.json", ...READ }],
    );
  });

  it("must be JSON", () => {
    const [problem, ...others] = problemsOf(() => read("hello"));
    assert.deepEqual(others, []);
    // What follows is the JavaScript engine's own message, which differs between versions.
    const { what, ...rest } = problem ?? { what: "" };
    assert.match(what, /^names a file that is not JSON: Unexpected token/);
    assert.deepEqual(rest, { where: WHERE, value: "given.json", ...READ });
  });

  it("is named with the key inside it that is wrong", () => {
    assert.deepEqual(
      problemsOf(() => read(JSON.stringify({ ...CONTRACT, version: 2 }))),
      [
        {
          where: `${WHERE} (given.json) version`,
          what: "is a contract of a newer version",
          value: "2",
          allowed: "1",
          fix: "use the version of this program that the service stack was built with",
        },
      ],
    );
  });
});
