import { outputsOf } from "../paths/snapshot";
import { parseContract, readContractFile } from "../stacks/contract";
import { formatProblem, nearest, SettingsError, type Problem } from "../stacks/problems";
import {
  checkCustomerFits,
  checkServiceZones,
  sideOfContract,
  sideOfSettings,
  type ServiceSide,
} from "./fit";
import { leavingAccounts } from "./leaving";
import { checkDirectListed, checkGuests } from "./directConnections";
import { ownKey, type Project, type StackPlan } from "./project";
import type { States } from "./states";
import type { Target } from "./target";

/** What a run knows of stacks beyond their settings: what earlier runs have left. */
export type Built = Pick<States, "isBuilt" | "load">;

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
  target: Target = "simulated",
): string[] {
  const problems: Problem[] = [];
  // Which zones an account has, the simulated cloud knows before the run; AWS's are for the program to ask.
  const isSimulated = target === "simulated";
  const zones = (stack: StackPlan) => (isSimulated ? checkServiceZones(stack) : []);
  const leaving = leavingAccounts(project, run, built);
  const warnings = leaving.map(({ warning }) => warning);
  for (const stack of run) {
    if (stack.settings.role !== "customer") {
      problems.push(...zones(stack), ...checkGuests(project, run, stack, built));
      continue;
    }
    if (stack.settings.via === "direct") {
      problems.push(...zones(stack));
      const unlisted = checkDirectListed(project, stack);
      if (built.isBuilt(stack.name)) {
        warnings.push(...unlisted.map(formatProblem));
      } else {
        problems.push(...unlisted);
      }
      continue;
    }
    const { serviceStack, serviceContract } = stack.settings;
    if (serviceContract !== undefined) {
      const unfit = checkContract(project, stack, serviceContract, isSimulated);
      problems.push(...unfit);
    } else if (serviceStack !== undefined) {
      const elsewhere = localName(serviceStack, project) === undefined;
      if (isSimulated || !elsewhere) {
        problems.push(...checkServiceStack(project, run, stack, built));
      }
      const side = sideOf(localName(serviceStack, project), run, built);
      problems.push(...(side ? checkCustomerFits(stack, side, isSimulated) : []));
      const unlisted = checkListed(project, stack, localName(serviceStack, project));
      if (unlisted && built.isBuilt(stack.name)) {
        const what = `${unlisted.what}; its endpoint stays connected`;
        if (!leaving.some(({ account }) => account === stack.account)) {
          warnings.push(formatProblem({ ...unlisted, what }));
        }
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

/** The stack that a customer names must be a service, and be built or part of the run. */
function checkServiceStack(
  project: Project,
  run: readonly StackPlan[],
  stack: StackPlan,
  built: Built,
): Problem[] {
  const reference = stack.settings.role === "customer" ? (stack.settings.serviceStack ?? "") : "";
  const service = localName(reference, project);
  const known = project.stacks.find((other) => other.name === service);
  const services = project.stacks
    .filter(({ settings }) => settings.role === "service")
    .map(({ name }) => name);
  const place = { where: stack.locate([ownKey("serviceStack")]), value: reference };
  const allowed = services.join(", ") || "no stack here is a service";
  const orContract = `or give ${ownKey("serviceContract")} in place of it`;
  if (service === undefined) {
    const what = "names a stack of another project, which a simulated run cannot read";
    return [{ ...place, what, allowed, fix: `${ownKey("serviceContract")}: contract.json` }];
  }
  const near = nearest(service, services) ?? (services.length === 1 ? services[0] : undefined);
  if (known && known.settings.role !== "service") {
    const what = "names a stack that is not a service";
    const fix = near ? `${ownKey("serviceStack")}: ${near}` : `name a service, ${orContract}`;
    return [{ ...place, what, allowed, fix }];
  }
  if (run.some((other) => other.name === service) || built.isBuilt(service)) {
    return [];
  }
  if (known) {
    const what = "names a stack that is not built yet and not part of this run";
    const needed = "a service that is built or part of the run";
    return [{ ...place, what, allowed: needed, fix: `--stacks ${service},${stack.name}` }];
  }
  const fix = near ? `${ownKey("serviceStack")}: ${near}` : `create Pulumi.${service}.yaml`;
  return [
    { ...place, what: "names a stack that does not exist", allowed, fix: `${fix}, ${orContract}` },
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

/** What a service of this project will be in this run, or is; unknown where it is neither. */
function sideOf(
  service: string | undefined,
  run: readonly StackPlan[],
  built: Built,
): ServiceSide | undefined {
  const plan = run.find((other) => other.name === service && other.settings.role === "service");
  if (plan) {
    return sideOfSettings(plan);
  }
  const snapshot = service === undefined ? undefined : built.load(service);
  const contract = snapshot && outputsOf(snapshot)?.["contract"];
  try {
    return contract === undefined ? undefined : sideOfContract(parseContract(contract, "contract"));
  } catch (error) {
    if (error instanceof SettingsError) {
      // The program says it better: it knows the customer's key.
      return undefined;
    }
    throw error;
  }
}

function checkContract(
  project: Project,
  stack: StackPlan,
  file: string,
  isSimulated: boolean,
): readonly Problem[] {
  try {
    const where = stack.locate([ownKey("serviceContract")]);
    const contract = readContractFile(project.directory, file, where);
    return checkCustomerFits(stack, sideOfContract(contract), isSimulated);
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.problems;
    }
    throw error;
  }
}
