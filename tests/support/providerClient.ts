import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { serveProvider, type ProviderServer } from "../../simulator/provider";
import { fromStruct, toStruct, type Properties } from "../../simulator/sdk";
import type { World } from "../../simulator/world";
import { ACCOUNT, REGION } from "./engine";

/** The URN that a test's resource has, by type and name. */
export const urnOf = (type: string, name: string): string =>
  `urn:pulumi:service::private-api::private-api:index:Network$${type}::${name}`;

/** How a resource would change. */
export interface Difference {
  changes: "none" | "some";
  diffs: string[];
  replaces: string[];
}

/** What the engine would know of a resource. */
export interface Known {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

type Call<Request, Response> = (
  request: Request,
  callback: (error: grpc.ServiceError | null, response: Response) => void,
) => unknown;

/** The served provider, called as the Pulumi engine calls it. */
export class ProviderUnderTest {
  readonly client: ResourceProviderClient;

  private constructor(readonly server: ProviderServer) {
    const credentials = grpc.credentials.createInsecure();
    this.client = new ResourceProviderClient(`127.0.0.1:${server.port}`, credentials);
  }

  static async serve(world: World, account = ACCOUNT, region = REGION): Promise<ProviderUnderTest> {
    return new ProviderUnderTest(await serveProvider({ account, region, world }));
  }

  async close(): Promise<void> {
    this.client.close();
    await this.server.close();
  }

  /** Ends as a run does that is killed. */
  kill(): void {
    this.client.close();
    this.server.kill();
  }

  /** Calls a method; what the provider says when it refuses is the error's message. */
  call<Request, Response>(method: string, request: Request): Promise<Response> {
    const methods = this.client as unknown as Record<string, Call<Request, Response>>;
    return new Promise((resolve, reject) => {
      methods[method]?.call(this.client, request, (error, response) => {
        if (error) {
          reject(Object.assign(new Error(error.details), { code: error.code }));
        } else {
          resolve(response);
        }
      });
    });
  }

  async check(type: string, name: string, news: Properties): Promise<Properties> {
    const request = new proto.CheckRequest();
    request.setUrn(urnOf(type, name));
    request.setNews(toStruct(news));
    const response = await this.call<unknown, proto.CheckResponse>("check", request);
    return fromStruct(response.getInputs());
  }

  async diff(
    type: string,
    name: string,
    old: Known,
    news: Properties,
    ignored: string[] = [],
  ): Promise<Difference> {
    const request = new proto.DiffRequest();
    request.setUrn(urnOf(type, name));
    request.setId(old.id);
    request.setOldInputs(toStruct(old.inputs));
    request.setOlds(toStruct(old.outputs));
    request.setNews(toStruct(news));
    request.setIgnorechangesList(ignored);
    const response = await this.call<unknown, proto.DiffResponse>("diff", request);
    const some = response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME;
    return {
      changes: some ? "some" : "none",
      diffs: response.getDiffsList(),
      replaces: response.getReplacesList(),
    };
  }

  /** Makes a resource, from inputs that have been checked. */
  async create(
    type: string,
    name: string,
    inputs: Properties,
    { preview = false } = {},
  ): Promise<Known> {
    const request = new proto.CreateRequest();
    request.setUrn(urnOf(type, name));
    request.setProperties(toStruct(inputs));
    request.setPreview(preview);
    const response = await this.call<unknown, proto.CreateResponse>("create", request);
    return { id: response.getId(), inputs, outputs: fromStruct(response.getProperties()) };
  }

  /** Checks and makes, as a first `up` does. */
  async make(type: string, name: string, given: Properties): Promise<Known> {
    return this.create(type, name, await this.check(type, name, given));
  }

  /** Checks, compares, and does what the comparison says, as a further `up` does. */
  async up(type: string, name: string, old: Known, given: Properties): Promise<Known> {
    const news = await this.check(type, name, given);
    const { changes, replaces } = await this.diff(type, name, old, news);
    return changes === "none"
      ? old
      : replaces.length > 0
        ? this.create(type, name, news)
        : this.update(type, name, old, news);
  }

  async update(
    type: string,
    name: string,
    old: Known,
    news: Properties,
    { preview = false } = {},
  ): Promise<Known> {
    const request = new proto.UpdateRequest();
    request.setUrn(urnOf(type, name));
    request.setId(old.id);
    request.setOlds(toStruct(old.outputs));
    request.setOldInputs(toStruct(old.inputs));
    request.setNews(toStruct(news));
    request.setPreview(preview);
    const response = await this.call<unknown, proto.UpdateResponse>("update", request);
    return { id: old.id, inputs: news, outputs: fromStruct(response.getProperties()) };
  }

  async read(type: string, name: string, id: string): Promise<Known> {
    const request = new proto.ReadRequest();
    request.setUrn(urnOf(type, name));
    request.setId(id);
    const response = await this.call<unknown, proto.ReadResponse>("read", request);
    return {
      id: response.getId(),
      inputs: fromStruct(response.getInputs()),
      outputs: fromStruct(response.getProperties()),
    };
  }

  async delete(type: string, name: string, { id, outputs }: Known): Promise<void> {
    const request = new proto.DeleteRequest();
    request.setUrn(urnOf(type, name));
    request.setId(id);
    request.setProperties(toStruct(outputs));
    await this.call<unknown, Empty>("delete", request);
  }

  async invoke(token: string, args: Properties = {}): Promise<Properties> {
    const request = new proto.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(args));
    const response = await this.call<unknown, proto.InvokeResponse>("invoke", request);
    return fromStruct(response.getReturn());
  }

  /** Configures it, as the engine does before anything else. */
  async configure(args: Properties): Promise<proto.ConfigureResponse> {
    const request = new proto.ConfigureRequest();
    request.setArgs(toStruct(args));
    return this.call("configure", request);
  }
}
