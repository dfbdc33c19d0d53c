/**
 * The only file that touches internals of `@pulumi/pulumi/runtime`: it runs a Pulumi program in this
 * process against a {@link Monitor} of ours, in place of the engine's gRPC server.
 *
 * Held to @pulumi/pulumi 3.248.0. What another version may change: the protobuf class of an invoke's
 * answer (`InvokeResponse` here, `ResourceInvokeResponse` in 3.270), the names of features.
 */
import type { AsyncLocalStorage } from "async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { RESOURCE_REFERENCE, SIGNATURE } from "./signatures";

/** Properties as they go over the wire: JSON, with signed objects for assets, secrets and references. */
export type Properties = Record<string, unknown>;

/** A program asks for a resource. */
export interface Registration {
  type: string;
  name: string;
  custom: boolean;
  /** A component built by its provider, such as `awsx.ec2.Vpc`. */
  remote: boolean;
  /** URN of the parent; empty for the stack itself. */
  parent: string;
  inputs: Properties;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** Reference of an explicit provider; empty for the default one. */
  provider: string;
  version: string;
  protect: boolean;
  retainOnDelete: boolean;
  deleteBeforeReplace: boolean;
  /** Inputs whose change replaces, whatever the provider says. */
  replaceOnChanges: string[];
  ignoreChanges: string[];
  additionalSecretOutputs: string[];
  /** What the resource was called before. */
  aliases: Alias[];
}

/** An earlier identity of a resource: a URN, or what of it was different. */
export interface Alias {
  urn?: string;
  name?: string;
  type?: string;
  /** URN of the parent it had; empty when it had none. */
  parent?: string;
}

/** What the engine answers to a registration. */
export interface Registered {
  urn: string;
  id: string;
  outputs: Properties;
  /** For remote components: what each output depends on. */
  propertyDependencies?: Record<string, string[]>;
}

/** A program reads a resource that it does not own. */
export interface Read extends Pick<
  Registration,
  "type" | "name" | "parent" | "provider" | "version" | "dependencies"
> {
  id: string;
}

/** The engine, as a program sees it. Every method may reject: the message reaches the user. */
export interface Monitor {
  register(request: Registration): Promise<Registered>;
  registerOutputs(urn: string, outputs: Properties): Promise<void>;
  read(request: Read): Promise<{ urn: string; outputs: Properties }>;
  invoke(token: string, args: Properties): Promise<Properties>;
  log(severity: "info" | "warning" | "error", message: string): void;
}

export interface ProgramOptions {
  project: string;
  stack: string;
  organization: string;
  /** Folder of `Pulumi.yaml`. */
  rootDirectory: string;
  /** Fully namespaced keys; objects as JSON text, as the CLI hands them over. */
  config: Record<string, string>;
}

export { ARCHIVE, ASSET, SIGNATURE } from "./signatures";

/** A reference to a resource, as it goes over the wire. */
export function resourceReference(urn: string, id: string): Properties {
  return { [SIGNATURE]: RESOURCE_REFERENCE, urn, id };
}

/** The SDK's state of one program; the type is marked internal there. */
interface Store {
  settings: { options: { rootDirectory?: string }; engine?: unknown };
}

/** A run that has begun and may have failed; it outlives the run, for promises that reject late. */
interface Run {
  fail: (reason: unknown) => void;
}

const runs = new WeakMap<object, Run>();

const storage = (): AsyncLocalStorage<object> =>
  (globalThis as unknown as { asyncLocalStorage: AsyncLocalStorage<object> }).asyncLocalStorage;

/**
 * A failed registration rejects many promises that nobody handles. Each is attributed to the program it
 * belongs to; what belongs to none is an error of this process and is thrown.
 */
function onRejection(reason: unknown): void {
  const store = storage().getStore();
  const run = store && runs.get(store);
  if (!run) {
    throw reason;
  }
  run.fail(reason);
}

/** Listens for rejections from now on; others in this process may have taken the listener away. */
function watchRejections(): void {
  if (!process.listeners("unhandledRejection").includes(onRejection)) {
    process.on("unhandledRejection", onRejection);
  }
}

/**
 * Runs a program to its end.
 *
 * The SDK does not tell whether a run succeeded: after an error it may resolve, or hang. So the first
 * failure that the monitor answers, or that reaches nobody, decides; the run is then abandoned and what
 * it still rejects is swallowed.
 *
 * @returns when every registration is done
 * @throws the first failure
 */
export async function runProgram(
  options: ProgramOptions,
  monitor: Monitor,
  program: () => Promise<unknown>,
): Promise<void> {
  watchRejections();
  const { LocalStore } = state as unknown as { LocalStore: new () => Store };
  const store = new LocalStore();
  store.settings.options.rootDirectory = options.rootDirectory;
  await storage().run(store, async () => {
    let fail: (reason: unknown) => void = () => undefined;
    const failure = new Promise<never>((_, reject) => (fail = reject));
    failure.catch(() => undefined);
    runs.set(store, { fail });
    pulumi.runtime.setAllConfig(options.config, []);
    settings.setMockOptions(
      serve(monitor, fail),
      options.project,
      options.stack,
      false,
      options.organization,
    );
    const engine = { log: logTo(monitor), setRootResource: answer, getRootResource: answer };
    store.settings.engine = engine;
    await Promise.race([settle(program), failure]);
  });
}

