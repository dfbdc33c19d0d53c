/**
 * Matching of ARNs: `arn:partition:service:region:account:resource`, where the resource is all that
 * follows the fifth colon, colons included. For API Gateway it is `{api}/{stage}/{METHOD}/{path}`.
 */
import { and, toTruth, type Truth } from "./truth";
import { fits, hasWildcard } from "./wildcard";

const PARTS = 6;
const SERVICE = 2;

/** How API Gateway abbreviates its own ARNs in a resource policy: `execute-api:/stage/METHOD/path`. */
const SHORT = "execute-api:";

/** The parts of an ARN, the last with all the colons that are left. */
function split(arn: string, limit = PARTS): string[] {
  const parts = arn.split(":");
  return parts.length <= limit
    ? parts
    : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(":")];
}

const partsFit = (patterns: readonly string[], parts: readonly string[]): Truth =>
  patterns.length === parts.length
    ? and(patterns.map((pattern, index) => toTruth(fits(pattern, parts[index] ?? ""))))
    : "no";

/**
 * Whether an ARN fits a pattern as `ArnLike` and `ArnEquals` compare them: case-sensitively, each of the
 * six parts by itself, so that `*` never reaches over a colon into the next part. A Lambda permission's
 * `sourceArn` is compared in this way too. `unknown` when either is no ARN of six parts.
 *
 * Source: IAM User Guide, reference_policies_elements_condition_operators, "ARN condition operators".
 */
export function matchArn(pattern: string, arn: string): Truth {
  const patterns = split(pattern);
  const parts = split(arn);
  if (patterns.length < PARTS || parts.length < PARTS) return "unknown";
  return partsFit(patterns, parts);
}

/**
 * The full ARN that a Resource of a policy stands for. API Gateway expands the short form with the ARN of
 * the API that the policy belongs to (`arn:aws:execute-api:{region}:{account}:{api}`).
 *
 * @returns `undefined` for a short form that nothing expands: another service's policy has no such form.
 *
 * Source: API Gateway Developer Guide, apigateway-resource-policies-examples.
 */
export function expandResource(resource: string, resourcePrefix?: string): string | undefined {
  if (!resource.startsWith(SHORT)) return resource;
  const path = resource.slice(SHORT.length);
  return path.startsWith("/") && resourcePrefix !== undefined ? resourcePrefix + path : undefined;
}

/**
 * Whether a Resource of a policy covers an ARN.
 *
 * `*` and `?` match within a part, slashes included; a `*` that ends a part "can expand to match beyond
 * the colon boundaries", so `arn:aws:execute-api:us-east-1:*` covers every API there. Where only such a
 * stretch over a colon *inside* the pattern would match, the answer is `unknown`, as it is for patterns
 * that AWS does not take: no ARN, too few parts, a wildcard for the service.
 *
 * Source: IAM User Guide, reference_policies_elements_resource, "Using wildcards in resource ARNs".
 */
export function matchResource(resource: string, arn: string, resourcePrefix?: string): Truth {
  if (resource === "*") return "yes";
  const pattern = expandResource(resource, resourcePrefix);
  if (pattern === undefined || !pattern.startsWith("arn:")) return "unknown";
  const patterns = split(pattern);
  const service = patterns[SERVICE];
  if (service === undefined || hasWildcard(service)) return "unknown";
  if (patterns.length < PARTS && !pattern.endsWith("*")) return "unknown";
  if (!fits(pattern, arn)) return "no";
  return partsFit(patterns, split(arn, patterns.length)) === "yes" ? "yes" : "unknown";
}
