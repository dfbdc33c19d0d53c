import { isDeepStrictEqual } from "util";
import { ROOT_TYPE, resourcesOf, type ResourceState, type StackExport } from "../paths/snapshot";
import type { Cloud } from "./aws/cloud";
import { zonesOf } from "./aws/zones";
import { normalizeAssets } from "./assets";
import { constructVpc, type Child } from "./awsx";
import { uuidOf } from "./hash";
import { inOrder } from "./order";
import type { Monitor, Properties, Read, Registered, Registration } from "./sdk";

/** What happened to one resource. */
export interface Step {
  op: "create" | "same" | "read";
  urn: string;
  type: string;
}

/** A registration failed; the message names the resource. */
export class StepError extends Error {
  override readonly name = "StepError";

  constructor(
    readonly urn: string,
    override readonly cause: unknown,
  ) {
    super(`${urn.slice(urn.indexOf("::", urn.indexOf("::") + 2) + 2)}: ${messageOf(cause)}`);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

export interface EngineOptions {
  project: string;
  stack: string;
  /** The account and region that the stack's default provider reaches. */
  cloud: Cloud;
  /** Inputs of the default AWS provider: `aws:*` of the stack's config. */
  awsConfig: Record<string, string>;
  /** The stack as it was left. */
  previous?: StackExport;
  /** The outputs of another stack by its full name; `undefined` when there is no such stack. */
  stackOutputs: (name: string) => Properties | undefined;
  /** Called after every step with everything there is, in order. */
  save: (resources: ResourceState[]) => void;
  onStep?: (step: Step) => void;
}

const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const VPC_COMPONENT = "awsx:ec2:Vpc";

/** awsx makes its children through the AWS provider that it was built with. */
const AWSX_AWS_VERSION = "7.43.0";

/**
 * The builtin engine for one run of one stack: takes a program's registrations as the Pulumi engine
 * does, and has the simulated cloud make them. Refuses what the Pulumi engine refuses.
 *
 * It creates, and recognises what is there already and has not changed; a change of what is there is
 * refused with the reason.
 */
export class Engine implements Monitor {
  readonly steps: Step[] = [];
  private readonly previous: Map<string, ResourceState>;
  private readonly resources = new Map<string, ResourceState>();
  /** URNs taken, from the moment a registration begins. */
  private readonly taken = new Set<string>();
  private stackOutputs: Properties | undefined;
  private ended = false;
  private failed = false;

  constructor(private readonly options: EngineOptions) {
    const known = options.previous ? resourcesOf(options.previous) : [];
    this.previous = new Map(known.map((resource) => [resource.urn, resource]));
  }

  async register(request: Registration): Promise<Registered> {
    const urn = this.urnOf(request.type, request.name, request.parent);
    return this.step(urn, async () => {
      this.take(urn);
      if (request.remote) {
        return this.construct(request, urn);
      }
      const inputs = normalizeAssets(request.inputs) as Properties;
      return request.custom
        ? this.createCustom({ ...request, inputs }, urn)
        : this.createComponent(request, urn);
    });
  }

  registerOutputs(urn: string, outputs: Properties): Promise<void> {
    const resource = this.resources.get(urn);
    if (!resource) {
      return Promise.reject(new Error(`outputs of ${urn}, which is not registered`));
    }
    if (resource.type === ROOT_TYPE) {
      // They come after a program that threw, too: kept apart until the run has ended well.
      this.stackOutputs = outputs;
    } else {
      this.keep({ ...resource, outputs });
    }
    return Promise.resolve();
  }

  async read(request: Read): Promise<{ urn: string; outputs: Properties }> {
    const { type, name, parent, id, dependencies, version } = request;
    const urn = this.urnOf(type, name, parent);
    return this.step(urn, () => {
      this.take(urn);
      const reference = type === STACK_REFERENCE;
      const outputs = reference ? this.readStack(id) : this.options.cloud.read(type, id);
      const provider = reference ? this.provider("pulumi", "") : this.provider("aws", version);
      this.keep({
        ...{ urn, custom: true, id, type, external: true },
        ...(reference ? { inputs: { name: id } } : {}),
        ...{ outputs, parent, provider },
        ...(dependencies.length > 0 ? { dependencies } : {}),
      });
      this.done({ op: "read", urn, type });
      return Promise.resolve({ urn, outputs });
    });
  }

  invoke(token: string, args: Properties): Promise<Properties> {
    if (token !== "pulumi:pulumi:getResource") {
      return Promise.resolve(this.options.cloud.invoke(token, args));
    }
    this.provider("pulumi", "");
    const resource = this.resources.get(String(args["urn"]));
    if (!resource) {
      return Promise.reject(
        new Error(`getResource of ${String(args["urn"])}, which is not registered`),
      );
    }
    return Promise.resolve({
      urn: resource.urn,
      id: resource.id ?? "",
      state: resource.outputs ?? {},
    });
  }

  log(severity: "info" | "warning" | "error", message: string): void {
    process.stderr.write(`${severity}: ${this.options.stack}: ${message}\n`);
  }

  /**
   * Ends a run that went well: nothing may be registered after it.
   *
   * @throws when resources that are there are no longer part of the program
   */
  finish(): void {
    this.ended = true;
    const gone = [...this.previous.values()].filter(
      ({ urn, type }) => !this.resources.has(urn) && !isPulumis(type),
    );
    if (gone[0]) {
      const count = `${gone.length} resource${gone.length === 1 ? "" : "s"}`;
      throw new StepError(gone[0].urn, unsupported(`${count} would be deleted`));
    }
    const root = [...this.resources.values()].find(({ type }) => type === ROOT_TYPE);
    if (root) {
      this.keep({ ...root, outputs: this.stackOutputs ?? {} });
    }
    this.save();
  }

  /** Ends a run that failed: what was made is kept, nothing more is taken. */
  abandon(): void {
    this.failed = true;
    this.save();
  }

  /** Runs one registration; its first failure ends the run for all that come after. */
  private async step<T>(urn: string, work: () => Promise<T>): Promise<T> {
    if (this.ended || this.failed) {
      throw new StepError(urn, new Error("the run has ended; nothing more can be registered"));
    }
    try {
      return await work();
    } catch (error) {
      this.failed = true;
      throw error instanceof StepError ? error : new StepError(urn, error);
    }
  }

  private take(urn: string): void {
    if (this.taken.has(urn)) {
      throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    }
    this.taken.add(urn);
  }

  private urnOf(type: string, name: string, parent: string): string {
    const { stack, project } = this.options;
    const parentType = parent.split("::")[2] ?? "";
    const isRoot = parentType === "" || parentType === ROOT_TYPE;
    return ["urn:pulumi:" + stack, project, isRoot ? type : `${parentType}$${type}`, name].join(
      "::",
    );
  }

  private createComponent(request: Registration, urn: string): Promise<Registered> {
    const { type, parent } = request;
    const op = this.previous.has(urn) ? "same" : "create";
    this.keep({ urn, custom: false, type, ...(parent ? { parent } : {}) });
    this.done({ op, urn, type });
    return Promise.resolve({ urn, id: "", outputs: {} });
  }

  private createCustom(request: Registration, urn: string): Promise<Registered> {
    const { type, name, parent, version } = request;
    if (!type.startsWith("aws:")) {
      throw new Error(`the builtin engine has no provider for the type ${type}`);
    }
    if (request.provider) {
      throw new Error("the builtin engine knows default providers alone");
    }
    const provider = this.provider("aws", version);
    const old = this.previous.get(urn);
    const made = old
      ? this.unchanged(old, request)
      : this.options.cloud.create(type, name, urn, request.inputs);
    const { inputs, outputs, id } = made;
    this.keep({
      ...{ urn, custom: true, id, type, inputs, outputs, parent },
      ...(request.protect ? { protect: true } : {}),
      ...(request.dependencies.length > 0 ? { dependencies: request.dependencies } : {}),
      provider,
      propertyDependencies: request.propertyDependencies,
      ...(request.retainOnDelete ? { retainOnDelete: true } : {}),
      ...(request.ignoreChanges.length > 0 ? { ignoreChanges: request.ignoreChanges } : {}),
    });
    this.done({ op: old ? "same" : "create", urn, type });
    return Promise.resolve({ urn, id, outputs });
  }

  /** What is there already, when the program asks for just that. */
  private unchanged(old: ResourceState, request: Registration) {
    const { inputs = {}, outputs = {}, id = "" } = old;
    const asked = this.options.cloud.check(request.type, request.inputs);
    const kept = new Set(request.ignoreChanges);
    const changed = [...new Set([...Object.keys(inputs), ...Object.keys(asked)])]
      .filter((key) => !kept.has(key) && !isDeepStrictEqual(inputs[key], asked[key]))
      .sort();
    if (changed.length > 0) {
      throw unsupported(`${changed.join(", ")} would change`);
    }
    return { inputs, outputs, id };
  }

  /** A component that its provider builds: the stand-in registers the children. */
  private async construct(request: Registration, urn: string): Promise<Registered> {
    const { type, parent, version } = request;
    if (type !== VPC_COMPONENT) {
      throw new Error(`the builtin engine cannot build the component ${type}`);
    }
    this.provider("awsx", version);
    const { account, region } = this.options.cloud;
    const op = this.previous.has(urn) ? "same" : "create";
    this.keep({ urn, custom: false, type, parent });
    this.done({ op, urn, type });
    const { outputs, propertyDependencies } = await constructVpc(request, {
      urn,
      zoneNames: zonesOf(account, region).map((zone) => zone.name),
      register: (child: Child) => this.register({ ...CHILD, ...child, version: AWSX_AWS_VERSION }),
    });
    return { urn, id: "", outputs, propertyDependencies };
  }

  /** The reference of a package's default provider, which is registered when first needed. */
  private provider(pkg: string, version: string): string {
    const name = version ? `default_${version.replaceAll(".", "_")}` : "default";
    const type = `pulumi:providers:${pkg}`;
    const urn = this.urnOf(type, name, "");
    const id = this.previous.get(urn)?.id ?? uuidOf(urn);
    if (!this.resources.has(urn)) {
      this.take(urn);
      const config = pkg === "aws" ? { ...this.options.awsConfig, simulated: "true" } : {};
      const outputs = version ? { ...config, version } : undefined;
      this.keep({
        ...{ urn, custom: true, id, type },
        ...(outputs ? { inputs: { __internal: {}, ...outputs }, outputs } : {}),
      });
      this.done({ op: this.previous.has(urn) ? "same" : "create", urn, type });
    }
    return `${urn}::${id}`;
  }

  private readStack(name: string): Properties {
    const outputs = this.options.stackOutputs(name);
    if (!outputs) {
      throw new Error(`unknown stack "${name}"`);
    }
    return { name, outputs, secretOutputNames: [] };
  }

  private keep(resource: ResourceState): void {
    this.resources.set(resource.urn, resource);
  }

  private done(step: Step): void {
    this.steps.push(step);
    if (step.op === "create") {
      // What was only met again is in the saved state already.
      this.save();
    }
    this.options.onStep?.(step);
  }

  /** What this run has made or met, and what it has not come to yet. */
  private save(): void {
    const all = [...this.resources.values()];
    if (!this.ended && this.previous.size === 0 && all.every(({ type }) => isPulumis(type))) {
      // A program that fails before it made anything leaves nothing behind.
      return;
    }
    const rest = [...this.previous.values()].filter(({ urn }) => !this.resources.has(urn));
    this.options.save(inOrder([...all, ...rest]));
  }
}

/** Whether a type is Pulumi's own: the stack, providers, references. */
const isPulumis = (type: string): boolean => type.startsWith("pulumi:");

const unsupported = (what: string): Error =>
  new Error(
    `${what}; the builtin engine only creates. Start anew in an empty --state folder, or run the ` +
      "program on the Pulumi engine",
  );

/** What a child of a component built by its provider does not say itself. */
const CHILD = {
  ...{ custom: true, remote: false, provider: "", protect: false, retainOnDelete: false },
  ...{ deleteBeforeReplace: false, ignoreChanges: [], additionalSecretOutputs: [] },
};
