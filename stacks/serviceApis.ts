import * as pulumi from "@pulumi/pulumi";
import { ApiFunction } from "../components/apiFunction";
import type { ApiRoute } from "../components/apiRoutes";
import { OBJECT_VERBS } from "../components/objectBackend";
import { ObjectStore } from "../components/objectStore";
import { PrivateApi, type PrivateApiArgs } from "../components/privateApi";
import type { Network } from "../components/network";
import { functionOf, toBackend, type Sources } from "./backends";
import type { Guest } from "./guests";
import { readObjectFiles } from "./objectFiles";
import type { Service } from "./parseSettings";
import { parseRoute, sampleCallPath } from "./routes";
import type { ApiSettings, RouteSettings } from "./schema";

/** An API that was made, and how it is called. */
export interface MadeApi {
  name: string;
  made: PrivateApi;
  /** A path that answers without credentials, where there is one. */
  path?: string;
}

/** The folders of all functions that routes and authorizers name, each once. */
export function functionNamesOf({ apis }: Pick<Service, "apis">): string[] {
  const names = apis.flatMap(({ routes, authorizer }) => [
    ...Object.values(routes).map(({ lambda }) => lambda),
    authorizer,
  ]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** Makes one function per folder. */
export function createFunctions(
  sources: Readonly<Record<string, string>>,
  network: Network | undefined,
): ReadonlyMap<string, ApiFunction> {
  return new Map(
    Object.entries(sources).map(([name, code]) => [
      name,
      new ApiFunction(`function-${name}`, { code, network }),
    ]),
  );
}

/** Makes the APIs of a service. */
export function createApis(
  settings: Service,
  functions: ReadonlyMap<string, ApiFunction>,
  args: {
    region: string;
    vpcEndpointId: pulumi.Input<string>;
    guests: readonly Guest[];
    logRole?: pulumi.Resource;
  },
): MadeApi[] {
  const { region, vpcEndpointId, guests, logRole } = args;
  return settings.apis.map((api) => {
    const name = `api-${api.name}`;
    const store = createStore(name, api);
    const sources = { name, functions, store };
    const made = new PrivateApi(name, {
      region,
      apiName: api.name,
      description: api.description,
      stageName: api.stage,
      routes: Object.entries(api.routes).map(([key, route]) => toRoute(key, route, sources)),
      vpcEndpointIds: [vpcEndpointId],
      guestEndpointIds: guests
        .filter(({ apis }) => apis?.includes(api.name) ?? true)
        .map((guest) => guest.vpcEndpointId),
      // Callers from outside AWS: what no later Allow may open.
      denyOthers: settings.onprem.length > 0,
      ...authorizerOf(api, functions),
      binary: store !== undefined,
      logRole,
    });
    // A call that anybody can try: without credentials, and by a verb that changes nothing.
    const open = Object.keys(api.routes).filter(
      (key) => api.routes[key]?.auth === "none" && /^(GET|ANY) /.test(key),
    );
    return { name: api.name, made, ...(open.length > 0 ? { path: sampleCallPath(open) } : {}) };
  });
}

function toRoute(key: string, settings: RouteSettings, sources: Sources): ApiRoute {
  const route = parseRoute(key);
  if (typeof route === "string") {
    throw new Error(`the route ${key} passed the settings but cannot be built`);
  }
  return { ...route, backend: toBackend(route, settings, sources), auth: { kind: settings.auth } };
}

/** The bucket of an API whose routes answer with objects, and its role. */
function createStore(name: string, { objects, routes }: ApiSettings): ObjectStore | undefined {
  if (!objects) {
    return undefined;
  }
  const { bucket, prefix, files } = objects;
  const verbs = Object.keys(routes)
    .filter((key) => routes[key]?.s3)
    .map((key) => key.split(" ")[0]);
  return new ObjectStore(`${name}-objects`, {
    ...(bucket === undefined ? {} : { bucket }),
    prefix,
    verbs: OBJECT_VERBS.filter((verb) => verbs.includes(verb)),
    ...(files === undefined
      ? {}
      : { files: readObjectFiles(pulumi.getRootDirectory(), files, `${name} objects.files`) }),
  });
}

function authorizerOf(
  { authorizer }: ApiSettings,
  functions: ReadonlyMap<string, ApiFunction>,
): Pick<PrivateApiArgs, "authorizer"> {
  if (authorizer === undefined) {
    return {};
  }
  const { functionName, invokeArn } = functionOf(authorizer, functions);
  return { authorizer: { functionName, invokeArn } };
}
