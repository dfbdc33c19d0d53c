import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import type { ResourceState } from "../../paths/snapshot";
import { shortUrn, type Operation, type Step } from "../../simulator/step";
import { differences, type Drifted } from "../drift";
import type { Watch } from "../stackEngine";

/** The engine's operations that this package calls otherwise, or does not show. */
const OPERATIONS: Record<string, Operation | undefined> = {
  ...{ "read-discard": "discard", "discard-replaced": "discard", "read-replacement": "read" },
  ...{ import: "create", "import-replacement": "create-replacement" },
  ...{ refresh: undefined, "remove-pending-replace": undefined },
};

const KNOWN: readonly string[] = [
  ...["create", "create-replacement", "delete", "delete-replaced", "discard", "read", "replace"],
  ...["same", "update"],
];

/** The words for what has begun. */
const DOING: Partial<Record<string, string>> = {
  create: "creating",
  "create-replacement": "creating",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting",
  read: "reading",
  refresh: "reading",
};

/** What the engine said that something failed, and of what. */
export interface Diagnosis {
  message: string;
  urn?: string;
}

/**
 * Reads the events of one run of the engine: the steps as they end, what is under way, what failed. Values
 * of resources, which may be secret, are not kept.
 */
export class EventReader {
  readonly steps: Step[] = [];
  readonly errors: Diagnosis[] = [];
  readonly drifted: Drifted[] = [];
  /** What a preview speaks of: names and places alone, for people to look at. */
  readonly resources: ResourceState[] = [];
  /** Steps that have begun, by operation and URN. */
  private readonly begun = new Map<string, Step>();

  constructor(
    private readonly watch: Partial<Pick<Watch, "onStep" | "onBegin" | "onWarning">>,
    private readonly run: "up" | "preview" | "refresh",
  ) {}

  readonly read = (event: EngineEvent): void => {
    const { resourcePreEvent, resOutputsEvent, diagnosticEvent } = event;
    if (resourcePreEvent) {
      this.begin(resourcePreEvent.metadata);
    } else if (resOutputsEvent) {
      this.end(resOutputsEvent.metadata);
    } else if (diagnosticEvent?.severity === "warning") {
      this.watch.onWarning?.(plain(diagnosticEvent.message));
    } else if (diagnosticEvent?.severity === "error") {
      const { urn } = diagnosticEvent;
      this.errors.push({ message: plain(diagnosticEvent.message), ...(urn ? { urn } : {}) });
    }
  };

  private begin(metadata: StepEventMetadata): void {
    const step = stepOf(metadata);
    const doing = DOING[metadata.op];
    if (doing !== undefined) {
      this.watch.onBegin?.(`${doing} ${shortUrn(metadata.urn).split("$").pop() ?? ""}`);
    }
    if (!step) {
      return;
    }
    if (this.run === "preview") {
      // Nothing is carried out: a step ends where it begins.
      this.note(step);
      this.keep(metadata);
    } else if (!(metadata.new ?? metadata.old)?.custom) {
      // Of a component nothing is made, and the end of those that a provider builds is not told.
      this.note(step);
    } else {
      this.begun.set(`${step.op} ${step.urn}`, step);
    }
  }

  private end(metadata: StepEventMetadata): void {
    const step = stepOf(metadata);
    if (this.run === "refresh") {
      this.drift(metadata);
    } else if (step && this.begun.delete(`${step.op} ${step.urn}`)) {
      this.note(step);
    }
  }

  private note(step: Step): void {
    this.steps.push(step);
    this.watch.onStep?.(step);
  }

  private keep({ urn, type, new: now }: StepEventMetadata): void {
    if (now && !this.resources.some((other) => other.urn === urn)) {
      const { parent, id, custom = false } = now;
      const own = { urn, type, custom, ...(id ? { id } : {}) };
      this.resources.push({ ...own, ...(parent ? { parent } : {}) });
    }
  }

  /** What a refresh found otherwise than the state says. */
  private drift({ op, urn, type, old, new: now }: StepEventMetadata): void {
    const id = old?.id ?? "";
    if (op === "delete") {
      this.drifted.push({ urn, type, id, drift: "deleted" });
    } else if (op === "update" && old && now) {
      const changes = [
        ...differences(old.inputs, now.inputs, []),
        ...differences(old.outputs, now.outputs, []),
      ];
      if (changes.length > 0) {
        const sorted = changes.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
        this.drifted.push({ urn, type, id, drift: "changed", changes: Object.fromEntries(sorted) });
      }
    }
  }
}

/** A step as this package shows it; `undefined` for what is none of a run's own. */
function stepOf({ op, urn, type, diffs, keys, old }: StepEventMetadata): Step | undefined {
  const own =
    op in OPERATIONS ? OPERATIONS[op] : KNOWN.includes(op) ? (op as Operation) : undefined;
  // The engine's own providers are nobody's resources: it does not report all of what it does to them.
  return own && !type.startsWith("pulumi:providers:")
    ? {
        ...{ op: own, urn, type },
        ...(diffs?.length ? { diffReasons: [...diffs].sort() } : {}),
        ...(keys?.length ? { replaceReasons: [...keys].sort() } : {}),
        ...(own === "delete" && old?.retainOnDelete ? { retained: true } : {}),
      }
    : undefined;
}

/** A message without the engine's marks for colours. */
const plain = (message: string): string => message.replace(/<\{%[^%]*%\}>/g, "").trim();
