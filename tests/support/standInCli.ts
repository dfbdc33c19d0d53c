import * as fs from "fs";
import * as path from "path";
import { makeFolder } from "./project";

/** What the stand-in for the pulumi CLI does at `pulumi up`, by stack; what is not named goes well. */
export type Behaviours = Record<string, Behaviour>;

export type Behaviour =
  /** Prints this and fails. */
  | { fails: string; times?: number }
  /** Works until it is interrupted, then ends as the CLI does. */
  | { works: true };

/** A stand-in on the path, and what was done with it. */
export interface StandIn {
  /** The environment in which it is the pulumi CLI. */
  env: NodeJS.ProcessEnv;
  /** What it was called for and what it got: `up service`, `SIGINT service`. */
  log: () => string[];
}

/**
 * Makes a program that answers as much as the Automation API asks of the pulumi CLI, and does nothing: for
 * what the CLI says and when it ends, not for what it builds.
 */
export function standInCli(behaviours: Behaviours = {}, version = "v3.248.0"): StandIn {
  const folder = makeFolder();
  const log = path.join(folder, "log");
  fs.writeFileSync(log, "");
  fs.writeFileSync(path.join(folder, "behaviours.json"), JSON.stringify(behaviours));
  const program = path.join(folder, "pulumi");
  fs.writeFileSync(program, `#!${process.execPath}\n${PROGRAM.replace("VERSION", version)}`);
  fs.chmodSync(program, 0o755);
  return {
    env: { ...process.env, PATH: `${folder}${path.delimiter}${process.env["PATH"]}` },
    log: () =>
      fs
        .readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
  };
}

const PROGRAM = `
const fs = require("fs");
const path = require("path");
const folder = __dirname;
const args = process.argv.slice(2);
const note = (line) => fs.appendFileSync(path.join(folder, "log"), line + "\\n");
const stack = args[args.indexOf("--stack") + 1] || "";
const file = path.join(folder, "stacks.json");
const stacks = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : [];
const behaviours = JSON.parse(fs.readFileSync(path.join(folder, "behaviours.json"), "utf8"));
const resource = (name) => ({
  urn: "urn:pulumi:" + name + "::private-api::pulumi:pulumi:Stack::private-api-" + name,
  type: "pulumi:pulumi:Stack",
  custom: false,
  outputs: { contract: {} },
});
const answers = {
  version: () => console.log("VERSION"),
  "stack ls": () => console.log(JSON.stringify(stacks.map((name) => ({ name })))),
  "stack init": () => {
    note("init " + args[2]);
    fs.writeFileSync(file, JSON.stringify([...stacks, args[2]]));
  },
  "stack output": () => console.log("{}"),
  "stack history": () => console.log("[]"),
  "stack export": () => {
    const deployment = { manifest: {}, resources: [resource(stack)] };
    fs.writeFileSync(args[args.indexOf("--file") + 1], JSON.stringify({ version: 3, deployment }));
  },
};
if (args[0] === "destroy") {
  note("destroy " + stack);
} else if (args[0] === "up") {
  note("up " + stack);
  const { fails, works, times = Infinity } = behaviours[stack] || {};
  const before = fs.readFileSync(path.join(folder, "log"), "utf8").split("up " + stack + "\\n").length - 1;
  if (works) {
    const alive = setInterval(() => undefined, 1000);
    process.on("SIGINT", () => {
      note("SIGINT " + stack);
      setTimeout(() => {
        console.error("error: update canceled");
        process.exit(255);
      }, 300);
    });
    note("works " + stack);
  } else if (fails && before <= times) {
    console.error(fails);
    process.exit(255);
  }
} else {
  (answers[args.slice(0, 2).join(" ")] || answers[args[0]] || (() => undefined))();
}
`;
