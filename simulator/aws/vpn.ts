import { AwsError, text, type Model } from "./model";
import { ROUTE_TABLE, VPC } from "./network";

const VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway";

/** A virtual private gateway, and its attachment. */
const vpnGateway: Model = {
  type: VPN_GATEWAY,
  seconds: 25, // est.: most of it until it is attached
  create(inputs, place) {
    const id = `vgw-0${place.hex(16)}`;
    const { vpcId, amazonSideAsn = "64512" } = inputs;
    if (vpcId !== undefined) {
      const doing = `attaching EC2 VPN Gateway (${id}) to VPC (${text(vpcId)})`;
      place.require(VPC, vpcId, doing);
      if (place.list(VPN_GATEWAY).some((other) => other.inputs["vpcId"] === vpcId)) {
        // In AWS's words: cloudposse/terraform-aws-vpn-connection#22.
        const detail = `VPC ${text(vpcId)} is currently attached to the Virtual Private Gateway.`;
        throw new AwsError(doing, "InvalidVpcState", detail);
      }
    }
    return { id, outputs: { amazonSideAsn, arn: place.arn("ec2", `vpn-gateway/${id}`) } };
  },
};

/** Has a gateway's routes stand in a route table. */
const routePropagation: Model = {
  type: "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
  seconds: 1, // est.
  create(inputs, place) {
    const { routeTableId, vpnGatewayId } = inputs;
    const doing = `enabling Route Table (${text(routeTableId)}) VPN Gateway (${text(vpnGatewayId)}) route propagation`;
    const table = place.require(ROUTE_TABLE, routeTableId, doing);
    const gateway = place.require(VPN_GATEWAY, vpnGatewayId, doing);
    const { vpcId } = table.inputs;
    if (gateway.inputs["vpcId"] !== vpcId) {
      const detail = `resource ${gateway.id} is not attached to network ${text(vpcId)}`;
      throw new AwsError(doing, "Gateway.NotAttached", detail);
    }
    return { id: `${gateway.id}_${table.id}`, outputs: {} };
  },
};

export const vpnModels = [vpnGateway, routePropagation];
