import * as fs from "fs";
import * as path from "path";
import { pathToFileURL } from "url";
import { parseState, type StackExport } from "../../paths/snapshot";
import type { ProviderServer } from "../../simulator/provider";
import type { Project, StackPlan } from "../project";
import type { StateFolder } from "../stateFolder";
import type { Target } from "../target";
import { findCli, type Cli } from "./cli";
import { copySettings, secretsProviderOf } from "./configFile";

export interface BackendOptions {
  project: Project;
  state: StateFolder;
  target: Target;
}

/** Encrypts what is secret in simulated stacks, of which nothing is. */
const PASSPHRASE = "simulated";

/**
 * The stacks of a project in the backend of the CLI: on AWS the user's own, else a folder beside the exports.
 */
export class Backend {
  /** The stacks that the backend has. */
  private known: Promise<Set<string>> | undefined;

  private constructor(
    private readonly options: BackendOptions,
    readonly cli: Cli,
  ) {}

  /** @throws Refusal when there is no CLI that fits */
  static async open(options: BackendOptions): Promise<Backend> {
    return new Backend(options, await findCli());
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
    this.copySettings(plan);
    // Not in the project's folder: the CLI writes into the settings file that it finds there.
    const provider = secretsProviderOf(plan.file);
    const args = ["stack", "init", plan.name, "--no-select"];
    const more = this.options.target === "aws" && provider ? ["--secrets-provider", provider] : [];
    await this.cli.run([...args, ...more], this.settings, this.env());
    (await this.stacks()).add(plan.name);
  }

  /** Reads what the backend holds of a stack, and keeps it beside the other exports. */
  async export(plan: StackPlan): Promise<StackExport | undefined> {
    const { state, project } = this.options;
    const { name } = plan;
    if (!(await this.has(plan))) {
      // What another backend had of that name is none of this one's.
      state.forget(name);
      return undefined;
    }
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
    const { project, target } = this.options;
    if (target === "simulated") {
      fs.mkdirSync(this.folder, { recursive: true });
    }
    const args = ["stack", "ls", "--json", "--project", project.name];
    const { stdout } = await this.cli.run(args, project.directory, this.env());
    const all = JSON.parse(stdout) as { name: string }[];
    return new Set(all.map(({ name }) => name.split("/").pop() ?? ""));
  }

  /** Copies a stack's settings for the CLI. @returns the copy's path */
  copySettings(plan: StackPlan): string {
    const { project, target } = this.options;
    return copySettings(project, plan, this.settings, target);
  }

  /** Where settings are copied to. */
  private get settings(): string {
    return path.join(this.options.state.directory, "config");
  }

  /** The backend, where it is a folder of ours. */
  get folder(): string {
    return path.resolve(this.options.state.directory, "backend");
  }

  /** The environment of the CLI. @param server what it finds AWS by, where that is simulated */
  env(server?: ProviderServer): Record<string, string> {
    const common = { PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { state, target } = this.options;
    return target === "aws"
      ? common
      : {
          ...common,
          // Without files of attributes, which the CLI does not write in one step: one that is cut off by a kill
          // makes every later command fail.
          PULUMI_BACKEND_URL: `${pathToFileURL(this.folder).href}?metadata=skip`,
          PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
          PULUMI_HOME: path.resolve(state.directory, "home"),
          PULUMI_DEBUG_PROVIDERS: server ? `aws:${server.port},awsx:${server.port}` : "",
          // The simulated cloud keeps every backup that anybody needs: its own state.
          PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
        };
  }
}
