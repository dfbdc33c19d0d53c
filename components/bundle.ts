import { build } from "esbuild";

/**
 * Bundles the function in a folder into one CommonJS file.
 *
 * The same sources always give the same bytes, on every machine: no paths outside the folder, no
 * source map, no minification whose output depends on order.
 *
 * @param folder absolute path of a folder that holds `index.ts`
 * @throws when the source does not compile; esbuild's message names file and line
 */
export async function bundleFunction(folder: string): Promise<string> {
  const result = await build({
    absWorkingDir: folder,
    entryPoints: ["index.ts"],
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node24",
    charset: "utf8",
    legalComments: "none",
    // The runtime holds AWS's SDK already.
    external: ["@aws-sdk/*"],
    // Not the user's tsconfig.json: what is bundled must not depend on the folders above.
    tsconfigRaw: {},
    logLevel: "silent",
    write: false,
  });
  const [file] = result.outputFiles;
  if (!file) {
    throw new Error(`${folder} bundles to nothing`);
  }
  return file.text;
}
