import { LocalWorkspace, Stack, type EngineEvent } from "@pulumi/pulumi/automation";
import { resourcesOf, type StackExport } from "../../paths/snapshot";
import { serveProvider, type ProviderServer } from "../../simulator/provider";
import { shortUrn, StepError } from "../../simulator/step";
import type { World } from "../../simulator/world";
import type { Drifted } from "../drift";
import type { StackPlan } from "../project";
import type { StackRun } from "../simulated";
import type { StackEngine, Watch } from "../stackEngine";
import { Refusal } from "../usageError";
import { Backend, type BackendOptions } from "./backend";
import { CliError } from "./cli";
import { EventReader } from "./events";
import { waitForLocks } from "./locks";

export interface PulumiEngineOptions extends BackendOptions {
  /** What the provider serves; AWS has its own. */
  world: World;
  /** Called with each provider that begins to listen; given in tests. */
  onServer?: (server: ProviderServer) => void;
  /** Called with everything that the engine tells; given by who records it. */
  onEvent?: (event: EngineEvent) => void;
}

/** What stands around one process of the CLI. */
interface Session {
  stack: Stack;
  configFile: string;
  close: () => Promise<void>;
}

/**
 * The Pulumi engine: one process of the CLI for each run of a stack. On the simulated cloud each has a
 * provider of its own, as functions carry no URN, and the port is what tells the account.
 */
export class PulumiEngine implements StackEngine {
  private constructor(
    private readonly options: PulumiEngineOptions,
    readonly backend: Backend,
  ) {}

  /** @throws Refusal when there is no CLI that fits */
  static async open(options: PulumiEngineOptions): Promise<PulumiEngine> {
    return new PulumiEngine(options, await Backend.open(options));
  }

  async up(plan: StackPlan, watch: Watch): Promise<StackRun> {
    await this.backend.make(plan);
    return this.run(plan, watch, "up", ({ stack, configFile }, onEvent) =>
      stack.up({ configFile, onEvent, signal: watch.signal, ...QUIET }),
    );
  }

  async destroy(plan: StackPlan, watch: Watch): Promise<StackRun> {
    if (!(await this.backend.has(plan))) {
      return { steps: [], outputs: {}, resources: () => [] };
    }
    return this.run(plan, watch, "up", ({ stack, configFile }, onEvent) =>
      stack.destroy({ configFile, onEvent, signal: watch.signal, ...QUIET }),
    );
  }

  /** What an `up` would do. @throws the first failure */
  async preview(plan: StackPlan, watch: Watch): Promise<StackRun> {
    if (this.options.target === "simulated") {
      await this.backend.make(plan);
    }
    return this.run(plan, watch, "preview", ({ stack, configFile }, onEvent) =>
      stack.preview({ configFile, onEvent, signal: watch.signal }),
    );
  }

  /** What there is otherwise than the state says; nothing is written. @throws the first failure */
  async drift(plan: StackPlan, watch: Watch): Promise<Drifted[]> {
    const reader = new EventReader(watch, "refresh");
    await this.within(plan, reader, watch, ({ stack, configFile }) =>
      // It runs no program: what the settings would change is no drift.
      stack.previewRefresh({ configFile, onEvent: this.telling(reader), signal: watch.signal }),
    );
    return reader.drifted;
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
      await this.within(plan, reader, watch, (session) => work(session, this.telling(reader)));
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
      const snapshot = await this.backend.export(plan);
      if (this.options.target === "simulated") {
        // There the next run finds what was made.
        return;
      }
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
    watch: Watch,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const session = await this.open(plan, watch);
    try {
      return await work(session);
    } catch (error) {
      throw failureOf(error, reader);
    } finally {
      await session.close();
    }
  }

  private async open(
    plan: StackPlan,
    { signal, onBegin }: Pick<Watch, "signal" | "onBegin">,
  ): Promise<Session> {
    const { project, target, world, onServer } = this.options;
    const { account, region, name } = plan;
    const configFile = this.backend.copySettings(plan);
    if (target === "simulated") {
      onBegin?.("waiting for what an earlier run left at work, if anything");
      const pid = await waitForLocks(this.backend.folder, project.name, name, signal);
      if (pid !== undefined) {
        throw new Refusal(`a pulumi process of an earlier run (pid ${pid}) is still at work`, {
          fix: `wait until it has ended, or end it: kill ${pid}`,
        });
      }
    }
    const server =
      target === "simulated" ? await serveProvider({ account, region, world }) : undefined;
    if (server) {
      onServer?.(server);
    }
    const env = this.backend.env(server);
    const { directory: workDir } = project;
    const pulumiCommand = this.backend.cli.command;
    const workspace = await LocalWorkspace.create({ workDir, envVars: env, pulumiCommand });
    // Every command names its stack: which one is selected in this folder is the user's own matter.
    workspace.selectStack = () => Promise.resolve();
    const stack = await Stack.select(name, workspace);
    // The export, which is taken anyway, has the outputs; the SDK would ask for them with secrets in plain text.
    stack.outputs = () => Promise.resolve({});
    stack.info = () => Promise.resolve(undefined);
    return { stack, configFile, close: () => server?.close() ?? Promise.resolve() };
  }
}

/** What the engine had begun and not ended, as a killed run leaves it in the state. */
function cutOffIn(snapshot: StackExport | undefined): string[] {
  const { pending_operations: pending = [] } = (snapshot?.deployment ?? {}) as {
    pending_operations?: { type: string; resource: { urn: string } }[];
  };
  return pending.map(({ type, resource }) => `${type} ${shortUrn(resource.urn)}`);
}

/** What is shown comes from the events. */
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
