import { ROOT_TYPE, resourcesOf, type ResourceState, type StackExport } from "../paths/snapshot";
import { normalizeAssets } from "./assets";
import type { Cloud } from "./aws/cloud";
import { zonesOf } from "./aws/zones";
import { AWSX_AWS_VERSION, constructVpc, type Child } from "./awsx";
import { carryOut, deleteUnwanted } from "./carryOut";
import { defaultProvider } from "./defaultProvider";
import { Ledger } from "./ledger";
import type { Monitor, Properties, Read, Registered, Registration } from "./sdk";
import { holdsSecret, revealed, sealed, unsealed } from "./secrets";
import { StepError, type Step } from "./step";
import { formerUrns, urnOf } from "./urns";

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

/**
 * The builtin engine for one run of one stack: takes a program's registrations as the Pulumi engine
 * does, and has the simulated cloud carry them out: the same, updated, replaced, created, deleted.
 * Refuses what the Pulumi engine refuses. The state is saved after every step, the world before it.
 */
export class Engine implements Monitor {
  private readonly ledger: Ledger;
  private stackOutputs: Properties | undefined;
  private ended = false;
  private failed = false;

  constructor(private readonly options: EngineOptions) {
    const { previous, save, onStep } = options;
    this.ledger = new Ledger({ known: previous ? resourcesOf(previous) : [], save, onStep });
  }

  /** What has happened until now. */
  get steps(): Step[] {
    return this.ledger.steps;
  }

  async register(request: Registration): Promise<Registered> {
    const urn = urnOf(this.options, request.type, request.name, request.parent);
    return this.step(urn, async () => {
      this.ledger.take(urn);
      this.meetFormer(request, urn);
      if (request.remote) {
        return this.construct(request, urn);
      }
      return request.custom ? this.createCustom(request, urn) : this.createComponent(request, urn);
    });
  }

  registerOutputs(urn: string, outputs: Properties): Promise<void> {
    const resource = this.ledger.current(urn);
    if (!resource) {
      return Promise.reject(new Error(`outputs of ${urn}, which is not registered`));
    }
    if (resource.type === ROOT_TYPE) {
      // They come after a program that threw, too: kept apart until the run has ended well.
      this.stackOutputs = sealed(outputs);
    } else {
      this.ledger.keep({ ...resource, outputs: sealed(outputs) });
    }
    return Promise.resolve();
  }

  async read(request: Read): Promise<{ urn: string; outputs: Properties }> {
    const { type, name, parent, id, dependencies, version } = request;
    const urn = urnOf(this.options, type, name, parent);
    return this.step(urn, () => {
      this.ledger.take(urn);
      const reference = type === STACK_REFERENCE;
      const outputs = reference ? this.readStack(id) : this.options.cloud.read(type, id);
      const provider = reference ? this.provider("pulumi", "") : this.provider("aws", version);
      const old = this.ledger.old(urn);
      if (old && !old.external && old.id !== id) {
        // What the stack had made under this name makes room for what it only reads.
        this.ledger.supersede(old);
      }
      this.ledger.keep({
        ...{ urn, custom: true, id, type, external: true },
        ...(reference ? { inputs: { name: id } } : {}),
        ...{ outputs, parent, provider },
        ...(dependencies.length > 0 ? { dependencies } : {}),
      });
      this.ledger.note({ op: "read", urn, type });
      return Promise.resolve({ urn, outputs: unsealed(outputs) });
    });
  }

  invoke(token: string, args: Properties): Promise<Properties> {
    if (token !== "pulumi:pulumi:getResource") {
      return Promise.resolve(unsealed(this.options.cloud.invoke(token, revealed(args))));
    }
    this.provider("pulumi", "");
    const resource = this.ledger.current(String(args["urn"]));
    if (!resource) {
      const what = `getResource of ${String(args["urn"])}, which is not registered`;
      return Promise.reject(new Error(what));
    }
    const { urn, id = "", outputs: state = {} } = resource;
    return Promise.resolve({ urn, id, state: unsealed(state) });
  }

  log(severity: "info" | "warning" | "error", message: string): void {
    process.stderr.write(`${severity}: ${this.options.stack}: ${message}\n`);
  }

