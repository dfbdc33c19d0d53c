import type { NamedExport } from "../../../paths/network/network";
import { resourcesOf, toExport, type ResourceState } from "../../../paths/snapshot";

/** What a fault does to a resource's outputs: the properties that become others. */
export type Change = Record<string, unknown> | ((outputs: Outputs) => Record<string, unknown>);
export type Outputs = Record<string, unknown>;

/**
 * `customer Vpc::network-vpc`: the stack, the last part of the type, and the name. Of a component the whole
 * type, because awsx has a Vpc too.
 */
export function nameOf(urn: string): string {
  const [head = "", , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  return `${head.split(":")[2]} ${type.includes("/") ? type.split(":").at(-1) : type}::${name}`;
}

/**
 * The exports of some stacks, to be damaged and repaired resource by resource. Nothing is changed in place:
 * a copy costs no more than its list of resources.
 */
export class Exports {
  private constructor(
    private readonly byName: Map<string, ResourceState>,
    private readonly stacks: readonly string[],
    /** Every name that the exports had at the beginning. */
    private readonly names: ReadonlySet<string>,
  ) {}

  static of(exports: readonly NamedExport[]): Exports {
    const all = exports.flatMap(({ snapshot }) => resourcesOf(snapshot));
    const byName = new Map(all.map((state) => [nameOf(state.urn), state]));
    if (byName.size !== all.length) {
      throw new Error("two resources have one name");
    }
    const stacks = exports.map(({ stack }) => stack);
    return new Exports(byName, stacks, new Set(byName.keys()));
  }

  copy(): Exports {
    return new Exports(
      new Map(this.byName),
      this.stacks,
      new Set([...this.names, ...this.byName.keys()]),
    );
  }

  /** What the analyser reads. */
  named(): NamedExport[] {
    const all = [...this.byName];
    return this.stacks.map((stack) => {
      const own = all.filter(([name]) => name.startsWith(`${stack} `));
      return { stack, snapshot: toExport(own.map(([, state]) => state)) };
    });
  }

  /** The resource of a name; `undefined` when a fault took it away. */
  find(name: string): ResourceState | undefined {
    return this.byName.get(this.checked(name));
  }

  outputs(name: string): Outputs {
    return this.find(name)?.outputs ?? {};
  }

  all(): ReadonlyMap<string, ResourceState> {
    return this.byName;
  }

  /** Changes a resource, unless an earlier fault took it away. */
  change(name: string, change: Change): void {
    const state = this.find(name);
    if (state) {
      const outputs = state.outputs ?? {};
      const others = typeof change === "function" ? change(outputs) : change;
      this.put(name, { ...state, outputs: { ...outputs, ...others } });
    }
  }

  remove(...names: string[]): void {
    names.forEach((name) => this.byName.delete(this.checked(name)));
  }

  put(name: string, state: ResourceState): void {
    this.byName.set(name, state);
  }

  /** A further resource, made like one that there is. */
  add(name: string, like: string, id: string, change: Change): void {
    const model = this.find(like);
    if (!model) {
      throw new Error(`there is no ${like} to make ${name} like`);
    }
    const urn = model.urn.replace(/::[^:]*$/, `::${name.split("::")[1]}`);
    this.put(name, { ...model, urn, id, outputs: { ...model.outputs, id } });
    this.change(name, change);
  }

  /**
   * A resource of a type that these exports do not have yet, as an export of it would be.
   *
   * @param name `service Role::files-role`, whose type is the last part of the whole one
   */
  make(name: string, type: string, id: string, outputs: Outputs): void {
    const [stack = "", rest = ""] = name.split(" ");
    const own = `private-api:index:Made$${type}::${rest.split("::")[1]}`;
    const urn = `urn:pulumi:${stack}::private-api::${own}`;
    this.put(name, { urn, type, custom: true, id, outputs: { ...outputs, id } });
    if (nameOf(urn) !== name) {
      throw new Error(`${name} is not of the type ${type}`);
    }
  }

  private checked(name: string): string {
    if (!this.names.has(name) && !this.byName.has(name)) {
      throw new Error(`the exports never had a ${name}`);
    }
    return name;
  }
}
