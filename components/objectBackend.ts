import type * as pulumi from "@pulumi/pulumi";
import type { AwsBackend, BackendResponse } from "./backends";

/** Verbs of S3 that a route can hand on. */
export type ObjectVerb = "GET" | "HEAD" | "PUT" | "DELETE";

/** Keys that can stand in a tag too, and that the provider leaves as they are. */
export const OBJECT_KEY = /^[\w.-]+(\/[\w.-]+)*$/;

export const OBJECT_VERBS: readonly ObjectVerb[] = ["GET", "HEAD", "PUT", "DELETE"];

/** Headers of S3's answers that callers get, and what they are called there. */
const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "Cache-Control",
  "Content-Length": "Content-Length",
  "Content-Range": "Content-Range",
  "Content-Type": "Content-Type",
  ETag: "ETag",
  "Last-Modified": "Last-Modified",
  Timestamp: "Date",
};

/** Headers of callers that S3 gets. */
const REQUEST_HEADERS: Readonly<Record<ObjectVerb, readonly string[]>> = {
  GET: ["If-Modified-Since", "If-None-Match", "Range"],
  HEAD: ["If-Modified-Since", "If-None-Match", "Range"],
  PUT: ["Content-Type"],
  DELETE: [],
};

/**
 * Statuses of S3 as callers get them. Each has a pattern of its own: what is declared for none falls to the
 * one without a pattern, which would make a 404 a 200.
 */
const STATUSES: Readonly<Record<ObjectVerb, readonly number[]>> = {
  GET: [200, 206, 304, 403, 404, 416],
  HEAD: [200, 206, 304, 403, 404, 416],
  PUT: [200, 403, 404],
  DELETE: [204, 403, 404],
};

/** What answers one verb with a bucket's objects. */
export function objectBackend(args: {
  verb: ObjectVerb;
  bucket: pulumi.Output<string>;
  prefix: string;
  roleArn: pulumi.Input<string>;
  /** The path's variable that is the key below the prefix, or one fixed key. */
  variable?: string;
  fixed?: string;
}): AwsBackend {
  const { verb, bucket, prefix, roleArn, variable, fixed } = args;
  const key = variable === undefined ? (fixed ?? "") : "{key}";
  const headers = REQUEST_HEADERS[verb].map((name) => [
    `integration.request.header.${name}`,
    `method.request.header.${name}`,
  ]);
  const path =
    variable === undefined
      ? []
      : [["integration.request.path.key", `method.request.path.${variable}`]];
  return {
    ...{ kind: "aws", service: "s3", httpMethod: verb, roleArn },
    target: bucket.apply((name) => `path/${name}/${prefix}${key}`),
    requestParameters: Object.fromEntries([...path, ...headers]) as Record<string, string>,
    responses: [...STATUSES[verb].map(answer), { status: 500, headers: {} }],
  };
}

function answer(status: number): BackendResponse {
  const names = Object.entries(ANSWER_HEADERS);
  return {
    ...{ status, pattern: String(status) },
    headers: Object.fromEntries(
      names.map(([name, theirs]) => [name, `integration.response.header.${theirs}`]),
    ),
  };
}
