import * as fs from "fs";
import * as path from "path";
import { LocalWorkspace, Stack, type EngineEvent } from "@pulumi/pulumi/automation";
import { parseState, resourcesOf, type StackExport } from "../../paths/snapshot";
import { serveProvider, type ProviderServer } from "../../simulator/provider";
import { shortUrn, StepError } from "../../simulator/step";
import type { World } from "../../simulator/world";
import type { Drifted } from "../drift";
import type { Project, StackPlan } from "../project";
import type { StackRun } from "../simulated";
import type { StackEngine, Watch } from "../stackEngine";
import type { StateFolder } from "../stateFolder";
import type { Target } from "../target";
import { Refusal } from "../usageError";
import { CliError, findCli, type Cli } from "./cli";
import { copySettings, secretsProviderOf } from "./configFile";
import { EventReader } from "./events";
import { waitForLocks } from "./locks";

export interface PulumiEngineOptions {
  project: Project;
  state: StateFolder;
  target: Target;
  /** What the provider serves; AWS has its own. */
  world: World;
  /** Called with each provider that begins to listen; given in tests. */
  onServer?: (server: ProviderServer) => void;
  /** Called with everything that the engine tells; given by who records it. */
  onEvent?: (event: EngineEvent) => void;
}

/** Encrypts what is secret in simulated stacks, of which nothing is. */
const PASSPHRASE = "simulated";

/** What stands around one process of the CLI. */
interface Session {
  stack: Stack;
  configFile: string;
  env: Record<string, string>;
  close: () => Promise<void>;
}

/**
 * The Pulumi engine: one process of the CLI for each run of a stack. On the simulated cloud each has a
 * provider of its own, as functions carry no URN, and the port is what tells the account.
 */
export class PulumiEngine implements StackEngine {
  /** The stacks that the backend has. */
  private known: Promise<Set<string>> | undefined;

  private constructor(
    private readonly options: PulumiEngineOptions,
    private readonly cli: Cli,
  ) {}

  /** @throws Refusal when there is no CLI that fits */
  static async open(options: PulumiEngineOptions): Promise<PulumiEngine> {
    return new PulumiEngine(options, await findCli());
  }

  get version(): string {
    return this.cli.version;
  }

  async up(plan: StackPlan, watch: Watch): Promise<StackRun> {
    await this.make(plan);
    return this.run(plan, watch, "up", ({ stack, configFile }, onEvent) =>
      stack.up({ configFile, onEvent, signal: watch.signal, ...QUIET }),
    );
  }

  async destroy(plan: StackPlan, watch: Watch): Promise<StackRun> {
    if (!(await this.has(plan))) {
      return { steps: [], outputs: {}, resources: () => [] };
    }
    return this.run(plan, watch, "up", ({ stack, configFile }, onEvent) =>
      stack.destroy({ configFile, onEvent, signal: watch.signal, ...QUIET }),
    );
  }

  /** What an `up` would do. @throws the first failure */
  async preview(plan: StackPlan, watch: Watch): Promise<StackRun> {
    if (this.options.target === "simulated") {
      await this.make(plan);
    }
    return this.run(plan, watch, "preview", ({ stack, configFile }, onEvent) =>
      stack.preview({ configFile, onEvent, signal: watch.signal }),
    );
  }

  /** What there is otherwise than the state says; nothing is written. @throws the first failure */
  async drift(plan: StackPlan, watch: Watch): Promise<Drifted[]> {
    const reader = new EventReader(watch, "refresh");
    await this.within(plan, reader, watch.signal, ({ stack, configFile }) =>
      // It runs no program: what the settings would change is no drift.
      stack.previewRefresh({ configFile, onEvent: this.telling(reader), signal: watch.signal }),
    );
    return reader.drifted;
  }

  /** Whether the backend has a stack. */
  async has({ name }: StackPlan): Promise<boolean> {
    return (await this.stacks()).has(name);
  }

  /** Makes a stack in the backend, unless it is there. */
  async make(plan: StackPlan): Promise<void> {
    if (await this.has(plan)) {
      return;
    }
    const { project, target } = this.options;
    copySettings(project, plan, this.settings, target);
    // Not in the project's folder: the CLI writes into the settings file that it finds there.
    const provider = secretsProviderOf(plan.file);
    const args = ["stack", "init", plan.name, "--no-select"];
    const more = target === "aws" && provider ? ["--secrets-provider", provider] : [];
    await this.cli.run([...args, ...more], this.settings, this.env());
    (await this.stacks()).add(plan.name);
  }

  /** Reads what the backend holds of a stack, and keeps it beside the other exports. */
  async export(plan: StackPlan): Promise<StackExport | undefined> {
    const { state, project } = this.options;
    if (!(await this.has(plan))) {
      return undefined;
    }
    const { name } = plan;
    fs.mkdirSync(this.settings, { recursive: true });
    const file = path.resolve(this.settings, `.${name}.${process.pid}.export`);
    try {
      // Without --show-secrets: nothing secret is written in plain text.
      const args = ["stack", "export", "--stack", name, "--file", file];
      await this.cli.run(args, project.directory, this.env());
      const snapshot = parseState(fs.readFileSync(file, "utf8"), file) as StackExport;
      state.keep(name, snapshot);
      return snapshot;
    } finally {
      fs.rmSync(file, { force: true });
    }
  }

  private stacks(): Promise<Set<string>> {
    this.known ??= this.list();
    return this.known;
  }

