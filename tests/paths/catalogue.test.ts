import assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { CHECKS, CODES, WARNINGS } from "../../paths/catalogue";
import { HOPS, type Check, type WarningCheck } from "../../paths/checks/check";
import { PATH_CHECKS, renderPathChecks } from "../support/pathChecks";
import { ROOT } from "../support/project";

const FOLDER = path.join(ROOT, "paths", "checks");

/** The codes that the project promises, in the words of its plan. */
const PROMISED = `
  DNS_NO_SUCH_HOST DNS_RECORD_MISSING DNS_ATTRIBUTES_OFF CLIENT_SG_EGRESS_DENIED
  ENDPOINT_SG_INGRESS_DENIED ENDPOINT_NOT_AVAILABLE SERVICE_NOT_FOUND SERVICE_PRINCIPAL_NOT_ALLOWED
  SERVICE_ZONE_UNSUPPORTED NLB_SG_PRIVATELINK_DENIED NLB_SG_INGRESS_DENIED NLB_SG_EGRESS_DENIED
  NLB_LISTENER_MISSING NLB_NO_TARGET_IN_ZONE TARGET_NOT_AN_ENDPOINT_ADDRESS TARGET_CLIENT_IP_PRESERVED
  TARGET_PROXY_PROTOCOL API_ENDPOINT_SG_INGRESS_DENIED TLS_NAME_MISMATCH API_NOT_IDENTIFIED
  API_NOT_DEPLOYED API_ENDPOINT_DISABLED ENDPOINT_POLICY_DENIED RESOURCE_POLICY_DENIED
  POLICY_NOT_DEPLOYED STAGE_NOT_FOUND METHOD_NOT_FOUND LAMBDA_PERMISSION_MISSING INTEGRATION_FAILED
  PRINCIPAL_REMOVED_STILL_CONNECTED PUBLIC_API_SHADOWED ZONE_HIDES_PUBLIC_DOMAIN POLICY_OPEN
  TARGETS_UNHEALTHY_FAIL_OPEN INTERNET_ROUTE_PRESENT ROUTE_MISSING
  AUTH_REQUIRED AUTH_DENIED API_KEY_REQUIRED`
  .trim()
  .split(/\s+/);

/** The checks that a file exports. */
function checksIn(file: string): (Check | WarningCheck)[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const exported = require(path.join(FOLDER, file)) as Record<string, unknown>;
  return Object.values(exported).filter(
    (value): value is Check | WarningCheck =>
      typeof value === "object" && value !== null && "code" in value,
  );
}

describe("the catalogue of checks", () => {
  it("holds every promised code once, and no other", () => {
    assert.deepEqual(CODES, [...PROMISED].sort());
  });

  it("is made of one file for each check, named like its code in kebab case", () => {
    const files = fs.readdirSync(FOLDER);
    const found = files.flatMap((file) => checksIn(file).map((check) => ({ file, check })));
    assert.deepEqual(
      found.map(({ file }) => file),
      found.map(({ check }) => `${check.code.toLowerCase().replaceAll("_", "-")}.ts`),
    );
    const listed = new Set<unknown>([...CHECKS, ...WARNINGS]);
    assert.deepEqual(
      found.filter(({ check }) => !listed.has(check)),
      [],
    );
    assert.equal(found.length, listed.size);
  });

  it("goes from hop to hop in the order in which a call meets them", () => {
    const order = CHECKS.map(({ hop }) => HOPS.indexOf(hop));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.deepEqual(
      [...new Set(order)],
      HOPS.map((_, i) => i),
    );
  });

  it("tells of every check what is wrong, what to do, and who says so", () => {
    for (const check of [...CHECKS, ...WARNINGS]) {
      const texts = [check.cause, check.repair, ...("symptom" in check ? [check.symptom] : [])];
      for (const text of [...texts, check.source]) {
        assert.match(text, /\w{3}/, check.code);
      }
      // Sentences for people.
      assert.match(check.cause, /^[A-Z].*\.$/s, check.code);
      assert.match(check.repair, /^[A-Z].*\.$/s, check.code);
      assert.ok(["observed", "documented", "inferred"].includes(check.evidence), check.code);
    }
  });

  it("is docs/path-checks.md (node scripts/pathChecks.mjs)", async () => {
    assert.equal(fs.readFileSync(PATH_CHECKS, "utf8"), await renderPathChecks());
  });
});
