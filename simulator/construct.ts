import * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { zonesOf } from "./aws/zones";
import { AWSX_AWS_VERSION, constructVpc } from "./awsx";
import {
  fromStruct,
  resourceReference,
  toStruct,
  UNKNOWN,
  type Properties,
  type Registered,
} from "./sdk";

/** A resource as a provider registers it with the engine. */
interface Request {
  type: string;
  name: string;
  parent: string;
  custom: boolean;
  inputs: Properties;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

/**
 * Builds a component for the real engine: registers it and its children with the engine's monitor.
 *
 * @throws when the component is not `awsx.ec2.Vpc`
 */
export async function construct(
  request: proto.ConstructRequest,
  { account, region }: { account: string; region: string },
): Promise<proto.ConstructResponse> {
  if (request.getType() !== "awsx:ec2:Vpc") {
    throw new Error(`the stand-in for awsx cannot build the component ${request.getType()}`);
  }
  const credentials = grpc.credentials.createInsecure();
  const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials);
  try {
    const { urn } = await register(monitor, {
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      custom: false,
      inputs: {},
    });
    const inputs = fromStruct(request.getInputs());
    const { outputs, propertyDependencies } = await constructVpc(
      { name: request.getName(), inputs },
      {
        urn,
        zoneNames: zonesOf(account, region).map((zone) => zone.name),
        register: (child) => register(monitor, { ...child, custom: true }),
      },
    );
    const response = new proto.ConstructResponse();
    response.setUrn(urn);
    response.setState(toStruct(withoutUnknownIds(outputs) as Properties));
    const dependencies = response.getStatedependenciesMap();
    for (const [key, urns] of Object.entries(propertyDependencies)) {
      const own = new proto.ConstructResponse.PropertyDependencies();
      own.setUrnsList(urns);
      dependencies.set(key, own);
    }
    return response;
  } finally {
    monitor.close();
  }
}

function register(monitor: ResourceMonitorClient, request: Request): Promise<Registered> {
  const message = new resource.RegisterResourceRequest();
  message.setType(request.type);
  message.setName(request.name);
  message.setParent(request.parent);
  message.setCustom(request.custom);
  message.setObject(toStruct(request.inputs));
  message.setDependenciesList(request.dependencies ?? []);
  message.setVersion(request.custom ? AWSX_AWS_VERSION : "");
  message.setAcceptsecrets(true);
  message.setAcceptresources(true);
  message.setSupportspartialvalues(true);
  const dependencies = message.getPropertydependenciesMap();
  for (const [key, urns] of Object.entries(request.propertyDependencies ?? {})) {
    const own = new resource.RegisterResourceRequest.PropertyDependencies();
    own.setUrnsList(urns);
    dependencies.set(key, own);
  }
  return new Promise((resolve, reject) => {
    monitor.registerResource(message, (error, answer) => {
      if (error) {
        return reject(error);
      }
      resolve({
        urn: answer.getUrn(),
        // In a preview what is to be made has no id yet.
        id: answer.getId() || UNKNOWN,
        outputs: fromStruct(answer.getObject()),
      });
    });
  });
}

/** References say an unknown id by an empty one. */
function withoutUnknownIds(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutUnknownIds);
  }
  const { urn, id } = (value ?? {}) as { urn?: string; id?: string };
  if (urn !== undefined && id === UNKNOWN) {
    return resourceReference(urn, "");
  }
  return value !== null && typeof value === "object" && urn === undefined
    ? Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, withoutUnknownIds(member)]),
      )
    : value;
}
