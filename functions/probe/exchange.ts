import * as http from "http";
import type { TLSSocket } from "tls";
import { codeOf, type Deadline } from "./connect";
import { CurlError, KEPT_BYTES, KEPT_HEADERS, type Outcome } from "./observation";
import type { ProbeCall } from "./request";

/**
 * Asks on a connection and reads the beginning of the answer.
 *
 * @throws CurlError 1, 8, 18, 28, 52 or 56
 */
export async function exchange(
  { url, method, headers }: ProbeCall,
  secure: TLSSocket,
  deadline: Deadline,
): Promise<Outcome> {
  const { host: written, pathname, search } = new URL(url);
  const host = written.replace(/\.(?=:|$)/, "");
  // A reset is an error of the connection; a connection that is closed is none.
  let broken = false;
  secure.on("error", () => (broken = true));
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const defaults = Object.entries({ host, accept: "*/*", "user-agent": "private-api-probe" });
  const request = http.request({
    ...{ method, path: `${pathname}${search}`, setHost: false },
    createConnection: () => secure,
    headers: {
      ...Object.fromEntries(defaults.filter(([name]) => !given.has(name))),
      ...headers,
    },
  });
  const answer = new Promise<Outcome>((resolve, reject) => {
    request.once("response", (response) => {
      read(response)
        .then(resolve)
        .catch(() => reject(broken ? reset() : cutOff()));
    });
    request.on("error", (error) => reject(broken ? reset() : failed(error)));
    request.end();
  });
  return deadline.within(answer, "Operation");
}

async function read(response: http.IncomingMessage): Promise<Outcome> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > KEPT_BYTES) {
      break;
    }
  }
  return {
    ...{ kind: "http", status: response.statusCode ?? 0 },
    headers: Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = response.headers[name];
        return value === undefined ? [] : [[name, [value].flat().join(", ")]];
      }),
    ),
    body: Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString("utf8"),
    truncated: size > KEPT_BYTES,
  };
}

const reset = () => new CurlError(56, "Recv failure: Connection reset by peer");
const cutOff = () => new CurlError(18, "transfer closed with outstanding read data remaining");

function failed(error: unknown): CurlError {
  const code = codeOf(error);
  if (!code.startsWith("HPE_")) {
    return new CurlError(52, "Empty reply from server");
  }
  // The parser says so of what does not begin with HTTP/1.
  return code === "HPE_INVALID_CONSTANT" || code === "HPE_INVALID_VERSION"
    ? new CurlError(1, "Received HTTP/0.9 when not allowed")
    : new CurlError(8, "the answer's headers are none");
}
