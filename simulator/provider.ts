/**
 * Serves the simulated AWS, and the stand-in for awsx, as a provider of the real Pulumi engine: the CLI
 * attaches to the listener by `PULUMI_DEBUG_PROVIDERS=aws:<port>,awsx:<port>`.
 *
 * One listener per stack: functions carry no URN, so the port is what tells the account.
 */
import * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Cloud } from "./aws/cloud";
import { construct } from "./construct";
import { changedKeys } from "./decide";
import { KnownToEngine } from "./knownToEngine";
import { predictCreate, predictUpdate } from "./predict";
import { fromStruct, toStruct, type Properties } from "./sdk";
import { sealed, unsealed } from "./secrets";
import { typeOfUrn } from "./urns";
import type { World } from "./world";

export interface ProviderOptions {
  account: string;
  region: string;
  world: World;
}

/** A provider that listens on loopback. */
export interface ProviderServer {
  port: number;
  /** Lets what is under way come to its end, then stops listening. */
  close(): Promise<void>;
  /** Stops at once, as a provider that crashes. */
  kill(): void;
}

/** What the engine is told of the plugin's version. */
const VERSION = "7.43.0";

/** Starts a listener for one stack's account. */
export function serveProvider(options: ProviderOptions): Promise<ProviderServer> {
  const server = new grpc.Server();
  const service = ResourceProviderService as grpc.ServiceDefinition;
  server.addService(service, handlers(options) as unknown as grpc.UntypedServiceImplementation);
  return new Promise((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
      if (error) {
        return reject(error);
      }
      const close = () => new Promise<void>((done) => server.tryShutdown(() => done()));
      resolve({ port, close, kill: () => server.forceShutdown() });
    });
  });
}

type Handler = grpc.handleUnaryCall<never, unknown>;

/** A handler from a function; what it throws reaches the user as the engine's error. */
function unary<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          const details = error instanceof Error ? error.message : String(error);
          callback({ code: grpc.status.UNKNOWN, details });
        },
      );
  };
}

function handlers(options: ProviderOptions): Record<string, Handler> {
  const { account, region, world } = options;
  let cloud = new Cloud(account, region, world);
  const known = new KnownToEngine();
  const table = {
    handshake: unary(() => {
      const response = new proto.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      return response;
    }),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => {
      const response = new plugin.PluginInfo();
      response.setVersion(VERSION);
      return response;
    }),
    getSchema: unary(() => {
      const response = new proto.GetSchemaResponse();
      response.setSchema("{}");
      return response;
    }),
    checkConfig: unary((request: proto.CheckRequest) => {
      const isAws = request.getUrn().includes("pulumi:providers:aws::");
      const inputs = fromStruct(request.getNews());
      return checked({ ...inputs, ...(isAws ? { simulated: "true" } : {}) });
    }),
    diffConfig: unary((request: proto.DiffRequest) =>
      difference(
        changedKeys(fromStruct(request.getOldInputs()), fromStruct(request.getNews())),
        [],
      ),
    ),
    configure: unary((request: proto.ConfigureRequest) => {
      const { defaultTags } = fromStruct(request.getArgs()) as { defaultTags?: string };
      if (defaultTags !== undefined) {
        const { tags = {} } = JSON.parse(defaultTags) as { tags?: Record<string, string> };
        cloud = new Cloud(account, region, world, tags);
      }
      const response = new proto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: unary((request: proto.CheckRequest) =>
      checked(cloud.check(typeOf(request), taken(request.getNews()))),
    ),
    diff: unary((request: proto.DiffRequest) => {
      const [old, news] = [taken(request.getOldInputs()), taken(request.getNews())];
      const ignored = request.getIgnorechangesList();
      const changed = changedKeys(old, news).filter((key) => !ignored.includes(key));
      known.compared(request, cloud.generationOf(typeOf(request), request.getId()));
      return difference(changed, cloud.replaceKeys(typeOf(request), changed, old, news));
    }),
    create: unary((request: proto.CreateRequest) => {
      const inputs = taken(request.getProperties());
      const response = new proto.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(told(predictCreate(typeOf(request), inputs)));
        return response;
      }
      const { id, outputs } = cloud.create(
        typeOf(request),
        nameOf(request),
        request.getUrn(),
        given(inputs),
        known.generationFor(cloud, request, cloud.check(typeOf(request), given(inputs))),
      );
      known.met(id);
      response.setId(id);
      response.setProperties(told(outputs));
      return response;
    }),
    update: unary((request: proto.UpdateRequest) => {
      const inputs = taken(request.getNews());
      const response = new proto.UpdateResponse();
      const outputs = request.getPreview()
        ? predictUpdate(typeOf(request), taken(request.getOlds()), inputs)
        : cloud.update(typeOf(request), nameOf(request), request.getId(), given(inputs)).outputs;
      response.setProperties(told(outputs));
      return response;
    }),
    delete: unary((request: proto.DeleteRequest) => {
      cloud.delete(typeOf(request), request.getId());
      return new Empty();
    }),
    read: unary((request: proto.ReadRequest) => {
      const response = new proto.ReadResponse();
      const found = cloud.find(typeOf(request), request.getId());
      // Without an id, the engine is told that there is no such thing: it is the engine's to say what follows.
      if (found) {
        known.met(found.id);
        response.setId(found.id);
        response.setInputs(told(found.inputs));
        response.setProperties(told(found.outputs));
      }
      return response;
    }),
    invoke: unary((request: proto.InvokeRequest) => {
      const response = new proto.InvokeResponse();
      const answer = cloud.invoke(request.getTok(), fromStruct(request.getArgs()));
      response.setReturn(told(answer));
      return response;
    }),
    construct: unary((request: proto.ConstructRequest) => construct(request, { account, region })),
  };
  const unknown = Object.keys(ResourceProviderService)
    .filter((method) => !(method in table))
    .map((method): [string, Handler] => [method, unimplemented(method)]);
  return { ...Object.fromEntries(unknown), ...(table as unknown as Record<string, Handler>) };
}

const unimplemented =
  (method: string): Handler =>
  (_, callback) =>
    callback({ code: grpc.status.UNIMPLEMENTED, details: method });

interface WithUrn {
  getUrn(): string;
}

const typeOf = (request: WithUrn): string => typeOfUrn(request.getUrn());
const nameOf = (request: WithUrn): string => request.getUrn().split("::").slice(3).join("::");

/** Properties off the wire, with secrets as the world keeps them: its file shows none. */
const taken = (value: Parameters<typeof fromStruct>[0]): Properties => sealed(fromStruct(value));

/** Properties for the wire, with secrets as the engine reads them. */
const told = (value: Properties): ReturnType<typeof toStruct> => toStruct(unsealed(value));

/** The inputs as the program gave them, without what the check filled in. */
function given({ tagsAll: _, ...inputs }: Properties): Properties {
  return inputs;
}

function checked(inputs: Properties): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(told(inputs));
  return response;
}

function difference(changed: string[], replaces: string[]): proto.DiffResponse {
  const response = new proto.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(changed);
  response.setReplacesList(replaces);
  return response;
}
