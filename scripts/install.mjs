// Installs what package-lock.json asks for and node_modules lacks, so that every npm script works as the
// first command on a fresh clone. Needs nothing but Node.
import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether every package of the lockfile that is not optional is there in its version. */
function isInstalled() {
  const installedFile = `${root}node_modules/.package-lock.json`;
  if (!existsSync(installedFile)) {
    return false;
  }
  const packages = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const installed = packages(installedFile);
  return Object.entries(packages(`${root}package-lock.json`)).every(
    ([name, { version, optional }]) =>
      name === "" || optional || installed[name]?.version === version,
  );
}

/** Runs `npm ci` unless everything is there; ends the process when that fails. */
export function ensureInstalled() {
  if (isInstalled()) {
    return;
  }
  process.stderr.write("Installing packages (once, about a minute) ...\n");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, {
        cwd: root,
        stdio: ["ignore", 2, 2],
        shell: process.platform === "win32",
      });
  if (status !== 0) {
    process.stderr.write(
      "npm ci failed; see above. It needs the npm registry and Node 20.20 or newer.\n",
    );
    process.exit(1);
  }
}
