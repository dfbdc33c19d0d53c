import assert from "node:assert/strict";
import { evaluatePolicy } from "../../../paths/policies/evaluate";
import { API, allow, deny, effectOf, policy, request, type Raw } from "./requests";
import { LISTS, MISSING, MULTIVALUED, NULL, PRIMITIVES, type Primitive } from "./truthTable";

type Truth = "yes" | "no" | "unknown";

/** One Condition, what the request carries under its key, and whether it holds. */
interface Case {
  operator: string;
  key: string;
  listed: unknown;
  given: string[] | "absent";
  holds: Truth;
  source: string;
}

const SETS = ["", "ForAnyValue:", "ForAllValues:"] as const;
const SUFFIXES = ["", "IfExists"] as const;

/** The lists that a primitive makes, by the name that the truth table gives them. */
function listsOf({ matching, other }: Primitive): [keyof typeof LISTS, unknown][] {
  const [hit = "", miss = ""] = [matching[0], other[0]];
  return [
    ...matching.map((value): [keyof typeof LISTS, unknown] => ["oneMatching", value]),
    ...matching.map((value): [keyof typeof LISTS, unknown] => ["oneMatching", [value]]),
    ...other.map((value): [keyof typeof LISTS, unknown] => ["oneOther", value]),
    ...matching.map((value): [keyof typeof LISTS, unknown] => ["manyWithAMatch", [miss, value]]),
    ...other.map((value): [keyof typeof LISTS, unknown] => ["manyWithAMatch", [hit, value]]),
    ...other.map((value): [keyof typeof LISTS, unknown] => ["manyWithout", [value, miss]]),
  ];
}

function casesOf(primitive: Primitive): Case[] {
  const { operator, negated, key, given } = primitive;
  const names = [
    { name: operator, sign: "positive" as const },
    ...(negated === undefined ? [] : [{ name: negated, sign: "negated" as const }]),
  ];
  return names.flatMap(({ name, sign }) =>
    SETS.flatMap((set) =>
      SUFFIXES.flatMap((suffix) =>
        listsOf(primitive).flatMap(([list, listed], at): Case[] => {
          const of = { operator: `${set}${name}${suffix}`, key, listed };
          const there = { holds: LISTS[list][sign], source: LISTS[list].source };
          const { [sign]: holds, source } = MISSING[set][suffix];
          return [
            { ...of, ...there, given: [given], source: `${primitive.source}; ${there.source}` },
            // What is listed does not matter then: every third list will do.
            ...(at % 3 === 0 ? [{ ...of, given: "absent" as const, holds, source }] : []),
          ];
        }),
      ),
    ),
  );
}

const NULL_CASES = (["true", "false"] as const).flatMap((listed): Case[] =>
  [listed, [listed], listed === "true"].flatMap((written): Case[] => [
    ...[["vpce-0a1b"], "absent" as const].map((given) => ({
      ...{ operator: "Null", key: "aws:SourceVpce", listed: written, given },
      holds: NULL[listed][given === "absent" ? "missing" : "there"],
      source: NULL[listed].source,
    })),
  ]),
);

const asIs = (key: string): string => key;
const lower = (key: string): string => key.toLowerCase();
const upper = (key: string): string => key.toUpperCase();

/** How the policy writes a key, and how the request's context does. */
const CASINGS = [
  [asIs, asIs],
  [lower, upper],
  [upper, asIs],
] as const;

/** Ways to write Resource, and whether it covers `GET /prod/pets` of the API. */
const RESOURCES: [string, boolean][] = [
  ["execute-api:/prod/*/pets", true],
  [`${API}/*`, true],
  ["execute-api:/prod/POST/*", false],
  [`${API}/test/*`, false],
];

/** What a statement does by itself, and a Deny beside an Allow for everything. */
function expected(effect: "Allow" | "Deny", holds: Truth, covers: boolean): string {
  if (!covers || holds === "no") return effect === "Allow" ? "implicitDeny" : "allow";
  if (holds === "unknown") return "unknown";
  return effect === "Allow" ? "allow" : "explicitDeny";
}

let cells = 0;

/** Every way to write one case, and to ask for it; each is a cell. */
function check({ operator, key, listed, given, holds, source }: Case): void {
  for (const [resource, covers] of RESOURCES) {
    for (const [written, asked] of CASINGS) {
      const condition = { [operator]: { [written(key)]: listed } };
      const statement: Raw = { Resource: resource, Condition: condition };
      const call = request({ context: { [asked(key)]: given } });
      for (const effect of ["Allow", "Deny"] as const) {
        const document =
          effect === "Allow" ? policy(allow(statement)) : policy(allow(), deny(statement));
        const answer = evaluatePolicy(document, call);
        cells++;
        const right = expected(effect, holds, covers);
        if (answer.effect === right) continue;
        const cell = `${effect} ${resource} ${JSON.stringify(condition)} of ${String(given)}`;
        assert.fail(`${cell}: ${answer.effect}, not ${right}\n${answer.reason}\n${source}`);
      }
    }
  }
}

describe("the grid of conditions", () => {
  const cases = [...PRIMITIVES.flatMap(casesOf), ...NULL_CASES];
  const byOperator = new Map<string, Case[]>();
  for (const one of cases) {
    byOperator.set(one.operator, [...(byOperator.get(one.operator) ?? []), one]);
  }
  const size = cases.length * RESOURCES.length * CASINGS.length * 2;

  for (const [operator, own] of byOperator) {
    it(`${operator}: ${own.length} cases`, () => own.forEach(check));
  }

  it(`has ${size} cells, of ${byOperator.size} operators`, () => {
    // Thirteen that compare, with three set prefixes and two suffixes each; Null has neither.
    assert.equal(byOperator.size, 13 * 3 * 2 + 1);
    assert.equal(cells, size);
    assert.ok(size > 50_000);
  });
});

describe("a key with several values", () => {
  for (const [operator, given, listed, holds] of MULTIVALUED) {
    it(`[${given.join()}] ${operator} [${listed.join()}]: ${holds}`, () => {
      const document = policy(allow({ Condition: { [operator]: { "aws:TagKeys": [...listed] } } }));
      const call = request({ context: { "aws:tagkeys": [...given] } });
      assert.equal(effectOf(document, call), expected("Allow", holds, true));
    });
  }
});
