import { contains, parseRange } from "../network/ranges";
import { routesOf } from "../network/vpcs";
import { known, UNKNOWN } from "../network/properties";
import { subnetOfLanding, vpcOfLanding } from "../landing";
import { wayToOnPrem } from "../network/onPrem";
import { fault, timedOut, unknown, type Check } from "./check";

export const routeMissing: Check = {
  code: "ROUTE_MISSING",
  hop: "route",
  cause:
    "The name gives a private address in a network that the client has no route to, or that has no route back to a client outside AWS: endpoint and load balancer names are public, their addresses are not.",
  symptom: "`curl: (28)` timed out, or `curl: (7)`",
  repair:
    "Call from that VPC, or connect the networks (VPN, Direct Connect, an endpoint of your own). From outside AWS: attach the gateway to the VPC, and propagate its routes to the tables of the endpoint's subnets.",
  source: "VPC guide, route tables; PrivateLink guide, DNS hostnames",
  evidence: "documented",
  judge: (journey) => {
    const { network, vantage, landing } = journey;
    const there = landing && vpcOfLanding(landing);
    if (there === undefined && (landing?.kind === "endpoint" || landing?.kind === "balancer")) {
      return unknown("in which VPC the address is, and so whether the client has a route to it");
    }
    if (there === undefined || (vantage.kind === "vpc" && vantage.vpcId === there)) {
      return undefined;
    }
    const fix = "call from a client in that VPC, or by an endpoint of the client's own";
    const seen = timedOut(journey, 7);
    if (vantage.kind === "internet") {
      const detail = `the internet has no route to private addresses of ${there}`;
      return fault({ detail, fix, seen });
    }
    if (vantage.kind === "onprem") {
      const way = wayToOnPrem(network, there, subnetOfLanding(landing), vantage.address);
      return way.kind === "missing"
        ? way.faults.map((found) => fault({ ...found, seen }))
        : way.kind === "unknown"
          ? unknown(way.assumption)
          : undefined;
    }
    const address = landing?.kind === "endpoint" ? landing.at.address : undefined;
    const range = address === undefined ? undefined : parseRange(address);
    const routes = routesOf(network, vantage.subnetId ?? "");
    if (routes === UNKNOWN || !range) {
      return unknown(`whether ${vantage.vpcId} has a route to ${there}`);
    }
    const others = routes.filter(
      ({ kind, range: own }) => kind !== "internet" && contains(own, range),
    );
    const [table] = network.where(
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
      "subnetId",
      vantage.subnetId,
    );
    const tableId = known(table?.properties.text("routeTableId"));
    return others.length > 0
      ? unknown(`whether the route of ${tableId} reaches ${there}`)
      : fault({
          resource: network.find("aws:ec2/routeTable:RouteTable", tableId),
          detail: `${vantage.vpcId} has no route to ${address} in ${there}`,
          ...{ fix, seen },
        });
  },
};
