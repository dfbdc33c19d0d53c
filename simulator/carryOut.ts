import type { ResourceState } from "../paths/snapshot";
import type { Cloud, ResourceInCloud } from "./aws/cloud";
import { decide } from "./decide";
import type { Ledger } from "./ledger";
import type { Registered, Registration } from "./sdk";
import { StepError, type Operation } from "./step";
import type { WorldObject } from "./world";

/** Where steps are carried out, and where they are written down. */
export interface Works {
  cloud: Cloud;
  ledger: Ledger;
}

const UNPROTECT = "it is protected; run the program with protect: false for it first";

/**
 * Decides what must be done with a resource, does it in the cloud, then keeps what that gave.
 *
 * @param provider reference of the provider, for the state
 * @throws AwsError when AWS would refuse; Error when the provider would, or the resource is protected
 */
export function carryOut(
  works: Works,
  request: Registration,
  urn: string,
  provider: string,
): Registered {
  const { cloud, ledger } = works;
  const { type, name } = request;
  const old = ledger.old(urn);
  const decision = decide(cloud, request, old);
  const keep = (made: ResourceInCloud): Registered => {
    ledger.keep(stateOf(request, urn, provider, made));
    return { urn, id: made.id, outputs: made.outputs };
  };
  const room = ledger.takeRoom(urn);
  if (room) {
    const { generation, reasons } = room;
    const again = keep(create(works, request, urn, generation));
    const both = { urn, type, diffReasons: reasons, replaceReasons: reasons };
    ledger.note({ op: "create-replacement", ...both });
    ledger.note({ op: "replace", ...both });
    return again;
  }
  if (!old || decision.op === "create") {
    const made = keep(create(works, request, urn, 0));
    ledger.note({ op: "create", urn, type });
    return made;
  }
  const { id = "", inputs: before = {}, outputs = {} } = old;
  switch (decision.op) {
    case "same": {
      const met = keep({ id, inputs: before, outputs });
      ledger.note({ op: "same", urn, type });
      return met;
    }
    case "update": {
      const { inputs, diffReasons } = decision;
      const secrets = request.additionalSecretOutputs;
      const changed = keep(cloud.update(type, name, id, inputs, secrets));
      ledger.note({ op: "update", urn, type, diffReasons });
      return changed;
    }
    case "replace": {
      const { op, inputs, ...reasons } = decision;
      if (old.protect && request.protect) {
        throw new Error(`cannot be replaced: ${UNPROTECT}`);
      }
      const generation = cloud.generationOf(type, id) + 1;
      const replaced = unprotected(old);
      if (request.deleteBeforeReplace) {
        removeDependents(works, urn);
        remove(works, replaced, "delete-replaced");
      }
      const made = create(works, { ...request, inputs }, urn, generation);
      if (!request.deleteBeforeReplace) {
        // Not before the new one is there: a run that fails here must find the old one as it was.
        ledger.supersede(replaced);
      }
      const answer = keep(made);
      ledger.note({ op: "create-replacement", urn, type, ...reasons });
      ledger.note({ op, urn, type, ...reasons });
      return answer;
    }
  }
}

/**
 * Deletes what was replaced and what the program no longer has, dependents first.
 *
 * @throws StepError when something is protected, before anything is deleted; or when AWS would refuse:
 *   then it and all that should come after it stay in the state
 */
export function deleteUnwanted(works: Works): void {
  const unwanted = works.ledger.unwanted();
  const refused = unwanted.find(({ protect }) => protect);
  if (refused) {
    throw new StepError(refused.urn, new Error(`cannot be deleted: ${UNPROTECT}`));
  }
  for (const resource of unwanted) {
    const op = resource.external ? "discard" : "delete";
    remove(works, resource, resource.delete ? "delete-replaced" : op);
  }
}

/**
 * Deletes what names a resource that is about to be deleted, where another value there replaces it anyway:
 * as the Pulumi engine does (step generator, calculateDependentReplacements).
 *
 * @throws when such a resource is protected
 */
function removeDependents(works: Works, urn: string): void {
  const { cloud, ledger } = works;
  for (const dependent of ledger.dependentsOf(urn)) {
    const { type, id = "", inputs = {}, propertyDependencies = {} } = dependent;
    const naming = Object.keys(propertyDependencies).filter((key) =>
      propertyDependencies[key]?.includes(urn),
    );
    const reasons = type.startsWith("aws:") ? cloud.replaceKeys(type, naming, inputs, inputs) : [];
    if (reasons.length === 0) {
      continue;
    }
    if (dependent.protect) {
      throw new StepError(dependent.urn, new Error(`cannot be replaced: ${UNPROTECT}`));
    }
    removeDependents(works, dependent.urn);
    ledger.makeRoom(dependent.urn, { generation: cloud.generationOf(type, id) + 1, reasons });
    remove(works, dependent, "delete-replaced");
  }
}

function create(
  { cloud, ledger }: Works,
  { type, name, inputs, additionalSecretOutputs }: Registration,
  urn: string,
  first: number,
): ResourceInCloud {
  let generation = first;
  // What this URN made and the stack still has, under another URN by now, is not what is asked for.
  while (ownedBy(ledger, cloud.madeBy(type, urn, generation))) {
    generation += 1;
  }
  return cloud.create(type, name, urn, inputs, generation, additionalSecretOutputs);
}

const ownedBy = (ledger: Ledger, made: WorldObject | undefined): boolean =>
  made !== undefined && ledger.owns(made.type, made.id);

function remove(
  { cloud, ledger }: Works,
  resource: ResourceState,
  op: Extract<Operation, "delete" | "delete-replaced" | "discard">,
): void {
  const { urn, type, id = "", custom, external, retainOnDelete } = resource;
  const retained = custom && (external || retainOnDelete);
  if (custom && !retained && type.startsWith("aws:")) {
    try {
      cloud.delete(type, id);
    } catch (error) {
      throw new StepError(urn, error);
    }
  }
  ledger.strike(resource);
  ledger.note({ op, urn, type, ...(retained && op !== "discard" ? { retained } : {}) });
}

const unprotected = ({ protect: _, ...rest }: ResourceState): ResourceState => rest;

/** A resource as the state keeps it. */
function stateOf(
  request: Registration,
  urn: string,
  provider: string,
  { id, inputs, outputs }: ResourceInCloud,
): ResourceState {
  const { type, parent, dependencies, propertyDependencies } = request;
  const { ignoreChanges, replaceOnChanges } = request;
  const { additionalSecretOutputs } = request;
  return {
    ...{ urn, custom: true, id, type, inputs, outputs, parent },
    ...(request.protect ? { protect: true } : {}),
    ...(dependencies.length > 0 ? { dependencies } : {}),
    ...{ provider, propertyDependencies },
    ...(additionalSecretOutputs.length > 0 ? { additionalSecretOutputs } : {}),
    ...(request.retainOnDelete ? { retainOnDelete: true } : {}),
    ...(ignoreChanges.length > 0 ? { ignoreChanges } : {}),
    ...(replaceOnChanges.length > 0 ? { replaceOnChanges } : {}),
  };
}
