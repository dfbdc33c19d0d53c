import { overlap } from "../components/cidr";
import { apiPolicy, canonicalJson } from "../components/policies";
import type { DirectEntry, OnPremEntry } from "./customerEntry";
import { nearest, type Problem } from "./problems";
import type { ServiceSettings } from "./schema";

type At = (...keyPath: PropertyKey[]) => string;

interface Ways {
  direct: readonly DirectEntry[];
  onprem: readonly OnPremEntry[];
}

/** What is wrong with customers that do not come by the endpoint service. */
export function checkService(settings: ServiceSettings, ways: Ways, at: At): Problem[] {
  const place = (name: string) => settings.customers.findIndex((entry) => entry.name === name);
  return [
    ...ways.direct.flatMap((entry) =>
      unknownApis(settings, entry, (...path) => at("customers", place(entry.name), ...path)),
    ),
    ...ways.onprem.flatMap((entry) =>
      checkOnPrem(settings, entry, (...path) => at("customers", place(entry.name), ...path)),
    ),
    ...checkOnPremAccess(settings, ways.onprem.length > 0, at),
    ...checkPolicySizes(settings, ways, at),
    ...checkKeys(settings, at),
    ...checkOnPremRules(settings, ways.onprem, at),
  ];
}

/** The endpoint's group has a rule per range, its own VPC's and the load balancer's; the resolver's has two. */
function checkOnPremRules(
  { onPrem, loadBalancer: { rulesPerGroup } }: ServiceSettings,
  onprem: Ways["onprem"],
  at: At,
): Problem[] {
  const ranges = new Set(onprem.flatMap(({ cidrs }) => cidrs)).size;
  const rules = Math.max(ranges + 2, onPrem?.resolver ? 2 * ranges : 0);
  return ranges === 0 || rules <= rulesPerGroup
    ? []
    : [
        {
          where: at("customers"),
          what: `needs ${rules} rules in a group, for ${ranges} ranges of networks outside AWS`,
          value: String(rules),
          allowed: `${rulesPerGroup}, the quota "inbound rules per security group"`,
          fix: "summarise ranges, or have the quota raised and set private-api:loadBalancer: { rulesPerGroup }",
        },
      ];
}

/** Keys are the customers'. */
function checkKeys({ apis, customers }: ServiceSettings, at: At): Problem[] {
  return apis.flatMap(({ routes }, i) => {
    const key = Object.keys(routes).find((one) => routes[one]?.auth === "api-key");
    return key === undefined || customers.length > 0
      ? []
      : {
          where: at("apis", i, "routes", key, "auth"),
          what: "asks for the key of a customer, and there is no customer",
          value: "api-key",
          allowed: "none, iam, authorizer, or api-key beside customers, each of whom gets a key",
          fix: "list the customers, or write another auth",
        };
  });
}

/** Characters of an API's resource policy (API Gateway quotas; not raisable). */
const LONGEST_POLICY = 8192;

/** An ARN and an endpoint's id as long as they can be. */
const LONGEST_ARN = `arn:aws:execute-api:ap-southeast-1:${"1".repeat(12)}:${"a".repeat(10)}`;
const endpointId = (i: number): string => `vpce-${String(i).padStart(17, "0")}`;

/** Every endpoint that may call is named in a policy, which is limited. */
function checkPolicySizes({ apis }: ServiceSettings, { direct, onprem }: Ways, at: At): Problem[] {
  return apis.flatMap(({ name }, i) => {
    const guests = direct.filter((entry) => entry.apis?.includes(name) ?? true).length;
    const ids = Array.from({ length: guests + 1 }, (_, n) => endpointId(n));
    const policy = apiPolicy(LONGEST_ARN, ids, { denyOthers: onprem.length > 0 });
    const { length } = canonicalJson(policy);
    return length <= LONGEST_POLICY
      ? []
      : {
          where: at("apis", i, "name"),
          what: `has a policy of ${length} characters, which names the endpoints of ${guests} direct customers`,
          value: name,
          allowed: `${LONGEST_POLICY} characters, a quota of API Gateway that cannot be raised`,
          fix: "let fewer customers call this API directly: give others apis, or have them come by PrivateLink",
        };
  });
}

function unknownApis({ apis }: ServiceSettings, entry: DirectEntry, at: At): Problem[] {
  const known = apis.map(({ name }) => name);
  return (entry.apis ?? []).flatMap((name, i) =>
    known.includes(name)
      ? []
      : {
          where: at("apis", i),
          what: "names an API that the service does not have",
          value: name,
          allowed: known.join(", "),
          fix: `write ${nearest(name, known) ?? known[0] ?? ""}`,
        },
  );
}

function checkOnPrem(settings: ServiceSettings, entry: OnPremEntry, at: At): Problem[] {
  const { cidr } = settings.network;
  const overlapping = entry.cidrs.flatMap((range, i): Problem[] =>
    cidr !== undefined && overlap(range, cidr)
      ? [
          {
            where: at("cidrs", i),
            what: "overlaps the service's VPC: answers would never leave it",
            value: range,
            allowed: `ranges outside ${cidr}`,
            fix: "give the VPC another range, or name the network's own ranges",
          },
        ]
      : [],
  );
  const needsResolver =
    entry.ownNames &&
    (settings.onPrem?.resolver !== true || settings.endpoint?.privateDns === false);
  return needsResolver
    ? [
        ...overlapping,
        {
          where: at("names"),
          what:
            "names the APIs by their own names, which resolve on the other side by a resolver " +
            "endpoint and the endpoint's private DNS alone",
          value: "execute-api",
          allowed: "private-api:onPrem: { resolver: true }, and private DNS on",
          fix: "add private-api:onPrem: { resolver: true }, or remove names",
        },
      ]
    : overlapping;
}

function checkOnPremAccess(settings: ServiceSettings, isNeeded: boolean, at: At): Problem[] {
  if (settings.onPrem === undefined) {
    return [];
  }
  if (!isNeeded) {
    return [
      {
        where: at("onPrem"),
        what: "is given, and no customer is via onprem",
        allowed: "onPrem beside a customer { name, via: onprem, cidrs }",
        fix: "add the customer, or remove onPrem",
      },
    ];
  }
  const { zones, subnets, subnetIds } = settings.network;
  if (settings.onPrem.resolver && !subnets && (subnetIds?.length ?? zones) === 1) {
    return [
      {
        where: at("onPrem", "resolver"),
        what: "makes a resolver endpoint, which AWS takes with two addresses or more, in one zone",
        value: "true",
        allowed: "a network in two zones or more",
        fix: "zones: 2",
      },
    ];
  }
  return settings.onPrem.vpnGateway && settings.network.cidr === undefined
    ? [
        {
          where: at("onPrem", "vpnGateway"),
          what: "makes a gateway for a VPC that this stack adopts, whose route tables it does not know",
          value: "true",
          allowed: "a gateway for a VPC that this stack makes",
          fix: "attach the gateway where the VPC is made, and remove vpnGateway",
        },
      ]
    : [];
}
