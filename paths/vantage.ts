import type { Network, Node } from "./network/network";
import { ENDPOINT } from "./network/endpoints";
import { known, knownTexts, type Maybe } from "./network/properties";
import { addressAt, parseRange } from "./network/ranges";
import { rangeOf, subnetsOf } from "./network/vpcs";
import { nearest } from "./nearest";
import { FROM_PROBE, probeOf, probeVantage } from "./probe";
import { RequestError } from "./request";

const INSTANCE = "aws:ec2/instance:Instance";
/** AWS keeps the first four addresses of a subnet for itself. */
const FIRST_USABLE = 4;

/** Where a call comes from. */
export type Vantage =
  | {
      kind: "vpc";
      stack: string;
      vpcId: string;
      subnetId?: string;
      /** `undefined` when the exports do not tell. */
      address?: string;
      /** What the address lies in, where only that is known. */
      range?: string;
      /** The machine, where the stack has one. */
      instance?: Node;
      /** The function, where the stack's probe makes the call. */
      probe?: Node;
      groupIds?: Maybe<Maybe<string>[]>;
    }
  | { kind: "internet" }
  | { kind: "onprem"; address: string };

/**
 * Finds where a call comes from: a stack's client instance where it has one, else an address of its first
 * subnet, in no group; `internet`; `onprem:<address>`; or `probe:<stack>`, the stack's probe.
 *
 * @throws RequestError when there is no such place
 */
export function findVantage(network: Network, from: string): Vantage {
  if (from === "internet") {
    return { kind: "internet" };
  }
  if (from.startsWith("onprem:")) {
    const address = from.slice("onprem:".length);
    if (address.includes("/") || !parseRange(address)) {
      throw unknownVantage(network, "is no IPv4 address", from, "--from onprem:192.168.0.10");
    }
    return { kind: "onprem", address };
  }
  if (from.startsWith(FROM_PROBE)) {
    const vantage = network.onceFor("vantage", from, () => probeVantage(network, from));
    if (!vantage) {
      const fix = "private-api:probe: true in that stack's settings, then up and a new export";
      throw unknownVantage(network, "is no probe of the exports", from, fix);
    }
    return vantage;
  }
  if (!network.has(from)) {
    const known = [...network.stacks, "internet"];
    const near = from.startsWith("onprem") ? "onprem:192.168.0.10" : nearest(from, known);
    const fix = `--from ${near ?? known[0]}`;
    throw unknownVantage(network, "is no stack of the exports and no other place", from, fix);
  }
  return network.onceFor("vantage", from, () => inStack(network, from));
}

function inStack(network: Network, stack: string): Vantage {
  const [instance] = network.of(stack, INSTANCE);
  const [vpc, ...others] = network.of(stack, "aws:ec2/vpc:Vpc");
  const [endpoint] = network.of(stack, ENDPOINT);
  const subnetOf = (id: string | undefined) => network.find("aws:ec2/subnet:Subnet", id);
  if (instance) {
    const sole = others.length > 0 ? undefined : vpc?.id;
    const subnetId = known(instance.properties.text("subnetId"));
    const vpcId = known(subnetOf(subnetId)?.properties.text("vpcId")) ?? sole;
    if (vpcId !== undefined) {
      return {
        ...{ kind: "vpc", stack, vpcId, subnetId, instance },
        address: known(instance.properties.text("privateIp")),
        groupIds: instance.properties.texts("vpcSecurityGroupIds"),
      };
    }
  }
  const vpcId = vpc?.id ?? known(endpoint?.properties.text("vpcId"));
  if (vpcId === undefined || vpcId === "") {
    throw unknownVantage(
      network,
      "is a stack without a VPC or an endpoint",
      stack,
      "--from internet",
    );
  }
  const [subnet] = subnetsOf(network, vpcId);
  const range = rangeOf(subnet);
  return {
    ...{ kind: "vpc", stack, vpcId },
    subnetId: subnet?.id ?? knownTexts(endpoint?.properties.texts("subnetIds") ?? [])[0],
    address: range && addressAt(range, FIRST_USABLE),
  };
}

function unknownVantage(network: Network, what: string, value: string, fix: string): RequestError {
  const probes = network.stacks
    .filter((stack) => probeOf(network, stack))
    .map((stack) => `${FROM_PROBE}${stack}`);
  const allowed = [...network.stacks, "internet", "onprem:<address>", ...probes].join(", ");
  return new RequestError(`the vantage point ${what}`, value, allowed, fix);
}