  private async list(): Promise<Set<string>> {
    const { project, state } = this.options;
    fs.mkdirSync(path.join(state.directory, "backend"), { recursive: true });
    const args = ["stack", "ls", "--json", "--project", project.name];
    const { stdout } = await this.cli.run(args, project.directory, this.env());
    const all = JSON.parse(stdout) as { name: string }[];
    return new Set(all.map(({ name }) => name.split("/").pop() ?? ""));
  }

  /** Runs the CLI for a stack, and reads what came of it. */
  private async run(
    plan: StackPlan,
    watch: Watch,
    kind: "up" | "preview",
    work: (session: Session, onEvent: (event: EngineEvent) => void) => Promise<unknown>,
  ): Promise<StackRun> {
    const reader = new EventReader(watch, kind);
    try {
      await this.within(plan, reader, watch.signal, (session) =>
        work(session, this.telling(reader)),
      );
    } finally {
      if (kind === "up") {
        await this.exportAfter(plan, watch);
      }
    }
    const { state } = this.options;
    const resources = () => (kind === "up" ? resourcesOf(state.load(plan.name)) : reader.resources);
    return { steps: reader.steps, outputs: state.outputs(plan.name) ?? {}, resources };
  }

  /** What reads events, beside whoever records them. */
  private telling(reader: EventReader): (event: EngineEvent) => void {
    const { onEvent } = this.options;
    return (event) => {
      onEvent?.(event);
      reader.read(event);
    };
  }

  /** An export that cannot be read must not hide why the run failed. */
  private async exportAfter(plan: StackPlan, { onWarning }: Watch): Promise<void> {
    try {
      const snapshot = await this.export(plan);
      cutOffIn(snapshot).forEach((what) =>
        onWarning?.(
          `the run was cut off while ${what}, and the state does not tell whether that was done\n` +
            `  fix:     look in the account, then pulumi refresh --stack ${plan.name}`,
        ),
      );
    } catch (error) {
      onWarning?.(`its state could not be read: ${(error as Error).message}`);
    }
  }

  private async within<T>(
    plan: StackPlan,
    reader: EventReader,
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const session = await this.open(plan, signal);
    try {
      return await work(session);
    } catch (error) {
      throw failureOf(error, reader);
    } finally {
      await session.close();
    }
  }

  private async open(plan: StackPlan, signal?: AbortSignal): Promise<Session> {
    const { project, target, world, onServer } = this.options;
    const { account, region, name } = plan;
    const configFile = copySettings(project, plan, this.settings, target);
    if (target === "simulated") {
      const pid = await waitForLocks(this.backend, project.name, name, signal);
      if (pid !== undefined) {
        throw new Refusal(
          `${name}: a pulumi process of an earlier run (pid ${pid}) is still at work`,
          {
            fix: `wait until it has ended, or end it: kill ${pid}`,
          },
        );
      }
    }
    const server =
      target === "simulated" ? await serveProvider({ account, region, world }) : undefined;
    if (server) {
      onServer?.(server);
    }
    const env = this.env(server);
    const { directory: workDir } = project;
    const pulumiCommand = this.cli.command;
    const workspace = await LocalWorkspace.create({ workDir, envVars: env, pulumiCommand });
    // Every command names its stack: which one is selected in this folder is the user's own matter.
    workspace.selectStack = () => Promise.resolve();
    const stack = await Stack.select(name, workspace);
    return { stack, configFile, env, close: () => server?.close() ?? Promise.resolve() };
  }

  /** Where settings are copied to. */
  private get settings(): string {
    return path.join(this.options.state.directory, "config");
  }

  private get backend(): string {
    return path.resolve(this.options.state.directory, "backend");
  }

  private env(server?: ProviderServer): Record<string, string> {
    const common = { PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { state, target } = this.options;
    return target === "aws"
      ? common
      : {
          ...common,
          // Without files of attributes, which the CLI does not write in one step: one that is cut off by a kill
          // makes every later command fail.
          PULUMI_BACKEND_URL: `file://${this.backend}?metadata=skip`,
          PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
          PULUMI_HOME: path.resolve(state.directory, "home"),
          PULUMI_DEBUG_PROVIDERS: server ? `aws:${server.port},awsx:${server.port}` : "",
          // The simulated cloud keeps every backup that anybody needs: its own state.
          PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
        };
  }
}

/** What the engine had begun and not ended, as a killed run leaves it in the state. */
function cutOffIn(snapshot: StackExport | undefined): string[] {
  const { pending_operations: pending = [] } = (snapshot?.deployment ?? {}) as {
    pending_operations?: { type: string; resource: { urn: string } }[];
  };
  return pending.map(({ type, resource }) => `${type} ${shortUrn(resource.urn)}`);
}

/** Secrets stay in the backend; what is shown comes from the events. */
const QUIET = { showSecrets: false, suppressOutputs: true, suppressProgress: true } as const;

/** The first failure that the engine told of, with its resource; else what the CLI printed last. */
function failureOf(error: unknown, { errors }: EventReader): unknown {
  if (!(error instanceof CliError)) {
    return error;
  }
  // The stack's own "update failed" says nothing that its resources do not say better.
  const first = errors.find(({ message }) => !/^(update|preview|destroy) failed$/.test(message));
  if (!first) {
    return error;
  }
  const cause = new Error(first.message, { cause: error });
  return first.urn === undefined || first.urn.includes("::pulumi:pulumi:Stack::")
    ? cause
    : new StepError(first.urn, cause);
}