  /**
   * Ends a run that went well: takes the stack's outputs, then deletes what was replaced and what is no
   * longer part of the program, in reverse dependency order. Nothing may be registered after it.
   *
   * @throws StepError when something cannot be deleted; it stays in the state
   */
  finish(): void {
    const root = this.ledger.all().find(({ type }) => type === ROOT_TYPE);
    if (root) {
      this.ledger.keep({ ...root, outputs: this.stackOutputs ?? {} });
    }
    this.destroy();
  }

  /**
   * Deletes everything that the stack has and the program has not asked for.
   *
   * @throws StepError when something cannot be deleted; it and what it needs stay in the state
   */
  destroy(): void {
    this.ended = true;
    this.ledger.end();
    deleteUnwanted({ cloud: this.options.cloud, ledger: this.ledger });
    this.ledger.save();
  }

  /** Ends a run that failed: what was made is kept, nothing more is taken. */
  abandon(): void {
    this.failed = true;
    this.ledger.save();
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

  /** Takes over what the last run left under another URN that the program says was this one's. */
  private meetFormer(request: Registration, urn: string): void {
    if (!this.ledger.old(urn)) {
      const formerParent = this.ledger.formerUrn(request.parent);
      const former = formerUrns(this.options, request, formerParent);
      former.some((other) => this.ledger.rename(other, urn));
    }
  }

  private createCustom(request: Registration, urn: string): Promise<Registered> {
    const { type, version } = request;
    if (!type.startsWith("aws:")) {
      throw new Error(`the builtin engine has no provider for the type ${type}`);
    }
    if (request.provider) {
      throw new Error("the builtin engine knows default providers alone");
    }
    const provider = this.provider("aws", version);
    const inputs = sealed(normalizeAssets(request.inputs) as Properties);
    const works = { cloud: this.options.cloud, ledger: this.ledger };
    const made = carryOut(works, { ...request, inputs }, urn, provider);
    return Promise.resolve({ ...made, outputs: unsealed(made.outputs) });
  }

  private createComponent(request: Registration, urn: string): Promise<Registered> {
    this.keepComponent(request, urn);
    return Promise.resolve({ urn, id: "", outputs: {} });
  }

  /** A component that its provider builds: the stand-in registers the children. */
  private async construct(request: Registration, urn: string): Promise<Registered> {
    const { type, version } = request;
    if (type !== VPC_COMPONENT) {
      throw new Error(`the builtin engine cannot build the component ${type}`);
    }
    this.provider("awsx", version);
    const { account, region } = this.options.cloud;
    this.keepComponent(request, urn);
    const { outputs, propertyDependencies } = await constructVpc(request, {
      urn,
      zoneNames: zonesOf(account, region).map((zone) => zone.name),
      register: (child: Child) => this.register({ ...CHILD, ...child, version: AWSX_AWS_VERSION }),
    });
    return { urn, id: "", outputs, propertyDependencies };
  }

  /** Notes a component; it has the outputs that it had until it registers others. */
  private keepComponent({ type, parent }: Registration, urn: string): void {
    const old = this.ledger.old(urn);
    this.ledger.keep({
      ...{ urn, custom: false, type },
      ...(parent ? { parent } : {}),
      ...(old?.outputs ? { outputs: old.outputs } : {}),
    });
    this.ledger.note({ op: old ? "same" : "create", urn, type });
  }

  private provider(pkg: "aws" | "awsx" | "pulumi", version: string): string {
    return defaultProvider(this.ledger, this.options, pkg, version);
  }

  private readStack(name: string): Properties {
    const outputs = this.options.stackOutputs(name);
    if (!outputs) {
      throw new Error(`unknown stack "${name}"`);
    }
    const secretOutputNames = Object.keys(outputs).filter((key) => holdsSecret(outputs[key]));
    return { name, outputs: sealed(outputs), secretOutputNames: secretOutputNames.sort() };
  }
}

/** What a child of a component built by its provider does not say itself. */
const CHILD = {
  ...{ custom: true, remote: false, provider: "", protect: false, retainOnDelete: false },
  ...{
    deleteBeforeReplace: false,
    replaceOnChanges: [],
    ignoreChanges: [],
    additionalSecretOutputs: [],
    aliases: [],
  },
};
