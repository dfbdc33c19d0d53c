import * as fs from "fs";
import * as path from "path";
import { distinctCidrs } from "../components/cidr";
import { FUNCTIONS_DIRECTORY, functionFolders } from "../components/functionFolders";
import { readObjectFiles } from "./objectFiles";
import { formatValue, nearest, SettingsError, type Problem } from "./problems";
import { byWay, type DirectEntry, type OnPremEntry, type PrivateLinkEntry } from "./customerEntry";
import { customerSchema, withNames, type CustomerSettings } from "./customerSchema";
import { serviceSchema, type ServiceSettings } from "./schema";
import { checkService } from "./serviceChecks";
import { readProject, readSettingsFile, type Locate } from "./settingsFile";
import { toProblems } from "./zodProblems";

/** A customer whose clients' ranges are known. */
export type ResolvedCustomer = PrivateLinkEntry & { clientCidrs: string[] };

/** The settings of a service stack, complete. */
export type Service = Omit<ServiceSettings, "customers"> & {
  /** Those with an endpoint to the endpoint service. */
  customers: ResolvedCustomer[];
  direct: DirectEntry[];
  onprem: OnPremEntry[];
};

/** The settings of one stack, by the side of the connection it is on. */
export type Settings = Service | CustomerSettings;

/** Keys whose value is a string whatever it looks like. */
const TEXT_KEYS = new Set(["role", "serviceStack", "serviceContract", "apiGatewayAccount"]);

/** The namespace is fixed, so that `pulumi new` may rename the project. */
export const NAMESPACE = "private-api";

/** A key path below `private-api:` as it is in the file. */
const namespaced = ([first, ...rest]: readonly PropertyKey[]): PropertyKey[] =>
  first === undefined ? [] : [`${NAMESPACE}:${String(first)}`, ...rest];

const SCHEMAS = { service: serviceSchema, customer: customerSchema } as const;
const ROLES = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[];

/**
 * Checks the `private-api:` keys of a stack's config.
 *
 * @param config fully namespaced keys; those of other namespaces pass through unseen
 * @param locate says where a key path stands
 * @param directory the project's folder, where the files of customers lie beside this one
 * @throws SettingsError with every problem found
 */
export function parseSettings(
  config: Record<string, unknown>,
  locate: Locate,
  directory: string,
): Settings {
  const prefix = `${NAMESPACE}:`;
  const own = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const)
      .map(([key, value]) => [key, parseText(key, value)]),
  );
  const role = ROLES.find((known) => known === own["role"]);
  if (!role) {
    const given = own["role"];
    const near = typeof given === "string" ? nearest(given, ROLES) : roleOf(own);
    throw new SettingsError([
      {
        where: locate([`${NAMESPACE}:role`]),
        what: given === undefined ? "is missing" : "is not a role",
        value: given === undefined ? undefined : formatValue(given),
        allowed: ROLES.join(", "),
        fix: `${NAMESPACE}:role: ${near ?? "service"}`,
      },
    ]);
  }
  const parsed = SCHEMAS[role].safeParse(own, { reportInput: true });
  if (!parsed.success) {
    throw new SettingsError(
      toProblems(parsed.error.issues, own, SCHEMAS[role], locate, namespaced),
    );
  }
  return parsed.data.role === "service"
    ? resolveService(parsed.data, locate, directory)
    : withNames(parsed.data);
}

/** The role that keys of one side alone tell. */
function roleOf(own: Record<string, unknown>): keyof typeof SCHEMAS {
  const keys = Object.keys(own);
  const has = (role: keyof typeof SCHEMAS) =>
    keys.filter((key) => key in SCHEMAS[role].shape).length;
  return has("customer") > has("service") ? "customer" : "service";
}

