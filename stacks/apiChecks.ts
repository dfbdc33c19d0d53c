import { z } from "zod";
import { pathVariables } from "../components/backends";
import { OBJECT_VERBS } from "../components/objectBackend";
import { issue, text } from "./fields";
import { withHelp } from "./help";
import { parseRoute } from "./routes";
import type { RouteSettings } from "./routeSchema";

/** The bucket whose objects an API's routes answer with. */
export const objects = withHelp(
  z
    .strictObject({
      bucket: text(
        /^(?!xn--)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "is not the name of a bucket",
        "3-63 lower-case letters, digits, dots and dashes",
        "my-bucket",
      ).optional(),
      prefix: withHelp(
        z.string().superRefine((value, ctx) => {
          if (value.split("/").some((part) => part === ".." || part === ".")) {
            issue(
              ctx,
              [],
              "holds . or .., which are parts of a key like any other and lead nowhere",
            );
          } else if (value !== "" && !/^([\w.-]+\/)+$/.test(value)) {
            issue(ctx, [], "is not the beginning of keys");
          }
        }),
        "nothing, or parts of letters, digits and . _ - that each end with a slash",
        "site/",
      ).default(""),
      files: text(/^[^\0]+$/, "is not a folder", "a folder of the project", "site").optional(),
    })
    .superRefine((value, ctx) => {
      if (value.bucket !== undefined && value.files !== undefined) {
        issue(ctx, ["files"], "are for a bucket that is made here", {
          allowed: "bucket, or files",
          fix: "remove bucket, or put the files there by other means",
        });
      }
    }),
  "{ bucket, prefix, files }; without bucket one is made",
  "{ prefix: site/ }",
);

interface ApiInput {
  authorizer?: string;
  objects?: z.output<typeof objects>;
  routes: Record<string, RouteSettings>;
}

/** An authorizer is there exactly where a route asks for it. */
export function checkAuthorizer({ authorizer, routes }: ApiInput, ctx: z.RefinementCtx): void {
  const asking = Object.keys(routes).find((key) => routes[key]?.auth === "authorizer");
  if (authorizer === undefined && asking !== undefined) {
    issue(ctx, ["routes", asking, "auth"], "asks for an authorizer, and the API names none", {
      value: "authorizer",
      allowed: "none, iam, api-key, or authorizer beside the API's own authorizer",
      fix: "add authorizer: <folder in functions/> to the API",
    });
  } else if (authorizer !== undefined && asking === undefined) {
    issue(ctx, ["authorizer"], "is asked by no route", {
      value: authorizer,
      allowed: "an authorizer that a route asks for",
      fix: "write auth: authorizer at a route, or remove authorizer",
    });
  }
}

/** Routes with objects need a bucket, a verb that S3 knows, and one key. */
export function checkObjects({ objects: store, routes }: ApiInput, ctx: z.RefinementCtx): void {
  const asking = Object.keys(routes).filter((key) => routes[key]?.s3);
  if (store !== undefined && asking.length === 0) {
    issue(ctx, ["objects"], "are asked for by no route", {
      allowed: "objects that a route { s3: {} } answers with",
      fix: 'add a route "GET /{proxy+}": { s3: {} }, or remove objects',
    });
  }
  for (const key of asking) {
    const route = parseRoute(key);
    if (typeof route === "string") {
      continue;
    }
    const place = ["routes", key, "s3"];
    const verbs = OBJECT_VERBS.map(String);
    const variables = pathVariables(route.path);
    if (store === undefined) {
      issue(ctx, place, "asks for objects, and the API names none", {
        allowed: "s3 beside the API's objects",
        fix: "add objects: {} to the API",
      });
    } else if (!verbs.includes(route.method)) {
      issue(ctx, place, `hands on ${route.method}, and an integration calls S3 by one verb`, {
        value: key,
        allowed: `one of ${verbs.join(", ")}`,
        fix: `write "GET ${route.path}", and a route for each other verb`,
      });
    } else if ((routes[key]?.s3?.key === undefined) !== (variables.length === 1)) {
      issue(
        ctx,
        place,
        `leaves open which object is meant: the path has ${variables.length} variables`,
        {
          value: key,
          allowed: "a path with one variable, or a path without any and a key",
          fix: variables.length === 0 ? "{ s3: { key: index.html } }" : "{ s3: {} }",
        },
      );
    }
  }
  const template = Object.keys(routes).find(
    (key) => routes[key]?.mock ?? routes[key]?.cognito ?? routes[key]?.aws,
  );
  if (store !== undefined && template !== undefined) {
    issue(
      ctx,
      ["routes", template],
      "is made by a template, and an API with objects passes bytes alone",
      {
        value: template,
        allowed: "routes with lambda, http and s3 beside objects",
        fix: "put the route into an API of its own: the endpoint serves many",
      },
    );
  }
}
