import { z } from "zod";
import { pathVariables } from "../components/backends";
import { OBJECT_KEY } from "../components/objectBackend";
import { duplicates, issue, text, wholeNumber } from "./fields";
import { withHelp, withValues } from "./help";

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, "is not the name of a header");

/** What a header's value may hold: it is written in single quotes, in which API Gateway knows no escape. */
const headers = withHelp(
  z.record(
    headerName,
    withHelp(
      z.string().superRefine((value, ctx) => {
        if (/['\r\n]/.test(value)) {
          issue(ctx, [], "holds a single quote or a line break, which a fixed header cannot");
        }
      }),
      "a text of one line, without single quotes",
      "text/html",
    ),
  ),
  "a map of headers and their values",
  "{ Content-Type: text/html }",
);

export const mock = withHelp(
  z.strictObject({
    status: wholeNumber(200, 599, 200).default(200),
    body: withHelp(
      z.string().superRefine((value, ctx) => {
        if (/\\[$#]/.test(value)) {
          issue(ctx, [], "has a backslash before $ or #, which a template would take away");
        }
      }),
      "a text",
      '"Hello"',
    ).default(""),
    headers: headers.default({}),
  }),
  "{ status, body, headers }",
  '{ status: 200, body: "Hello" }',
);

export const url = text(
  /^https?:\/\/(?!localhost\b|127\.)[A-Za-z0-9.-]+(:\d+)?(\/(?!\S*\+\})[^\s?#'"]*)?$/,
  "is not the address of a service",
  "http:// or https://, a host, and a path, in which {name} stands for a variable of the route",
  "https://pets.example.com/pets/{petId}",
);

/** One object, or the one that the path's variable names. */
export const objectRoute = withHelp(
  z.strictObject({
    key: text(
      OBJECT_KEY,
      "is not the key of an object",
      "letters, digits and . _ - in parts with slashes between them",
      "index.html",
    ).optional(),
  }),
  "{} for the object that the path's variable names, or { key }",
  "{}",
);

const action = text(
  /^[a-z0-9-]+:[A-Za-z0-9]+$/,
  "is not one action of a service",
  "service:Action without wildcards",
  "dynamodb:GetItem",
);

const resource = text(
  /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^*?\s]+[^\s]*$/,
  "is not the ARN of something",
  "an ARN that begins with more than a wildcard",
  "arn:aws:dynamodb:ap-northeast-1:111111111111:table/pets",
);

const statement = withHelp(
  z.strictObject({
    actions: withHelp(z.array(action).min(1), "a list of actions", "[dynamodb:GetItem]"),
    resources: withHelp(z.array(resource).min(1), "a list of ARNs", "[arn:aws:dynamodb:…]"),
  }),
  "{ actions, resources }",
  "{ actions: [dynamodb:GetItem], resources: [arn:aws:dynamodb:ap-northeast-1:111111111111:table/pets] }",
);

/** What API Gateway takes as the source of a header of an answer. */
const fromAnswer = text(
  /^('[^'\r\n]*'|integration\.response\.(header\.[\w-]+|body(\.\S+)?)|context\.\S+|stageVariables\.\w+)$/,
  "is not where a header's value can come from",
  "integration.response.header.<name>, or a text in single quotes",
  "integration.response.header.Content-Type",
);

/** What API Gateway takes as the source of a part of a request. */
const fromRequest = text(
  /^('[^'\r\n]*'|method\.request\.((path|header|querystring)\.[\w-]+|body(\.\S+)?)|context\.\S+|stageVariables\.\w+)$/,
  "is not where a part of a request can come from",
  "method.request.path.<name>, .header.<name> or .querystring.<name>, or a text in single quotes",
  "method.request.path.petId",
);

const isPattern = (value: string): boolean => {
  try {
    return new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
};

const answer = withHelp(
  z.strictObject({
    status: wholeNumber(200, 599, 200),
    pattern: withHelp(
      z.string().superRefine((value, ctx) => {
        if (value === "" || !isPattern(value)) {
          issue(ctx, [], "is not a regular expression");
        }
      }),
      "a regular expression of the service's statuses",
      "4..",
    ).optional(),
    headers: withHelp(
      z.record(headerName, fromAnswer),
      "a map of headers and where they come from",
      "{ Content-Type: integration.response.header.Content-Type }",
    ).default({}),
    body: withHelp(z.string(), "a mapping template", "$input.json('$')").optional(),
  }),
  "{ status, pattern, headers, body }",
  "{ status: 200 }",
);

/** An action of any AWS service, or a request to a path of its API. */
export const awsAction = withHelp(
  z
    .strictObject({
      service: text(
        /^[a-z0-9-]+$/,
        "is not the name of a service",
        "as in its host name",
        "dynamodb",
      ),
      action: text(
        /^[A-Za-z0-9]+$/,
        "is not an action",
        "as in the service's reference",
        "GetItem",
      ).optional(),
      path: text(
        /^[^\s/][^\s]*$/,
        "is not a path",
        "a path without blanks and without a slash at its beginning",
        "my-queue/messages",
      ).optional(),
      method: withValues(z.enum(["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"]), [
        "POST",
        "GET",
      ]).default("POST"),
      role: withHelp(
        z.array(statement).max(20),
        "a list of up to 20 of { actions, resources }",
        "[]",
      ).default([]),
      parameters: withHelp(
        z.record(
          z
            .string()
            .regex(
              /^integration\.request\.(path|header|querystring)\.[\w-]+$/,
              "is not a part of the request to a service",
            ),
          fromRequest,
        ),
        "integration.request.… and where its value comes from",
        "{ integration.request.header.Content-Type: \"'application/x-amz-json-1.0'\" }",
      ).default({}),
      body: withHelp(z.string(), "a mapping template", "$input.json('$')").optional(),
      responses: withHelp(
        z.array(answer).min(1),
        "a list of { status, pattern, headers, body }",
        "[{ status: 200 }]",
      ),
    })
    .superRefine((value, ctx) => {
      if ((value.action === undefined) === (value.path === undefined)) {
        const what =
          value.action === undefined ? "names neither action nor path" : "names action and path";
        issue(ctx, [], what, { allowed: "one of action and path", fix: "action: GetItem" });
      }
      const defaults = value.responses.filter(({ pattern }) => pattern === undefined).length;
      if (defaults !== 1) {
        issue(ctx, ["responses"], `has ${defaults} answers without a pattern`, {
          allowed: "one, which takes every status that no pattern takes",
          fix: "- { status: 500 }",
        });
      }
      duplicates(value.responses, ({ status }) => String(status), "status", ctx, {
        ...{ list: "responses", field: "status" },
      });
      duplicates(value.responses, ({ pattern = "" }) => pattern, "pattern", ctx, {
        ...{ list: "responses", field: "pattern" },
      });
      const mapped = Object.keys(value.parameters);
      const open = pathVariables(value.path ?? "").find(
        (name) => !mapped.includes(`integration.request.path.${name}`),
      );
      if (open !== undefined) {
        issue(ctx, ["path"], `holds the variable {${open}}, which nothing gives a value`, {
          allowed: "a path whose variables are all among parameters",
          fix: `parameters: { integration.request.path.${open}: method.request.path.${open} }`,
        });
      }
    }),
  "{ service, action or path, role, parameters, body, responses }",
  "{ service: sqs, path: 111111111111/pets, responses: [{ status: 200 }] }",
);

/** Sign-in of users with Cognito: `InitiateAuth` by user name and password. */
export const signIn = withHelp(
  z.strictObject({
    clientId: text(
      /^[a-z0-9]{20,128}$/,
      "is not the id of an app client",
      "lower-case letters and digits, of an app client without a secret",
      "1example23456789abcdefghij",
    ),
  }),
  "{ clientId }",
  "{ clientId: 1example23456789abcdefghij }",
);
