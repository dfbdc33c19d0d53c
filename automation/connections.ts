import * as fs from "fs";
import * as path from "path";
import { parseContract } from "../stacks/contract";
import { SettingsError, type Problem } from "../stacks/problems";
import { ownKey, type Project, type StackPlan } from "./project";

/** What a run knows of stacks beyond their settings. */
export interface Built {
  /** Whether a stack has outputs from an earlier run. */
  isBuilt(stack: string): boolean;
}

/**
 * Checks how the stacks of a run hang together, before anything is registered.
 *
 * @returns warnings: things that are wrong and do no harm to what is there
 * @throws SettingsError when a customer's service cannot be there, or does not know the customer
 */
export function checkConnections(
  project: Project,
  run: readonly StackPlan[],
  built: Built,
): string[] {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  for (const stack of run) {
    if (stack.settings.role !== "customer") {
      continue;
    }
    const { serviceStack, serviceContract } = stack.settings;
    if (serviceContract !== undefined) {
      problems.push(...checkContract(project, stack, serviceContract));
    } else if (serviceStack !== undefined) {
      const name = localName(serviceStack, project);
      problems.push(...checkServiceStack(project, run, stack, name ?? serviceStack, built));
      const unlisted = checkListed(project, stack, name);
      if (unlisted && built.isBuilt(stack.name)) {
        warnings.push(`${unlisted.where}: ${unlisted.what}; its endpoint stays connected`);
      } else if (unlisted) {
        problems.push(unlisted);
      }
    }
  }
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return warnings;
}

/** The name of a stack of this project that a reference means, or `undefined` for another project's. */
function localName(reference: string, project: Project): string | undefined {
  const [organization, name, stack] = reference.split("/");
  if (stack === undefined) {
    return reference;
  }
  return organization === "organization" && name === project.name ? stack : undefined;
}

function checkServiceStack(
  project: Project,
  run: readonly StackPlan[],
  stack: StackPlan,
  service: string,
  built: Built,
): Problem[] {
  const where = stack.locate([ownKey("serviceStack")]);
  const known = project.stacks.find((other) => other.name === service);
  const services = project.stacks.filter((other) => other.settings.role === "service");
  const allowed = services.map((other) => other.name).join(", ") || "none here";
  if (known && known.settings.role !== "service") {
    const what = "names a stack that is not a service";
    return [{ where, what, value: service, allowed }];
  }
  if (run.some((other) => other.name === service) || built.isBuilt(service)) {
    return [];
  }
  return known
    ? [
        {
          where,
          what: "names a stack that is not built yet and not part of this run",
          value: service,
          fix: `--stacks ${service},${stack.name}`,
        },
      ]
    : [
        {
          where,
          what: "names a stack that does not exist",
          value: service,
          allowed,
          fix: `create Pulumi.${service}.yaml, or give serviceContract in place of serviceStack`,
        },
      ];
}

/** The customer's account must be among those that its service, when that lies beside, admits. */
function checkListed(
  project: Project,
  stack: StackPlan,
  service: string | undefined,
): Problem | undefined {
  const settings = project.stacks.find((other) => other.name === service)?.settings;
  if (settings?.role !== "service") {
    return undefined;
  }
  const accounts = settings.customers.map((entry) => entry.account);
  return accounts.includes(stack.account)
    ? undefined
    : {
        where: stack.locate(["aws:allowedAccountIds"]),
        what: `is an account that the customers of ${service} do not list`,
        value: stack.account,
        allowed: accounts.join(", ") || "none yet",
        fix:
          `in Pulumi.${service}.yaml under ${ownKey("customers")}: ` +
          `- { name: ${stack.name}, account: "${stack.account}" }`,
      };
}

function checkContract(project: Project, stack: StackPlan, file: string): Problem[] {
  const where = stack.locate([ownKey("serviceContract")]);
  const full = path.resolve(project.directory, file);
  try {
    parseContract(JSON.parse(fs.readFileSync(full, "utf8")), `${where} (${file})`);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) {
      return [...error.problems];
    }
    const what =
      error instanceof SyntaxError
        ? "names a file that is not JSON"
        : "names a file that cannot be read";
    return [
      { where, what, value: file, fix: `private-api contract > ${file}, in the service's project` },
    ];
  }
}
