import { resourcesOf, type ResourceState } from "../paths/snapshot";
import { SettingsError, type Problem } from "../stacks/problems";
import type { StackPlan } from "./project";
import type { States } from "./states";

/** What stays as long as a stack is built, by its key in the settings. */
interface Identity {
  "aws:region"?: string;
  "aws:allowedAccountIds"?: string;
  "private-api:role"?: string;
  "private-api:via"?: string;
}

const NOUNS: Required<Identity> = {
  "aws:region": "region",
  "aws:allowedAccountIds": "account",
  "private-api:role": "role",
  "private-api:via": "way",
};
const KEYS = Object.keys(NOUNS) as (keyof Identity)[];

/** The components that the stacks of one side alone have. */
const COMPONENTS = {
  // A direct customer has an ExecuteApiEndpoint, too.
  service: ["EndpointService", "EndpointLoadBalancer", "PrivateApi"],
  customer: ["CustomerEndpoint", "PrivateZone"],
} as const;

/**
 * A stack stays in the account and region that it was built in: in another one the engine would find
 * nothing of what its state tells. It stays on its side, too: as the other one it would delete all it has.
 * So it would under another project's name.
 *
 * @throws SettingsError naming both
 */
export function checkIdentity(stacks: readonly StackPlan[], states: States): void {
  const problems = stacks.flatMap((stack): Problem[] => {
    const resources = resourcesOf(states.load(stack.name));
    const built: Identity = {
      ...builtIn(resources),
      "private-api:role": roleOf(resources),
      ...(stack.settings.role === "customer" ? { "private-api:via": wayOf(resources) } : {}),
    };
    const given: Identity = {
      "aws:region": stack.region,
      "aws:allowedAccountIds": stack.account,
      "private-api:role": stack.settings.role,
      ...(stack.settings.role === "customer" ? { "private-api:via": stack.settings.via } : {}),
    };
    return KEYS.filter((key) => built[key] !== undefined && built[key] !== given[key]).map(
      (key) => ({
        where: stack.locate([key]),
        what: `is not the ${NOUNS[key]} that ${stack.name} was built ${key.startsWith("private-api:") ? "as" : "in"}`,
        value: given[key],
        allowed: built[key],
        fix:
          `write ${built[key]} and npx private-api destroy --stacks ${stack.name} first, ` +
          "or give the new one a settings file of its own",
      }),
    );
  });
  problems.push(...renamedProject(stacks, states));
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
}

/** The project's name is in every URN: under another one everything is another resource. */
function renamedProject(stacks: readonly StackPlan[], states: States): Problem[] {
  const built = new Map(
    stacks.flatMap(({ name, project }) => {
      const [, before] = resourcesOf(states.load(name))[0]?.urn.split("::") ?? [];
      return before === undefined || before === project ? [] : [[before, { name, project }]];
    }),
  );
  return [...built].map(([before, { name, project }]) => ({
    where: "Pulumi.yaml name",
    what: `is not the name of the project that ${name} was built in`,
    value: project,
    allowed: before,
    fix: `name: ${before}, or name a new or an empty folder with --state`,
  }));
}

/** The side that a stack is on, by its components. */
function roleOf(resources: readonly ResourceState[]): string | undefined {
  const types = new Set(resources.map(({ type }) => type));
  return (["service", "customer"] as const).find((role) =>
    COMPONENTS[role].some((name) => types.has(`private-api:index:${name}`)),
  );
}

/**
 * The way a customer comes, by its endpoint: the two ways take other zones for the same ranges, so that one
 * cannot become the other in place.
 */
function wayOf(resources: readonly ResourceState[]): string | undefined {
  const types = resources.map(({ type }) => type);
  return types.includes("private-api:index:CustomerEndpoint")
    ? "privatelink"
    : types.includes("private-api:index:ExecuteApiEndpoint")
      ? "direct"
      : undefined;
}

/** Region and account of a stack's provider, as its state tells them. */
function builtIn(resources: readonly ResourceState[]): Identity | undefined {
  const inputs = resources.find(({ type }) => type === "pulumi:providers:aws")?.inputs;
  if (!inputs) {
    return undefined;
  }
  const accounts = JSON.parse(
    (inputs["allowedAccountIds"] as string | undefined) ?? "[]",
  ) as string[];
  return {
    "aws:region": String(inputs["region"]),
    "aws:allowedAccountIds": accounts[0] ?? "",
  };
}
