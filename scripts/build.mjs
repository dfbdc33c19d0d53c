// Bundles the command line into dist/, when its sources have changed since the last time.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = ["automation", "components", "paths", "simulator", "stacks"];

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .filter((path) => path.endsWith(".ts") || path.endsWith(".json"))
    .sort();
}

/** A hash of everything that the bundle is made from. */
function contentHash() {
  const hash = createHash("sha256");
  const files = SOURCES.flatMap((folder) => filesBelow(join(root, folder)));
  for (const file of [join(root, "index.ts"), join(root, "package-lock.json"), ...files]) {
    hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** The bundle of the sources as they are now; made when it is not there. */
export async function ensureBuilt() {
  const bundle = join(root, "dist", `private-api-${contentHash()}.cjs`);
  if (!existsSync(bundle)) {
    const { build } = await import("esbuild");
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ["automation/cli.ts"],
      bundle: true,
      format: "cjs",
      platform: "node",
      target: "node20",
      packages: "external",
      sourcemap: "inline",
      tsconfigRaw: {},
      write: false,
    });
    // Two first runs at once must not meet half a file.
    mkdirSync(join(root, "dist"), { recursive: true });
    const scratch = `${bundle}.${process.pid}.tmp`;
    writeFileSync(scratch, outputFiles[0].contents);
    renameSync(scratch, bundle);
  }
  return bundle;
}
