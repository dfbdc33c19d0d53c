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
  ...(["-A", "--user-agent", "--retry"] as const).map((flag) => [flag, true] as const),
]);

const LONG: Record<string, string> = {
  "--insecure": "-k",
  "--header": "-H",
  "--request": "-X",
  "--head": "-I",
  "--get": "-G",
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
        "leave it out: the way of the call does not depend on it, or cannot be told",
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

/** Where curl connects to when `--resolve HOST:PORT:ADDRESS` or `--connect-to H1:P1:H2:P2` says so. */
function connection(
  url: string,
  resolves: readonly string[],
  connects: readonly string[],
): Pick<Request, "connectTo"> {
  const { host, port } = hostAndPort(url);
  const fits = (name = "", at = "") =>
    (name === "" || name === "*" || name.toLowerCase() === host) &&
    (at === "" || Number(at) === port);
  for (const text of connects) {
    const [name, at, other = "", otherPort = ""] = text.split(":");
    if (text.split(":").length !== 4) {
      const allowed = "HOST1:PORT1:HOST2:PORT2";
      throw new RequestError(
        "--connect-to is not of four parts",
        text,
        allowed,
        "name all four parts",
      );
    }
    if (fits(name, at)) {
      return { connectTo: { host: other || host, port: Number(otherPort || port) } };
    }
  }
  for (const text of resolves) {
    const [name, at, address = ""] = text.split(":");
    if (text.split(":").length !== 3 || address === "") {
      const allowed = "HOST:PORT:ADDRESS";
      throw new RequestError(
        "--resolve is not of three parts",
        text,
        allowed,
        `${host}:443:10.1.0.4`,
      );
    }
    if (fits(name, at)) {
      return { connectTo: { host: address, port } };
    }
  }
  return {};
}

function hostAndPort(url: string): { host: string; port: number } {
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
