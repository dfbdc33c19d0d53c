import { z } from "zod";
import { LONGEST_NAME } from "../components/names";
import { pathVariables } from "../components/backends";
import { awsAction, mock, objectRoute, signIn, url } from "./backendSchema";
import { issue, text } from "./fields";
import { withHelp, withValues } from "./help";
import { METHODS, nearestRoute, parseRoute, routesProblem } from "./routes";

/** Longest name of a function's folder: `function-<name>-function` must fit its limit. */
const LONGEST_FOLDER = LONGEST_NAME.role - "function--function".length;

export const functionName = text(
  new RegExp(`^[a-z][a-z0-9-]{0,${LONGEST_FOLDER - 1}}$`),
  "is not the name of a function folder",
  `a lower-case letter, then up to ${LONGEST_FOLDER - 1} lower-case letters, digits and dashes`,
  "hello",
);

/** How a route's callers must say who they are. */
const AUTHS = ["none", "iam", "api-key", "authorizer"] as const;

const KINDS = ["lambda", "mock", "http", "s3", "aws", "cognito"] as const;

/** What answers a route, by the keys that are given. */
const answering = (value: object): string[] => KINDS.filter((kind) => kind in value);

/** What an unknown key was meant to be is said already. */
const isWellFormed = ({ issues }: { issues: readonly unknown[] }): boolean => issues.length === 0;

const route = withHelp(
  z
    .strictObject({
      lambda: functionName.optional(),
      mock: mock.optional(),
      http: url.optional(),
      s3: objectRoute.optional(),
      aws: awsAction.optional(),
      cognito: signIn.optional(),
      auth: withValues(z.enum(AUTHS), AUTHS).default("none"),
    })
    .refine((value) => answering(value).length > 0, {
      message: "names nothing that answers",
      params: { allowed: `one of ${KINDS.join(", ")}`, fix: "{ lambda: hello }" },
      when: isWellFormed,
    })
    .refine((value) => answering(value).length <= 1, {
      error: ({ input }) => `names ${answering(input as object).join(" and ")}`,
      params: { allowed: `one of ${KINDS.join(", ")}`, fix: "remove all but one" },
      when: isWellFormed,
    }),
  "{ lambda: <folder in functions/> }, { mock }, { http: <url> }, { s3 }, { aws } or { cognito }, and auth",
  "{ lambda: hello }",
);

export type RouteSettings = z.output<typeof route>;

/** What answers what, by `METHOD /path`. */
export const routes = withHelp(
  z.record(z.string(), route).superRefine((value, ctx) => {
    const keys = Object.keys(value);
    if (keys.length === 0) {
      issue(ctx, [], "is empty");
    }
    for (const key of keys) {
      const parsed = parseRoute(key);
      if (typeof parsed === "string") {
        issue(ctx, [key], parsed, {
          value: key,
          allowed: `"METHOD /path", as in "GET /pets/{petId}", with one of ${METHODS.join(", ")}`,
          fix: routeFix(key),
        });
      } else {
        checkVariables(ctx, key, parsed.path, value[key]?.http);
        if (value[key]?.cognito && parsed.method !== "POST") {
          issue(
            ctx,
            [key, "cognito"],
            "signs in with a name and a password, which a body carries",
            {
              value: key,
              allowed: "POST",
              fix: `write "POST ${parsed.path}"`,
            },
          );
        }
      }
    }
    const clash = routesProblem(keys);
    if (clash) {
      const allowed = "one variable name at one place";
      issue(ctx, [clash.key], clash.what, { value: clash.key, allowed, fix: clash.fix });
    }
  }),
  '"METHOD /path": { lambda: <folder in functions/> }',
  '{ "GET /": { lambda: hello } }',
);

/** A service's address may name the route's own variables alone. */
function checkVariables(ctx: z.RefinementCtx, key: string, path: string, http = ""): void {
  const own = pathVariables(path);
  const stray = pathVariables(http).find((name) => !own.includes(name));
  if (stray !== undefined) {
    issue(ctx, [key, "http"], `names the variable {${stray}}, which the route does not have`, {
      allowed: own.map((name) => `{${name}}`).join(", ") || "no variable",
      fix: `write the value, or name {${stray}} in the route's path`,
    });
  }
}

/** The change that makes a text a route, where it is plain what was meant. */
function routeFix(key: string): string {
  const words = key.trim().split(/\s+/);
  const [method = "", ...rest] = words[0]?.startsWith("/") ? ["GET", ...words] : words;
  const [way = ""] = rest.join("").split(/[?#]/);
  const path = `/${way.split("/").filter(Boolean).join("/")}`;
  const meant = nearestRoute(`${method} ${path}`);
  return meant ? `write "${meant}"` : 'write a method and a path, as in "GET /pets/{petId}"';
}
