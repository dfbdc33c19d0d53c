import { ROOT_TYPE } from "../paths/snapshot";
import type { Alias, Registration } from "./sdk";

/** Whose URNs they are. */
export interface UrnScope {
  stack: string;
  project: string;
}

/** The URN of a resource; the types of its parents but the stack are part of it. */
export function urnOf(scope: UrnScope, type: string, name: string, parent: string): string {
  const parentType = parent.split("::")[2] ?? "";
  const isRoot = parentType === "" || parentType === ROOT_TYPE;
  const types = isRoot ? type : `${parentType}$${type}`;
  return [`urn:pulumi:${scope.stack}`, scope.project, types, name].join("::");
}

/**
 * The URNs that a resource may have had, likeliest first: its own aliases, then what it had below its
 * parent when that was called otherwise. A name that begins with the parent's begins with its old one.
 *
 * @param formerParent the URN that the parent had
 */
export function formerUrns(
  scope: UrnScope,
  request: Pick<Registration, "type" | "name" | "parent" | "aliases">,
  formerParent: string | undefined,
): string[] {
  const { type, name, parent, aliases } = request;
  const own = aliases.map(
    (alias) =>
      alias.urn ?? urnOf(scope, alias.type ?? type, alias.name ?? name, alias.parent ?? parent),
  );
  if (formerParent === undefined) {
    return own;
  }
  const inherited = [{}, ...aliases].flatMap((alias: Alias) => {
    const former = underFormer(alias.name ?? name, parent, formerParent);
    return alias.urn ? [] : [urnOf(scope, alias.type ?? type, former, formerParent)];
  });
  return [...own, ...inherited];
}

/** A child's name with the parent's name at its beginning, if any, as the parent was called. */
function underFormer(name: string, parent: string, formerParent: string): string {
  const now = nameOf(parent);
  return name.startsWith(now) ? `${nameOf(formerParent)}${name.slice(now.length)}` : name;
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The type of what a URN names, without those of its parents. */
export const typeOfUrn = (urn: string): string => (urn.split("::")[2] ?? "").split("$").pop() ?? "";
