import type { Problem } from "../stacks/problems";
import type { Built } from "./connections";
import { ownKey, phaseOf, type Project, type StackPlan } from "./project";

/**
 * The direct customers that a service lists must have a stack here that says so too, in the service's
 * region, built or part of the run; or an endpoint that is given.
 */
export function checkGuests(
  project: Project,
  run: readonly StackPlan[],
  service: StackPlan,
  built: Pick<Built, "isBuilt">,
): Problem[] {
  if (service.settings.role !== "service") {
    return [];
  }
  return service.settings.direct.flatMap((entry): Problem[] => {
    if (entry.vpcEndpointId !== undefined) {
      return [];
    }
    const place = { where: service.locate([ownKey("customers")]), value: entry.name };
    const stack = project.stacks.find(({ name }) => name === entry.name);
    if (!stack) {
      return [
        {
          ...place,
          what: "lists a direct customer without a settings file, whose endpoint nobody tells",
          allowed: "a stack with via: direct, or vpcEndpointId",
          fix: `create Pulumi.${entry.name}.yaml, or add vpcEndpointId: vpce-0123456789abcdef0`,
        },
      ];
    }
    if (phaseOf(stack) !== "direct") {
      return [
        {
          ...place,
          what: "lists a customer via direct whose own settings do not say so",
          allowed: `${ownKey("via")}: direct in both files`,
          fix: `${ownKey("via")}: direct in Pulumi.${entry.name}.yaml, or remove via here`,
        },
      ];
    }
    if (stack.region !== service.region) {
      return [
        {
          where: stack.locate(["aws:region"]),
          what: "is not the region of the service; an endpoint leads to the APIs of its own region",
          value: stack.region,
          allowed: service.region,
          fix: `aws:region: ${service.region}`,
        },
      ];
    }
    return run.includes(stack) || built.isBuilt(stack.name)
      ? []
      : [
          {
            ...place,
            what: "lists a direct customer that is not built yet and not part of this run",
            allowed: "a direct customer that is built or part of the run",
            fix: `--stacks ${stack.name},${service.name}`,
          },
        ];
  });
}

/** Some service must list a direct customer, or nothing would ever admit it. */
export function checkDirectListed(project: Project, stack: StackPlan): Problem[] {
  const services = project.stacks.filter(({ settings }) => settings.role === "service");
  const entries = services.flatMap(({ settings }) =>
    settings.role === "service" ? settings.direct : [],
  );
  const own = entries.find(({ name }) => name === stack.name);
  const fix =
    `in Pulumi.${services[0]?.name ?? "service"}.yaml under ${ownKey("customers")}: ` +
    `- { name: ${stack.name}, via: direct, account: "${stack.account}" }`;
  if (services.length > 0 && !own) {
    return [
      {
        where: stack.locate([ownKey("via")]),
        what: "is direct, and no service here lists this customer so",
        value: "direct",
        allowed: entries.map(({ name }) => name).join(", ") || "no direct customer yet",
        fix,
      },
    ];
  }
  return own && own.account !== stack.account
    ? [
        {
          where: stack.locate(["aws:allowedAccountIds"]),
          what: `is not the account that the service lists for ${stack.name}`,
          value: stack.account,
          allowed: own.account,
          fix,
        },
      ]
    : [];
}