/** Fills in the ranges of customers whose own file lies beside, and checks what needs them. */
function resolveService(settings: ServiceSettings, locate: Locate, directory: string): Service {
  const problems: Problem[] = [];
  const at = (...keyPath: PropertyKey[]) => locate(namespaced(keyPath));
  const ways = byWay(settings.customers);
  const customers = ways.customers.map((entry): ResolvedCustomer => {
    const i = settings.customers.findIndex(({ name }) => name === entry.name);
    const clientCidrs = entry.clientCidrs ?? siblingCidrs(entry.name, directory);
    if (clientCidrs) {
      return { ...entry, clientCidrs };
    }
    problems.push({
      where: at("customers", i),
      what: `has no clientCidrs, and Pulumi.${entry.name}.yaml with a network.cidr is not beside it`,
      value: entry.name,
      allowed: "the ranges of the customer's clients; PrivateLink shows the client's own address",
      fix: `clientCidrs: [10.1.0.0/16], or create Pulumi.${entry.name}.yaml`,
    });
    return { ...entry, clientCidrs: [] };
  });
  problems.push(...missingFunctions(settings, at), ...checkService(settings, ways, at));
  problems.push(...unreadableFiles(settings, directory, at));
  const { cidr } = settings.network;
  const cidrs = distinctCidrs([
    ...customers.flatMap((entry) => entry.clientCidrs),
    ...(cidr ? [cidr] : []),
  ]);
  // The range of an adopted VPC is known only later, and has a rule of its own.
  const rules = cidrs.length + (cidr ? 0 : 1);
  const limit = settings.loadBalancer.rulesPerGroup;
  if (rules > limit) {
    problems.push({
      where: at("customers"),
      what: `needs ${rules} rules in the load balancer's group, one per distinct range`,
      value: String(rules),
      allowed: `${limit}, the quota "inbound rules per security group"`,
      fix: `have the quota raised and set ${NAMESPACE}:loadBalancer: { rulesPerGroup: ${rules} }, or summarise ranges`,
    });
  }
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return { ...settings, ...ways, customers };
}

/** Routes and authorizers whose function has no folder. */
function missingFunctions(
  settings: ServiceSettings,
  at: (...keyPath: PropertyKey[]) => string,
): Problem[] {
  const known = functionFolders(FUNCTIONS_DIRECTORY);
  const named = settings.apis.flatMap((api, i) => [
    ...Object.entries(api.routes).map(
      ([key, { lambda }]) => [at("apis", i, "routes", key, "lambda"), lambda] as const,
    ),
    [at("apis", i, "authorizer"), api.authorizer] as const,
  ]);
  return named.flatMap(([where, name]) =>
    name === undefined || known.includes(name)
      ? []
      : {
          where,
          what: `names a function whose folder functions/${name} with an index.ts does not exist`,
          value: name,
          allowed: known.join(", "),
          fix: `create functions/${name}/index.ts${suggestion(name, known)}`,
        },
  );
}

/** Folders of files for buckets that cannot be read. */
function unreadableFiles(
  settings: ServiceSettings,
  directory: string,
  at: (...keyPath: PropertyKey[]) => string,
): readonly Problem[] {
  return settings.apis.flatMap(({ objects }, i) => {
    try {
      if (objects?.files !== undefined) {
        readObjectFiles(directory, objects.files, at("apis", i, "objects", "files"));
      }
      return [];
    } catch (error) {
      if (error instanceof SettingsError) {
        return error.problems;
      }
      throw error;
    }
  });
}

function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near ? `, or write ${near}` : "";
}

/** The range of the network that a customer's own file makes, when that file lies beside. */
function siblingCidrs(customer: string, directory: string): string[] | undefined {
  const { name, settingsDirectory } = readProject(directory);
  const file = path.join(settingsDirectory, `Pulumi.${customer}.yaml`);
  if (!fs.existsSync(file)) {
    return undefined;
  }
  const network = readSettingsFile(file, name).config[`${NAMESPACE}:network`];
  const parsed = customerSchema.shape.network.safeParse(network);
  return parsed.success && parsed.data.cidr !== undefined ? [parsed.data.cidr] : undefined;
}

/**
 * A value as it is meant: a program gets all its config as text, and `pulumi` quotes plain values when it
 * rewrites a settings file (`private-api:client: "true"`).
 */
function parseText(key: string, value: unknown): unknown {
  if (TEXT_KEYS.has(key) || typeof value !== "string") {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
