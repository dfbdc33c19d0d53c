import { policyOf } from "../network/apis";
import { UNKNOWN } from "../network/properties";
import { openStatementsOf } from "../policyRequest";
import type { WarningCheck } from "./check";

export const policyOpen: WarningCheck = {
  code: "POLICY_OPEN",
  cause: "The API's resource policy lets everybody in: any endpoint of any account in the region.",
  repair: "Allow under StringEquals aws:SourceVpce alone; a negated condition belongs into a Deny.",
  source: "API Gateway guide, resource policy examples",
  evidence: "documented",
  look: ({ network, api }) => {
    if (!api) {
      return undefined;
    }
    const { node, document } = policyOf(network, api);
    if (document === UNKNOWN || document === undefined || document === "") {
      return undefined;
    }
    const [open] = openStatementsOf(document);
    return open ? { resource: node, detail: open.reason } : undefined;
  },
};
