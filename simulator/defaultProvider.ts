import { changedKeys } from "./decide";
import { uuidOf } from "./hash";
import type { Ledger } from "./ledger";
import { urnOf, type UrnScope } from "./urns";

/** Whose provider it is, and how that is configured. */
export interface ProviderScope extends UrnScope {
  /** Inputs of the default AWS provider: `aws:*` of the stack's config. */
  awsConfig: Record<string, string>;
}

/** The reference of a package's default provider, which is registered when first needed. */
export function defaultProvider(
  ledger: Ledger,
  scope: ProviderScope,
  pkg: "aws" | "awsx" | "pulumi",
  version: string,
): string {
  const name = version ? `default_${version.replaceAll(".", "_")}` : "default";
  const type = `pulumi:providers:${pkg}`;
  const urn = urnOf(scope, type, name, "");
  const old = ledger.old(urn);
  const id = old?.id ?? uuidOf(urn);
  if (!ledger.current(urn)) {
    ledger.take(urn);
    const config = pkg === "aws" ? { ...scope.awsConfig, simulated: "true" } : {};
    const outputs = version ? { ...config, version } : undefined;
    const inputs = outputs && { __internal: {}, ...outputs };
    ledger.keep({ ...{ urn, custom: true, id, type }, ...(outputs ? { inputs, outputs } : {}) });
    const diffReasons = old ? changedKeys(old.inputs ?? {}, inputs ?? {}) : [];
    const changed = diffReasons.length > 0;
    const op = !old ? "create" : changed ? "update" : "same";
    ledger.note({ op, urn, type, ...(changed ? { diffReasons } : {}) });
  }
  return `${urn}::${id}`;
}
