import { resourcesOf, type ResourceState, type StackExport } from "../snapshot";
import { isMap, Properties, UNKNOWN } from "./properties";

/** A stack's export and what the stack is called. */
export interface NamedExport {
  stack: string;
  snapshot: StackExport;
}

/** One resource of the clouds that the exports describe. */
export interface Node {
  stack: string;
  urn: string;
  type: string;
  /** Empty for one that is planned. */
  id: string;
  properties: Properties;
  state: ResourceState;
}

/** What is found by a property: those that tell its value, and those that have one and do not tell it. */
interface Index {
  byValue: Map<string, Node[]>;
  strays: Node[];
}

/**
 * Every resource that some exports hold, of any number of stacks and accounts, found by type, by id and by
 * what it belongs to. Whatever an export cannot tell stays unknown.
 */
export class Network {
  readonly stacks: readonly string[];
  /** Whether the exports are of the simulated AWS: their provider says so. */
  readonly simulated: boolean;
  private readonly names: ReadonlySet<string>;
  private readonly byType = new Map<string, Node[]>();
  private readonly byStack = new Map<string, Map<string, Node[]>>();
  private readonly byId = new Map<string, Map<string, Node>>();
  private readonly indexes = new Map<string, Map<string, Index>>();
  private readonly outputs = new Map<string, Record<string, unknown>>();
  private readonly memo = new Map<string, Map<unknown, unknown>>();
  /** Stacks whose run was cut off: they may have more than their export tells. */
  readonly pending: readonly string[];

  constructor(exports: readonly NamedExport[]) {
    this.stacks = exports.map(({ stack }) => stack);
    this.names = new Set(this.stacks);
    const nodes = exports.flatMap(({ stack, snapshot }) =>
      resourcesOf(snapshot)
        .filter((state) => !state.delete)
        .map((state) => toNode(stack, state)),
    );
    for (const node of nodes) {
      append(this.byType, node.type, node);
      append(inner(this.byStack, node.stack), node.type, node);
      if (node.id !== "" && node.state.custom) {
        inner(this.byId, node.type).set(node.id, node);
      }
      if (node.type === "pulumi:pulumi:Stack") {
        this.outputs.set(node.stack, isMap(node.state.outputs) ? node.state.outputs : {});
      }
    }
    this.simulated = this.all("pulumi:providers:aws").some(
      ({ properties }) => properties.flag("simulated") === true,
    );
    this.pending = exports
      .filter(({ snapshot }) => {
        const { pending_operations: pending } = snapshot.deployment as {
          pending_operations?: unknown;
        };
        return Array.isArray(pending) && pending.length > 0;
      })
      .map(({ stack }) => stack);
  }

  all(type: string): readonly Node[] {
    return this.byType.get(type) ?? NONE;
  }

  /** Whether one of the exports is of a stack. */
  has(stack: string): boolean {
    return this.names.has(stack);
  }

  /** The resources of a type that a stack has. */
  of(stack: string, type: string): readonly Node[] {
    return this.byStack.get(stack)?.get(type) ?? NONE;
  }

  /** The resource of a type with an id. */
  find(type: string, id: string | undefined): Node | undefined {
    return id === undefined || id === "" ? undefined : this.byId.get(type)?.get(id);
  }

  /** The resources of a type whose property has a value, without looking at all of them every time. */
  where(type: string, key: string, value: string | undefined): readonly Node[] {
    return value === undefined ? [] : (this.index(type, key).byValue.get(value) ?? NONE);
  }

  /**
   * The resources of a stack whose property is there and cannot be read: each may belong to whatever is
   * looked for, so where none was found there, nobody can tell that there is none.
   */
  strays(type: string, key: string, stack: string): readonly Node[] {
    const { strays } = this.index(type, key);
    return strays.length === 0 ? NONE : strays.filter((node) => node.stack === stack);
  }

  /**
   * Those that belong to an owner, and after them those that may, of which nothing is said to be known.
   *
   * @param value what the property holds for the owner's; `undefined` when the owner does not tell
   */
  belonging(type: string, key: string, owner: Node, value: string | undefined): readonly Node[] {
    const certain = this.where(type, key, value);
    const strays =
      value === undefined ? this.of(owner.stack, type) : this.strays(type, key, owner.stack);
    return strays.length === 0 ? certain : [...certain, ...strays.map(untold)];
  }

  private index(type: string, key: string): Index {
    let ofType = this.indexes.get(type);
    if (!ofType) {
      ofType = new Map();
      this.indexes.set(type, ofType);
    }
    let index = ofType.get(key);
    if (!index) {
      index = { byValue: new Map(), strays: [] };
      for (const node of this.all(type)) {
        const own = node.properties.text(key);
        if (own === UNKNOWN) {
          index.strays.push(node);
        } else if (own !== undefined) {
          append(index.byValue, own, node);
        }
      }
      ofType.set(key, index);
    }
    return index;
  }

  /** What a stack itself exports. */
  outputsOf(stack: string): Record<string, unknown> | undefined {
    return this.outputs.get(stack);
  }

  /** What was worked out of the exports once, for the next time. */
  once<T>(what: string, work: () => T): T {
    return this.onceFor(what, undefined, work);
  }

  /**
   * The same, for each of many.
   *
   * @param about a resource, an id, whatever tells one from the others
   */
  onceFor<T>(what: string, about: unknown, work: () => T): T {
    let known = this.memo.get(what);
    if (!known) {
      known = new Map();
      this.memo.set(what, known);
    }
    let found = known.get(about) as T | undefined;
    if (found === undefined && !known.has(about)) {
      found = work();
      known.set(about, found);
    }
    return found as T;
  }
}

function toNode(stack: string, state: ResourceState): Node {
  return {
    ...{ stack, urn: state.urn, type: state.type, state },
    id: typeof state.id === "string" ? state.id : "",
    properties: new Properties(isMap(state.outputs) ? state.outputs : UNKNOWN),
  };
}

const NONE: readonly Node[] = [];

/** The only one of some resources: what can alone have been meant. */
export function sole<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

/** A resource of which is known only that it is there. */
const untold = (node: Node): Node => ({ ...node, properties: new Properties(UNKNOWN) });

function inner<T>(index: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let found = index.get(key);
  if (!found) {
    found = new Map();
    index.set(key, found);
  }
  return found;
}

function append(index: Map<string, Node[]>, key: string, node: Node): void {
  const list = index.get(key);
  if (list) {
    list.push(node);
  } else {
    index.set(key, [node]);
  }
}
