import type { Journey } from "../journey";
import type { MethodView } from "../network/apis";
import type { Network, Node } from "../network/network";
import { known, UNKNOWN, type Maybe } from "../network/properties";
import { ownPoliciesSay } from "../network/roles";
import type { ContextValue } from "../policies/conditions";
import { parsePolicy } from "../policies/document";
import { evaluatePolicy, type PolicyRequest } from "../policies/evaluate";
import { objectKey } from "./objectKey";
import { invoked, type Reply } from "./reply";
import { mapped, type BackendAnswer } from "./responses";

const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const OBJECTS = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"];
/** What S3 writes its errors in. */
const XML = "application/xml";
/** What of a request makes S3 answer with a part of an object, or with none. */
const CONDITIONAL = /^(range|if-)/;

/**
 * What S3 answers to an integration that asks it for one object, as far as the exports hold the bucket and
 * its objects. Without permission to list, a missing key is 403 and not 404 (S3 guide, GetObject).
 *
 * @param target what follows `s3:path/` in the integration's URI
 */
export function objectReply(journey: Journey, way: MethodView, role: Node, target: string): Reply {
  const { network, request } = journey;
  const integration = way.integration!;
  const [bucketName = ""] = target.split("/", 1);
  const bucket = BUCKETS.flatMap((type) => network.where(type, "bucket", bucketName))[0];
  const asked = (why: string) =>
    invoked(`asks S3 for an object of ${bucketName}`, `what S3 answers: ${why}`, integration);
  const verb = integration.properties.text("integrationHttpMethod");
  const key = objectKey(journey, way, target.slice(bucketName.length + 1));
  if (typeof key !== "string") {
    return asked(key.because);
  }
  if (!bucket) {
    return asked(`no export holds the bucket ${bucketName}`);
  }
  if (verb !== "GET" && verb !== "HEAD") {
    return asked("only reading is followed here");
  }
  if (handsOn(request.headers, integration)) {
    return asked("the call asks for a part of the object, or for one that was changed");
  }
  const may = permissions(network, role, bucketName, key);
  const detail = `asks S3 for ${key} in ${bucketName}`;
  const isHead = request.method === "HEAD" || verb === "HEAD";
  if (may.get === UNKNOWN) {
    return asked(`whether the role may read ${key} in ${bucketName}`);
  }
  const about = { detail, assumptions: [], isHead };
  if (!may.get) {
    const refused = { ...about, detail: `${detail}, which the role ${nameOf(role)} may not` };
    return mapped(network, way, failure(403), refused);
  }
  const object = objectAt(network, bucketName, bucket, key);
  if (object === UNKNOWN) {
    return asked(`which objects ${bucketName} holds`);
  }
  if (object) {
    return mapped(network, way, found(object, journey), {
      ...about,
      detail: `${detail}: it is there`,
    });
  }
  if (may.list === UNKNOWN) {
    return asked(`whether the role may list ${bucketName}`);
  }
  const absent = `objects that no export holds are taken to be absent from ${bucketName}`;
  const how = may.list ? "it is not there" : `it is not there, and ${nameOf(role)} may not list`;
  return mapped(network, way, failure(may.list ? 404 : 403), {
    ...{ detail: `${detail}: ${how}`, assumptions: [absent], isHead },
  });
}

const nameOf = (role: Node): string => known(role.properties.text("name")) ?? role.id;

/** Whether a header of the call that changes what S3 answers is handed on. */
function handsOn(headers: Readonly<Record<string, string>>, integration: Node): boolean {
  const mappings = JSON.stringify(
    integration.properties.raw("requestParameters") ?? {},
  ).toLowerCase();
  return Object.keys(headers).some(
    (name) => CONDITIONAL.test(name) && mappings.includes(`method.request.header.${name}"`),
  );
}

