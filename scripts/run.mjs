// Runs the npm scripts: installs what is missing first, then each step until one fails.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (path) => `${root}node_modules/${path}`;
const [, , task, ...args] = process.argv;

const test = [bin("mocha/bin/mocha.js"), "--reporter", `${root}tests/support/reporter.cjs`];
const ALL = ["tests/**/*.test.ts"];
/** The tests that have a part on the real Pulumi engine. */
const ENGINE = ["tests/engine/*.test.ts", "tests/automation/thirtyCustomers.test.ts"];
const tasks = {
  bench: () =>
    readdirSync(`${root}tests/bench`)
      .filter((file) => file.endsWith(".mjs"))
      .sort()
      .map((file) => [`${root}tests/bench/${file}`]),
  check: () => [
    [bin("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."],
    [bin("eslint/bin/eslint.js"), "--max-warnings", "0", "."],
    [bin("typescript/bin/tsc"), "-p", "tsconfig.check.json"],
    [...test, ...ALL],
  ],
  demo: () => [[`${root}bin/private-api.mjs`, "demo", ...args]],
  engine: () => [[...test, ...(args.length > 0 ? args : ENGINE)]],
  format: () => [[bin("prettier/bin/prettier.cjs"), "--write", "--log-level", "warn", "."]],
  test: () => [[...test, ...(args.length > 0 ? args : ALL)]],
};

if (task === "engine") {
  process.env.PRIVATE_API_ENGINE = "pulumi";
}
const steps = tasks[task];
if (!steps) {
  process.stderr.write(`unknown task ${task}; known are ${Object.keys(tasks).join(", ")}\n`);
  process.exit(2);
}
ensureInstalled();
for (const step of steps()) {
  const { status } = spawnSync(process.execPath, step, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
