import { spawn } from "child_process";
import type { KnownBundle, RunFunction } from "../paths/answer";
import { normalizeAssets } from "../simulator/assets";
import { ARCHIVE, ASSET, SIGNATURE } from "../simulator/signatures";
import { functionSources } from "../stacks/functionSources";

/** A function of a private API answers within API Gateway's limit, or the caller gets 504; this is a look. */
const TIME_LIMIT_MS = 5_000;

/** Reads an event from the environment of nothing but itself, and writes what the handler answers. */
const WRAPPER = (event: string): string => `
;(async () => {
  const answer = await module.exports.handler(JSON.parse(${JSON.stringify(event)}), {});
  process.stdout.write("\\n" + JSON.stringify(answer ?? null));
})().catch((error) => { process.stderr.write(String(error)); process.exitCode = 1; });
`;

/**
 * The functions of this project, by the hash that a state has of their archive. They run in a process of
 * their own, without environment, within a time limit; the same event is asked once.
 */
export async function knownBundles(): Promise<KnownBundle> {
  return bundlesOf([...(await functionSources()).values()]);
}

/**
 * The functions of some sources, and no others.
 *
 * @param limit milliseconds that one answer may take
 */
export function bundlesOf(sources: readonly string[], limit = TIME_LIMIT_MS): KnownBundle {
  const byHash = new Map(sources.map((source) => [archiveHash(source), runner(source, limit)]));
  return (hash) => byHash.get(hash);
}

/** The hash that the Pulumi engine gives a function's archive. */
export function archiveHash(source: string): string {
  const archive = {
    [SIGNATURE]: ARCHIVE,
    assets: { "index.js": { [SIGNATURE]: ASSET, text: source } },
  };
  return (normalizeAssets(archive) as { hash: string }).hash;
}

function runner(source: string, limit: number): RunFunction {
  const answers = new Map<string, Promise<unknown>>();
  return (event) => {
    const text = JSON.stringify(event);
    const answer = answers.get(text) ?? runInChild(source, text, limit);
    answers.set(text, answer);
    return answer;
  };
}

function runInChild(source: string, event: string, limit: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--input-type=commonjs", "-"], {
      env: {},
      stdio: ["pipe", "pipe", "ignore"],
      timeout: limit,
      killSignal: "SIGKILL",
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code) => {
      const last = out.slice(out.lastIndexOf("\n") + 1);
      if (code !== 0 || last === "") {
        return reject(new Error(`the function ended with ${code ?? "a signal"}`));
      }
      try {
        resolve(JSON.parse(last));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.stdin.end(source + WRAPPER(event));
  });
}
