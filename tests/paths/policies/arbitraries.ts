/** Policies and requests at random, a fixed seed, and few enough names that they often meet. */
import * as fc from "fast-check";
import type { PolicyRequest } from "../../../paths/policies/evaluate";
import { API, request, type Raw } from "./requests";

const SEEDED = { seed: 20_261_121, numRuns: 2_000 };

export const KEYS = ["aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp", "aws:PrincipalArn"];
const OPERATORS = [
  ...["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "ArnLike", "ArnNotLike"],
  ...["IpAddress", "NotIpAddress", "Null", "NumericEquals", "StringEqualsIfExists"],
  ...["ForAnyValue:StringLike", "ForAllValues:StringNotEquals", "StringNotEqualsIfExists"],
];
const VALUES = [
  ...["vpce-a", "vpce-b", "vpc-a", "vpc-b", "vpce-*", "*", "10.0.0.0/16", "10.0.1.10", "true"],
  ...["arn:aws:iam::222222222222:role/*", "${aws:SourceVpc}", "false"],
];
export const IN_REQUESTS = ["vpce-a", "vpce-b", "vpc-a", "vpc-b", "10.0.1.10", "10.9.1.10"];

const conditions = fc.dictionary(
  fc.constantFrom(...OPERATORS),
  fc.dictionary(
    fc.constantFrom(...KEYS),
    fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 }),
    { maxKeys: 2 },
  ),
  { maxKeys: 2 },
);
export const statements = (...effects: string[]): fc.Arbitrary<Raw> =>
  fc.record(
    {
      Effect: fc.constantFrom(...effects),
      Principal: fc.constantFrom("*", "*", "*", { AWS: "222222222222" }, { AWS: 5 }, {}),
      Action: fc.constantFrom("execute-api:Invoke", "execute-api:*", "*", "s3:*", 7),
      Resource: fc.constantFrom<unknown>(
        ...["*", "execute-api:/*", `${API}/*`, `${API}/prod/*`, `${API}/test/*`, "pets", null],
      ),
      Condition: conditions,
    },
    { requiredKeys: ["Effect", "Principal", "Action", "Resource"] },
  );
export const policies = fc.array(statements("Allow", "Deny", "Allow", "Deny", "Perhaps"), {
  maxLength: 5,
});
const contexts = fc.record(
  Object.fromEntries(
    KEYS.map((key) => [
      key,
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...IN_REQUESTS).map((value) => [value]) },
        fc.constant<"absent">("absent"),
        fc.constant<"unknown">("unknown"),
      ),
    ]),
  ),
);
export const requests: fc.Arbitrary<PolicyRequest> = contexts.map((context) =>
  request({ context }),
);

/** Tries a property with 2,000 random inputs, the same ones every time. */
export function holds<T extends [unknown, ...unknown[]]>(property: fc.IPropertyWithHooks<T>): void {
  fc.assert(property, SEEDED);
}
