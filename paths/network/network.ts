import { resourcesOf, type ResourceState, type StackExport } from "../snapshot";
import { isMap, known, Properties, UNKNOWN } from "./properties";

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

/**
 * Every resource that some exports hold, of any number of stacks and accounts, found by type, by id and by
 * what it belongs to. Whatever an export cannot tell stays unknown.
 */
export class Network {
  readonly stacks: readonly string[];
  /** Whether the exports are of the simulated AWS: their provider says so. */
  readonly simulated: boolean;
  private readonly byType = new Map<string, Node[]>();
  private readonly byId = new Map<string, Node>();
  private readonly byUrn = new Map<string, Node>();
  private readonly indexes = new Map<string, Map<string, Node[]>>();
  private readonly outputs = new Map<string, Record<string, unknown>>();
  private readonly memo = new Map<string, unknown>();
  /** Stacks whose run was cut off: they may have more than their export tells. */
  readonly pending: readonly string[];

  constructor(exports: readonly NamedExport[]) {
    this.stacks = exports.map(({ stack }) => stack);
    const nodes = exports.flatMap(({ stack, snapshot }) =>
      resourcesOf(snapshot)
        .filter((state) => !state.delete)
        .map((state) => toNode(stack, state)),
    );
    for (const node of nodes) {
      append(this.byType, node.type, node);
      this.byUrn.set(`${node.stack} ${node.urn}`, node);
      if (node.id !== "" && node.state.custom) {
        this.byId.set(idKey(node.type, node.id), node);
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
    return this.byType.get(type) ?? [];
  }

  /** The resource of a type with an id. */
  find(type: string, id: string | undefined): Node | undefined {
    return id === undefined || id === "" ? undefined : this.byId.get(idKey(type, id));
  }

  /** The resources of a type whose property has a value, without looking at all of them every time. */
  where(type: string, key: string, value: string | undefined): readonly Node[] {
    if (value === undefined) {
      return [];
    }
    const name = `${type} ${key}`;
    let index = this.indexes.get(name);
    if (!index) {
      index = new Map<string, Node[]>();
      for (const node of this.all(type)) {
        const own = known(node.properties.text(key));
        if (own !== undefined) {
          append(index, own, node);
        }
      }
      this.indexes.set(name, index);
    }
    return index.get(value) ?? [];
  }

  /** What a stack itself exports. */
  outputsOf(stack: string): Record<string, unknown> | undefined {
    return this.outputs.get(stack);
  }

  /** What was worked out of the exports once, for the next time. */
  once<T>(key: string, work: () => T): T {
    if (!this.memo.has(key)) {
      this.memo.set(key, work());
    }
    return this.memo.get(key) as T;
  }
}

function toNode(stack: string, state: ResourceState): Node {
  return {
    ...{ stack, urn: state.urn, type: state.type, state },
    id: typeof state.id === "string" ? state.id : "",
    properties: new Properties(isMap(state.outputs) ? state.outputs : UNKNOWN),
  };
}

const idKey = (type: string, id: string): string => `${type} ${id}`;

function append(index: Map<string, Node[]>, key: string, node: Node): void {
  const list = index.get(key);
  if (list) {
    list.push(node);
  } else {
    index.set(key, [node]);
  }
}
