import * as assert from "node:assert/strict";
import { spawnSync } from "child_process";
import { failureOf } from "../../automation/failure";
import { banner, curl } from "../../automation/render";
import { UsageError } from "../../automation/usageError";
import { StateError } from "../../paths/snapshot";

const call = { from: "customer", url: "https://a.example/prod", headers: {}, insecure: false };

describe("a call as a command", () => {
  it("is written without quotes where none are needed", () => {
    assert.equal(curl(call), "curl https://a.example/prod");
    assert.equal(
      curl({ ...call, insecure: true, headers: { "x-apigw-api-id": "abcde12345" } }),
      "curl -k https://a.example/prod -H 'x-apigw-api-id: abcde12345'",
    );
  });

  it("comes to the command as it was meant, whatever a shell makes of its characters", () => {
    const evil = "'; id #$(id)`id`\"\\ {a,b}*?&|<>~!";
    const line = curl({ ...call, url: `https://a/${evil}`, headers: { x: evil } });
    // printf in place of curl shows the words that the shell hands over.
    const { stdout } = spawnSync("sh", ["-c", `printf '%s\\n' ${line.slice("curl ".length)}`]);
    assert.deepEqual(String(stdout).trimEnd().split("\n"), [
      `https://a/${evil}`,
      "-H",
      `x: ${evil}`,
    ]);
  });
});

describe("the line that says that a run is simulated", () => {
  const stack = (name: string, role: "service" | "customer", via = "privatelink") => ({
    ...{ name, settings: { role, via } },
  });
  const START = "SIMULATED: no AWS account was contacted. For real:";

  it("names the project's own stacks, services first", () => {
    assert.equal(
      banner([stack("tokyo", "customer"), stack("core", "service"), stack("osaka", "customer")]),
      `${START} pulumi up --stack core, then pulumi up --stack tokyo, then pulumi up --stack osaka (README, To AWS)`,
    );
  });

  it("names a direct customer before its service", () => {
    const direct = stack("partner", "customer", "direct");
    assert.equal(
      banner([stack("tokyo", "customer"), stack("core", "service"), direct]),
      `${START} pulumi up --stack partner, then pulumi up --stack core, then pulumi up --stack tokyo (README, To AWS)`,
    );
  });

  it("stays one line with many customers", () => {
    const customers = Array.from({ length: 300 }, (_, i) => stack(`c${i}`, "customer"));
    assert.equal(
      banner([stack("core", "service"), ...customers]),
      `${START} pulumi up --stack core, then pulumi up --stack <customer> for each of 300 (README, To AWS)`,
    );
  });
});

describe("an error that ends a command", () => {
  const defect = new TypeError("x is not a function");
  const denied = Object.assign(new Error("EACCES: permission denied, open 'a'"), {
    ...{ code: "EACCES", syscall: "open" },
  });
  const rows: [name: string, error: unknown, code: number, message: string][] = [
    ["wrong usage", new UsageError("no", "yes"), 2, "no\n  fix:     yes"],
    [
      "a broken state",
      new StateError("a.json", "is bad", "mend"),
      1,
      "a.json: is bad\n  fix:     mend",
    ],
    [
      ...(["the system's refusal", denied, 1] as const),
      "EACCES: permission denied, open 'a'\n  fix:     make the path usable for this user, or name another",
    ],
    [
      ...(["a defect of ours", defect, 1] as const),
      "private-api stopped at an error of its own: x is not a function\n  fix:     report it with what DEBUG=private-api shows",
    ],
  ];
  for (const [name, error, code, message] of rows) {
    it(`is told in words, without a stack trace: ${name}`, () => {
      assert.deepEqual(failureOf(error), { code, message });
    });
  }

  it("is told with its stack trace on request", () => {
    const { code, message } = failureOf(defect, true);
    assert.equal(code, 1);
    assert.match(message, /^TypeError: x is not a function\n +at /);
  });
});
