import type { NamedExport } from "./network/network";
import { isMap } from "./network/properties";
import type { ResourceState, StackExport } from "./snapshot";

/** A file that is no export, or exports that do not belong together. */
export class ExportError extends Error {
  override readonly name = "ExportError";

  constructor(where: string, what: string, value: string | undefined, fix: string) {
    const given = value === undefined ? "" : `\n  value:   ${value.slice(0, 120)}`;
    const allowed = "what `pulumi stack export` prints, version 3";
    super(`${where}: ${what}${given}\n  allowed: ${allowed}\n  fix:     ${fix}`);
  }
}

/**
 * Reads what `pulumi stack export` printed.
 *
 * @param where what messages call it: a file's name, or `stdin`
 * @param name the stack's name, where the export itself does not tell it
 * @throws ExportError when it is none; names the place in it
 */
export function parseExport(text: string, where: string, name?: string): NamedExport {
  let parsed: unknown;
  try {
    // Some shells put a byte order mark before what they write to a file.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExportError(where, `is not JSON: ${reason}`, undefined, REMAKE);
  }
  const bad = (path: string, what: string, value: unknown) =>
    new ExportError(`${where} ${path}`.trim(), what, JSON.stringify(value) ?? "nothing", REMAKE);
  if (!isMap(parsed)) {
    throw bad("", "is not an export of a stack", parsed);
  }
  if ("checkpoint" in parsed) {
    throw bad("checkpoint", "is a backend's own file, not an export", undefined);
  }
  if (parsed["version"] !== 3) {
    throw bad("version", "is not 3", parsed["version"]);
  }
  const deployment = parsed["deployment"];
  if (!isMap(deployment)) {
    throw bad("deployment", "is not a map", deployment);
  }
  const resources = deployment["resources"] ?? [];
  if (!Array.isArray(resources)) {
    throw bad("deployment.resources", "is not a list", resources);
  }
  resources.forEach((resource: unknown, i) => {
    const path = `deployment.resources[${i}]`;
    if (!isMap(resource)) {
      throw bad(path, "is not a map", resource);
    }
    for (const key of ["urn", "type"]) {
      if (typeof resource[key] !== "string") {
        throw bad(`${path}.${key}`, "is not a text", resource[key]);
      }
    }
  });
  const [first] = resources as ResourceState[];
  const own = first?.urn.split(":")[2] ?? "";
  const snapshot = {
    ...parsed,
    deployment: { ...deployment, resources: resources as ResourceState[] },
  } as unknown as StackExport;
  return { stack: own || name || where, snapshot };
}

const REMAKE = "make it with: pulumi stack export --stack <name> > <file>";

/**
 * Checks that exports can stand beside each other.
 *
 * @throws ExportError when two are of one stack, claim one resource, or only some are simulated
 */
export function checkTogether(exports: readonly (NamedExport & { where: string })[]): void {
  const owners = new Map<string, { where: string; urn: string }>();
  const stacks = new Map<string, string>();
  for (const { where, stack, snapshot } of exports) {
    const twin = stacks.get(stack);
    if (twin !== undefined) {
      const fix = "keep one of the two";
      throw new ExportError(where, `is of the stack ${stack}, as ${twin} is`, stack, fix);
    }
    stacks.set(stack, where);
    for (const resource of snapshot.deployment.resources ?? []) {
      const arn = resource.outputs?.["arn"];
      const mine = resource.custom && !resource.external && !resource.delete;
      if (!mine || typeof arn !== "string") {
        continue;
      }
      const key = `${resource.type} ${arn}`;
      const owner = owners.get(key);
      if (owner && owner.where !== where) {
        const what = `claims a resource that ${owner.where} claims too`;
        throw new ExportError(
          `${where} ${resource.urn}`,
          what,
          arn,
          "keep the export that owns it",
        );
      }
      owners.set(key, { where, urn: resource.urn });
    }
  }
  const [simulated, real] = [true, false].map((wanted) =>
    exports.find((one) => isSimulated(one.snapshot) === wanted),
  );
  if (simulated && real) {
    const what = `is simulated, and ${real.where} is of AWS`;
    throw new ExportError(simulated.where, what, undefined, "keep them in folders of their own");
  }
}

/** Whether an export is of the simulated AWS; `undefined` when it has no AWS provider. */
function isSimulated(snapshot: StackExport): boolean | undefined {
  const providers = (snapshot.deployment.resources ?? []).filter(
    ({ type }) => type === "pulumi:providers:aws",
  );
  return providers.length === 0
    ? undefined
    : providers.some(({ outputs, inputs }) =>
        [outputs, inputs].some((one) => String(one?.["simulated"]) === "true"),
      );
}
