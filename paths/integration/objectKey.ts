import type { Journey } from "../journey";
import type { MethodView } from "../network/apis";
import { UNKNOWN } from "../network/properties";
import { entriesOf } from "./template";

const VARIABLE = "method.request.path.";

/**
 * The key that an integration asks S3 for, its variables filled in from the path of the call.
 *
 * @param pattern what follows the bucket in the URI, with `{name}` for `integration.request.path.name`
 * @returns why it cannot be told, where it cannot
 */
export function objectKey(
  { path }: Journey,
  { integration, parameters, resourcePath }: MethodView,
  pattern: string,
): string | { because: string } {
  const mappings = entriesOf(integration?.properties.raw("requestParameters"));
  const names = [...pattern.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  let key = pattern;
  for (const name of names) {
    const source =
      mappings === UNKNOWN ? UNKNOWN : mappings.get(`integration.request.path.${name}`);
    const variable =
      typeof source === "string" && source.startsWith(VARIABLE)
        ? source.slice(VARIABLE.length)
        : "";
    const fixed = typeof source === "string" ? /^'(.*)'$/.exec(source)?.[1] : undefined;
    const value = Object.hasOwn(parameters, variable) ? parameters[variable] : fixed;
    if (value === undefined) {
      return { because: `what {${name}} in the integration's URI stands for` };
    }
    key = key.replace(`{${name}}`, () => value);
  }
  if (
    names.length > 0 &&
    (/[%+]/.test(path) || (path.endsWith("/") && resourcePath.endsWith("+}")))
  ) {
    // How API Gateway hands these on is written nowhere.
    return { because: `which key ${path} stands for` };
  }
  return key === "" || key.endsWith("/") ? { because: `a list of ${key || "all"}` } : key;
}