/** Runs the program and waits until it asks for nothing more. */
async function settle(program: () => Promise<unknown>): Promise<void> {
  await pulumi.runtime.runInPulumiStack(program);
  const { waitForRPCs } = settings as unknown as { waitForRPCs: () => Promise<void> };
  await waitForRPCs();
  // A rejection that nobody handles is reported only when the event loop has turned.
  await new Promise((resolve) => setImmediate(resolve));
  await waitForRPCs();
}

type Callback = (error: unknown, response?: unknown) => void;
type Service = Record<string, (request: never, callback: Callback) => void>;

const answer = (_: unknown, callback: Callback): void => callback(null, {});

/** The gRPC service that the SDK expects, in front of a monitor. */
function serve(monitor: Monitor, fail: (reason: unknown) => void): Service {
  const handle =
    <T>(work: (request: T) => Promise<unknown>) =>
    (request: T, callback: Callback): void => {
      work(request).then(
        (response) => callback(null, response),
        (error: unknown) => {
          fail(error);
          callback(rpcError(error));
        },
      );
    };
  return {
    registerResource: handle(async (request: proto.RegisterResourceRequest) =>
      registered(await monitor.register(registration(request))),
    ),
    registerResourceOutputs: handle(async (request: proto.RegisterResourceOutputsRequest) => {
      await monitor.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
      return {};
    }),
    readResource: handle(async (request: proto.ReadResourceRequest) => {
      const { urn, outputs } = await monitor.read(readRequest(request));
      const response = new proto.ReadResourceResponse();
      response.setUrn(urn);
      response.setProperties(toStruct(outputs));
      return response;
    }),
    invoke: handle(async (request: proto.ResourceInvokeRequest) => {
      const result = await monitor.invoke(request.getTok(), fromStruct(request.getArgs()));
      const response = new provider.InvokeResponse();
      response.setReturn(toStruct(result));
      return response;
    }),
    supportsFeature: (request: proto.SupportsFeatureRequest, callback) =>
      callback(null, { getHassupport: () => FEATURES.has(request.getId()) }),
    registerPackage: answer,
    signalAndWaitForShutdown: answer,
  };
}

/** What this monitor takes: not output values, whose unknowns exist in previews of the real engine. */
const FEATURES = new Set(["secrets", "resourceReferences", "deletedWith", "aliasSpecs"]);

/** An error as the SDK expects it from gRPC: with a status, and the message as its details. */
function rpcError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(message), { code: 2, details: message });
}

function registration(request: proto.RegisterResourceRequest): Registration {
  if (request.getImportid() !== "") {
    throw new Error("the builtin engine does not import: run this on the Pulumi engine");
  }
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    parent: request.getParent(),
    inputs: fromStruct(request.getObject()),
    dependencies: [...request.getDependenciesList()].sort(),
    propertyDependencies: dependencyMap(request.getPropertydependenciesMap()),
    provider: request.getProvider(),
    version: request.getVersion(),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: request.getAliasesList().map(aliasOf),
  };
}

function aliasOf(alias: AliasMessage): Alias {
  const spec = alias.getSpec();
  return spec
    ? {
        name: spec.getName() || undefined,
        type: spec.getType() || undefined,
        parent: spec.getNoparent() ? "" : spec.getParenturn() || undefined,
      }
    : { urn: alias.getUrn() };
}

function readRequest(request: proto.ReadResourceRequest): Read {
  return {
    type: request.getType(),
    name: request.getName(),
    id: request.getId(),
    parent: request.getParent(),
    provider: request.getProvider(),
    version: request.getVersion(),
    dependencies: [...request.getDependenciesList()].sort(),
  };
}

function registered(answered: Registered): proto.RegisterResourceResponse {
  const response = new proto.RegisterResourceResponse();
  response.setUrn(answered.urn);
  response.setId(answered.id);
  response.setObject(toStruct(answered.outputs));
  const map = response.getPropertydependenciesMap();
  for (const [key, urns] of Object.entries(answered.propertyDependencies ?? {})) {
    const dependencies = new proto.RegisterResourceResponse.PropertyDependencies();
    dependencies.setUrnsList(urns);
    map.set(key, dependencies);
  }
  return response;
}

interface DependencyMap {
  forEach(
    visit: (value: proto.RegisterResourceRequest.PropertyDependencies, key: string) => void,
  ): void;
}

function dependencyMap(map: DependencyMap): Record<string, string[]> {
  const entries: [string, string[]][] = [];
  map.forEach((value, key) => entries.push([key, [...value.getUrnsList()].sort()]));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function logTo(monitor: Monitor) {
  interface LogRequest {
    getSeverity(): number;
    getMessage(): string;
  }
  const severities = [undefined, "info", "warning", "error"] as const;
  return (request: LogRequest, callback: Callback): void => {
    const severity = severities[request.getSeverity()];
    if (severity) {
      monitor.log(severity, request.getMessage());
    }
    callback(null, {});
  };
}

/** A property whose value a preview does not know, as it goes over the wire. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is, or holds, something that a preview does not know. */
export function isUnknown(value: unknown): boolean {
  return (
    value === UNKNOWN ||
    (value !== null && typeof value === "object" && Object.values(value).some(isUnknown))
  );
}

export const fromStruct = (value: Struct | undefined): Properties => value?.toJavaScript() ?? {};

export const toStruct = (value: Properties): Struct =>
  Struct.fromJavaScript(defined(value) as Parameters<typeof Struct.fromJavaScript>[0]);

/** Without members that are `undefined`, which protobuf cannot carry. */
function defined(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(defined);
  }
  return value !== null && typeof value === "object"
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .map(([key, member]) => [key, defined(member)]),
      )
    : value;
}
