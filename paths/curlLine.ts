import { parseRange } from "./network/ranges";
import { normalHeaders, RequestError, type Request } from "./request";

/** What of a curl command decides how a call goes. */
export type CurlCall = Omit<Request, "from">;

/** Options that change nothing of what this analyser tells, and whether they take a value. */
const IGNORED = new Map<string, boolean>([
  ...(["-s", "-S", "-v", "-i", "-L", "-f", "-g", "-4", "-#", "-N"] as const).map(
    (flag) => [flag, false] as const,
  ),
  ...(["--silent", "--show-error", "--verbose", "--include", "--location", "--fail"] as const).map(
    (flag) => [flag, false] as const,
  ),
  ...(
    ["-o", "--output", "-w", "--write-out", "-m", "--max-time", "--connect-timeout"] as const
  ).map((flag) => [flag, true] as const),
  ...(["--compressed", "--http1.1", "--http2", "--tlsv1.2", "--tlsv1.3"] as const).map(
    (flag) => [flag, false] as const,
  ),
  ...(["-A", "--user-agent", "--retry"] as const).map((flag) => [flag, true] as const),
]);

const LONG: Record<string, string> = {
  "--insecure": "-k",
  "--header": "-H",
  "--request": "-X",
  "--head": "-I",
};
const WITH_VALUE = new Set(["-H", "-X", "--resolve", "--connect-to", "--url"]);
const UNDERSTOOD = "-k, -H, -X, -I, --resolve, --connect-to, --url";

/**
 * Reads a curl command line, as shells hand it over, with or without the word `curl` before it.
 *
 * @throws RequestError when it has no URL, several, or an option that is not understood
 */
export function parseCurl(words: readonly string[]): CurlCall {
  const queue = words[0] === "curl" ? words.slice(1) : [...words];
  const urls: string[] = [];
  const headers: Record<string, string> = {};
  const resolves: string[] = [];
  const connects: string[] = [];
  let method: string | undefined;
  let head = false;
  let insecure = false;
  for (const { flag, value } of options(queue)) {
    switch (flag) {
      case "-k":
        insecure = true;
        break;
      case "-I":
        head = true;
        break;
      case "-X":
        method = value;
        break;
      case "-H":
        Object.assign(headers, header(value));
        break;
      case "--resolve":
        resolves.push(value);
        break;
      case "--connect-to":
        connects.push(value);
        break;
      case "--url":
      case "":
        urls.push(value);
        break;
      default:
        break;
    }
  }
  const [url, second] = urls;
  if (url === undefined || second !== undefined) {
    const what = url === undefined ? "the command has no URL" : "the command has several URLs";
    throw new RequestError(what, words.join(" "), "one URL", "curl -k https://<name>/<stage>");
  }
  return {
    method: (method ?? (head ? "HEAD" : "GET")).toUpperCase(),
    url,
    headers: normalHeaders(headers),
    insecure,
    ...connection(url, resolves, connects),
  };
}

/** Flags with their values; combined short ones (`-kI`, `-XGET`) come one by one. */
function options(queue: readonly string[]): { flag: string; value: string }[] {
  const found: { flag: string; value: string }[] = [];
  const words = [...queue];
  while (words.length > 0) {
    const word = words.shift() ?? "";
    if (!word.startsWith("-") || word === "-") {
      found.push({ flag: "", value: word });
      continue;
    }
    const [long = "", inline] = word.startsWith("--") ? split(word, "=") : [word.slice(0, 2)];
    const flag = LONG[long] ?? long;
    const rest = word.startsWith("--") ? inline : word.slice(2) || undefined;
    const takes = WITH_VALUE.has(flag) || IGNORED.get(flag) === true;
    if (!takes && !IGNORED.has(flag) && flag !== "-k" && flag !== "-I") {
      throw new RequestError(
        `the option ${long} is not understood`,
        word,
        UNDERSTOOD,
        "leave it out where the call's way does not depend on it",
      );
    }
    if (takes) {
      const value = rest ?? words.shift();
      if (value === undefined) {
        throw new RequestError(
          `the option ${long} needs a value`,
          word,
          UNDERSTOOD,
          `${long} <value>`,
        );
      }
      found.push({ flag, value });
    } else {
      found.push({ flag, value: "" });
      if (rest !== undefined && !word.startsWith("--")) {
        words.unshift(`-${rest}`);
      }
    }
  }
  return found;
}

function header(text: string): Record<string, string> {
  const [name = "", value] = split(text, ":");
  if (value === undefined || name.trim() === "") {
    const fix = "-H 'x-apigw-api-id: <id>'";
    throw new RequestError("a header is not 'name: value'", text, "-H 'name: value'", fix);
  }
  return { [name.trim().toLowerCase()]: value.trim() };
}

/**
 * Where curl connects to when `--connect-to HOST1:PORT1:HOST2:PORT2` or `--resolve HOST:PORT:ADDRESS` says
 * so; the first that fits holds. The address of `--resolve` is also used for what `--connect-to` names.
 */
function connection(
  url: string,
  resolves: readonly string[],
  connects: readonly string[],
): Pick<Request, "connectTo"> {
  const own = hostAndPort(url);
  const [, , host = "", port = ""] =
    connects.map(connectParts).find(([name, at]) => fits(own, name, at)) ?? [];
  const to = { host: host || own.host, port: port === "" ? own.port : Number(port) };
  const address = resolves.map(resolveParts).find(([name, at]) => fits(to, name, at))?.[2];
  const isElsewhere = to.host !== own.host || to.port !== own.port;
  return address !== undefined
    ? { connectTo: { host: address, port: to.port } }
    : isElsewhere
      ? { connectTo: to }
      : {};
}

interface HostAndPort {
  host: string;
  port: number;
}

/** An empty part, and `*` as a name, stand for all. */
const fits = (own: HostAndPort, name = "", port = ""): boolean =>
  (name === "" || name === "*" || name.toLowerCase() === own.host) &&
  (port === "" || Number(port) === own.port);

function connectParts(text: string): string[] {
  const parts = text.split(":");
  if (parts.length !== 4 || ![parts[1], parts[3]].every(isPort)) {
    const allowed = "HOST1:PORT1:HOST2:PORT2, each of which may be empty";
    const fix = "--connect-to ::vpce.hoge.co.jp:443";
    throw new RequestError("--connect-to cannot be read", text, allowed, fix);
  }
  return parts;
}

function resolveParts(text: string): string[] {
  // A plus sign before it only says how long curl remembers the address.
  const parts = text.replace(/^\+/, "").split(":");
  const address = parts[2] ?? "";
  if (parts.length !== 3 || !isPort(parts[1]) || address.includes("/") || !parseRange(address)) {
    const allowed = "HOST:PORT:ADDRESS with one IPv4 address; trace each of several by itself";
    const fix = "--resolve vpce.hoge.co.jp:443:10.1.0.4";
    throw new RequestError("--resolve cannot be read", text, allowed, fix);
  }
  return parts;
}

const isPort = (text = ""): boolean => /^\d*$/.test(text) && Number(text) < 2 ** 16;

function hostAndPort(url: string): HostAndPort {
  try {
    const { hostname, port } = new URL(url);
    return { host: hostname.toLowerCase(), port: port === "" ? 443 : Number(port) };
  } catch {
    return { host: "", port: 443 };
  }
}

function split(text: string, by: string): [string, string?] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + by.length)];
}
