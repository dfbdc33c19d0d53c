import { ENDPOINT, endpointAt } from "../network/endpoints";
import { recordsOf, type RecordView, type ZoneView } from "../network/zones";
import { atEndpoint } from "./places";
import { unclear, type DnsProblem, type Found, type Landing, type Question } from "./resolution";

/** The answer of one hosted zone, or where the name was meant to lead when the zone lacks it. */
export function byZone(question: Question, zone: ZoneView): Found {
  const { network, name } = question;
  const records = recordsOf(network, zone);
  const record = recordFor(records, name);
  const unclearOne = records.find((one) => one.unclear && one.type === "?");
  // A wildcard answers only where no record is of the name itself.
  if (record && (record.name === name || !unclearOne)) {
    return { ...byRecord(question, zone, record, name), zone };
  }
  if (unclearOne) {
    return { ...unclear(`what the record ${unclearOne.name} is`), zone };
  }
  const problem: DnsProblem = {
    kind: "record missing",
    resource: zone.node,
    detail: `the zone ${zone.name} has no A record for ${name}, and a private zone is never overruled by a public one`,
    fix: `make an alias record A for ${name} in ${zone.name}`,
  };
  return { ...meantFor(question, zone), problems: [problem], lines: [], zone };
}

/** Where a name without a record was meant to lead: as another record of the zone, else the only endpoint. */
function meantFor(question: Question, zone: ZoneView): Found {
  const { network } = question;
  if (question.isMeant) {
    // Of a guess no further guess is made: records that lead to missing names would multiply.
    return unclear(`where ${zone.name} was meant to lead`);
  }
  for (const other of recordsOf(network, zone)) {
    const follow = (name: string) => question.follow(name, true);
    const found = byRecord({ ...question, follow }, zone, other, other.name);
    if (found.landings.length > 0) {
      return { ...found, detail: `as ${other.name}` };
    }
  }
  const endpoints = network.of(zone.node.stack, ENDPOINT).filter(({ properties }) => {
    const service = properties.text("serviceName");
    return typeof service === "string" && service.includes(".vpce-svc-");
  });
  const [only, ...more] = endpoints;
  return only && more.length === 0
    ? atEndpoint(network, only, { lines: [], detail: `the stack's endpoint ${only.id}` })
    : unclear(`where ${zone.name} was meant to lead`);
}

function recordFor(records: readonly RecordView[], name: string): RecordView | undefined {
  const usable = records.filter(({ type }) => type === "A" || type === "CNAME");
  const labels = name.split(".");
  const wildcards = labels.map((_, i) => ["*", ...labels.slice(i + 1)].join("."));
  return [name, ...wildcards].reduce<RecordView | undefined>(
    (found, wanted) => found ?? usable.find((record) => record.name === wanted),
    undefined,
  );
}

function byRecord(question: Question, zone: ZoneView, record: RecordView, name: string): Found {
  const kind = record.isAlias ? "alias" : record.type;
  const how = `${kind}, zone ${zone.name}`;
  if (record.addresses.length > 0 && !record.unclear) {
    return {
      lines: record.addresses.map((address) => `${name} has address ${address}`),
      detail: how,
      landings: record.addresses.map((address) => landingAt(question, address)),
      problems: [],
    };
  }
  const [target] = record.targets;
  if (target === undefined || record.unclear) {
    return unclear(`what the record ${record.name} points to`);
  }
  const found = question.follow(target);
  const lines = record.isAlias
    ? found.lines.map((line) => line.replace(target, name))
    : found.lines;
  return {
    ...found,
    lines: record.isAlias ? lines : [`${name} is an alias for ${target}.`, ...lines],
    detail: how,
  };
}

/** What of the client's own VPC has an address that a record gives. */
function landingAt({ network, vantage }: Question, address: string): Landing {
  const found = vantage.kind === "vpc" ? endpointAt(network, vantage.vpcId, address) : undefined;
  return found ? { kind: "endpoint", ...found } : { kind: "elsewhere", address };
}
