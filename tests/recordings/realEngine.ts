import { execFile } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { promisify } from "util";
import { loadProject } from "../../automation/project";
import { serveProvider, type ProviderServer } from "../../simulator/provider";
import type { World } from "../../simulator/world";
import { DRAWN } from "../support/comparable";
import { copyProgram, exampleWithProgram, withProgram } from "../support/program";
import { makeFolder, makeProject, ROOT, type ProjectFiles } from "../support/project";

const run = promisify(execFile);
/** A backend, a world and a folder for them: what one run of the engine works on. */
export interface Place {
  backend: string;
  world: World;
}

export interface RecordedStep {
  op: string;
  urn: string;
  diffReasons: string[];
  replaceReasons: string[];
}

/** The program as it is now, whatever happens to it while this runs. */
const FROZEN = copyProgram(ROOT, makeFolder());

/** A project with other settings than the sample. @returns its folder */
export const project = (files: ProjectFiles): string => withProgram(makeProject(files), FROZEN);

/** An example of this repository, beside the program that its `main` names. @returns its folder */
export const exampleProject = (name: string): string =>
  exampleWithProgram(name, makeFolder(), FROZEN);

/** What stands at the top of every recording. */
export async function recordedOn(folder: string, place: Place): Promise<string> {
  const version = (await pulumi(folder, place, "", "version")).trim();
  return (
    `pulumi ${version}, with the simulated AWS served as a debug-attached provider. Left out: created, ` +
    "modified, sourcePosition, stackTrace, secrets_providers, the manifest's time and magic."
  );
}

/** Runs the CLI for a stack of a project, with the stack's account served as its providers. */
export async function pulumi(folder: string, place: Place, stack: string, ...args: string[]) {
  const plan = loadProject(folder).stacks.find(({ name }) => name === stack);
  const server: ProviderServer | undefined = plan
    ? await serveProvider({ account: plan.account, region: plan.region, world: place.world })
    : undefined;
  try {
    const env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${place.backend}`,
      PULUMI_CONFIG_PASSPHRASE: "recording",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_HOME: path.join(place.backend, ".home"),
      PULUMI_DEBUG_PROVIDERS: `aws:${server?.port ?? 0},awsx:${server?.port ?? 0}`,
    };
    const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run("pulumi", [...args, "--non-interactive"], options);
    return stdout;
  } finally {
    await server?.close();
  }
}

/** A stack's export, without what differs by the hour and the machine. */
export async function exportOf(folder: string, place: Place, stack: string): Promise<unknown> {
  const text = await pulumi(folder, place, stack, "stack", "export", "--stack", stack);
  const exported = JSON.parse(text) as {
    deployment: { manifest: object; secrets_providers?: object; resources?: object[] };
  };
  const { deployment } = exported;
  const { manifest, secrets_providers: _, resources = [], ...rest } = deployment;
  return {
    ...exported,
    deployment: {
      manifest: { ...manifest, time: "2000-01-01T00:00:00Z", magic: "" },
      resources: resources.map((resource) =>
        Object.fromEntries(Object.entries(resource).filter(([key]) => !DRAWN.includes(key))),
      ),
      ...rest,
    },
  };
}

/** What a preview shows, but for what stays and what is read. */
export async function preview(
  folder: string,
  place: Place,
  stack: string,
): Promise<RecordedStep[]> {
  const text = await pulumi(folder, place, stack, "preview", "--json", "--stack", stack);
  const { steps = [] } = JSON.parse(text) as { steps?: Partial<RecordedStep>[] };
  return steps
    .map(({ op = "", urn = "", diffReasons, replaceReasons }) => ({
      ...{ op, urn, diffReasons: [...(diffReasons ?? [])].sort() },
      replaceReasons: [...(replaceReasons ?? [])].sort(),
    }))
    .filter(({ op }) => op !== "same" && op !== "read")
    .sort((a, b) => (a.urn + a.op < b.urn + b.op ? -1 : 1));
}

/** Builds a stack. */
export const up = (folder: string, place: Place, stack: string) =>
  pulumi(folder, place, stack, "up", "--yes", "--skip-preview", "--stack", stack);

/** Keeps a recording. */
export function write(name: string, value: unknown): void {
  fs.writeFileSync(path.join(__dirname, name), `${JSON.stringify(value, null, 1)}\n`);
}