/** What a role may do with one object, by its own policies and the bucket's. */
function permissions(network: Network, role: Node, bucket: string, key: string) {
  const own = network.where(BUCKET_POLICY, "bucket", bucket)[0];
  const mayHaveOne = network.strays(BUCKET_POLICY, "bucket", role.stack).length > 0;
  const policy: unknown = own ? own.properties.raw("policy") : mayHaveOne ? UNKNOWN : undefined;
  const arn = known(role.properties.text("arn")) ?? "";
  const account = arn.split(":")[4] ?? "";
  const may = (action: string, resource: string, context: Record<string, ContextValue>) => {
    const session = `arn:aws:sts::${account}:assumed-role/${nameOf(role)}/api-gateway`;
    const request: PolicyRequest = {
      ...{ principal: { account, arn: session }, action, resource },
      context: { "aws:securetransport": ["true"], "aws:principalaccount": [account], ...context },
    };
    const effects = [
      ownPoliciesSay(network, role, request).effect,
      policy === undefined
        ? "implicitDeny"
        : policy === UNKNOWN
          ? "unknown"
          : evaluatePolicy(parsePolicy(policy), request).effect,
    ];
    return effects.includes("explicitDeny")
      ? false
      : effects.includes("unknown")
        ? UNKNOWN
        : effects.includes("allow");
  };
  // No source tells whether the look for a missing key is judged as a list of just that key, or as one
  // without a prefix: where that makes a difference, the answer is not known.
  const listing = (prefix: ContextValue) =>
    may("s3:ListBucket", `arn:aws:s3:::${bucket}`, { "s3:prefix": prefix });
  const [asKey, bare] = [listing([key]), listing("absent")];
  return {
    get: may("s3:GetObject", `arn:aws:s3:::${bucket}/${key}`, {}),
    list: asKey === bare ? asKey : UNKNOWN,
  };
}

/** The object of a key, none, or that it cannot be told. */
function objectAt(
  network: Network,
  name: string,
  bucket: Node,
  key: string,
): Maybe<Node> | undefined {
  const all = OBJECTS.flatMap((type) => network.where(type, "bucket", name));
  const strays = OBJECTS.flatMap((type) => network.strays(type, "bucket", bucket.stack));
  const found = all.find(({ properties }) => properties.text("key") === key);
  const isUntold = all.some(({ properties }) => typeof properties.text("key") !== "string");
  return found ?? (strays.length > 0 || isUntold ? UNKNOWN : undefined);
}

/** S3's answer with an object: its times are S3's own. */
function found({ properties }: Node, { api }: Journey): BackendAnswer {
  const [content, encoded] = [properties.text("content"), properties.text("contentBase64")];
  const source = properties.raw("source");
  const bytes =
    typeof content === "string"
      ? Buffer.from(content)
      : typeof encoded === "string" && content === undefined
        ? Buffer.from(encoded, "base64")
        : // One without content and source is empty.
          [content, encoded, source].every((one) => one === undefined)
          ? Buffer.alloc(0)
          : undefined;
  const text = bytes?.toString();
  const isText = bytes !== undefined && Buffer.from(text ?? "").equals(bytes);
  // Without binary media types API Gateway reads everything as text, and spoils what is none.
  const binary = api?.properties.texts("binaryMediaTypes");
  const isWhole = isText || (Array.isArray(binary) && binary.includes("*/*"));
  const etag = properties.text("etag");
  const headers: [string, Maybe<string> | undefined][] = [
    ["cache-control", properties.text("cacheControl")],
    ["content-length", bytes && isWhole ? String(bytes.length) : UNKNOWN],
    ["content-type", properties.text("contentType") ?? UNKNOWN],
    ["date", UNKNOWN],
    ["etag", typeof etag === "string" ? `"${etag.replace(/"/g, "")}"` : UNKNOWN],
    ["last-modified", UNKNOWN],
  ];
  return {
    ...{ status: 200, body: isText && text !== undefined ? text : UNKNOWN },
    headers: new Map(
      headers.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}

/** S3's answer with an error; its body names the request. */
const failure = (status: number): BackendAnswer => ({
  ...{ status, body: UNKNOWN },
  headers: new Map<string, Maybe<string>>([
    ["content-type", XML],
    ["date", UNKNOWN],
  ]),
});
