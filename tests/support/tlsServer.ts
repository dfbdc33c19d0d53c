import * as fs from "fs";
import * as net from "net";
import * as path from "path";
import * as tls from "tls";

const read = (file: string) => fs.readFileSync(path.join(__dirname, "tls", file), "utf8");

/** The issuer of `server`, whom nobody but a test trusts. */
export const CA = read("ca.crt");

/** Certificates, both of right.example.com and *.execute-api.example.com. */
const PAIRS = {
  server: { cert: read("server.crt"), key: read("server.key") },
  stranger: { cert: read("stranger.crt"), key: read("stranger.key") },
};

/** What a server does with the text that arrived first, and the connection below TLS. */
export type Behaviour = (socket: tls.TLSSocket, request: string, below: net.Socket) => void;

const open = new Set<net.Server>();
const sockets = new Set<net.Socket>();

/** Serves TLS on a free port of an address. @returns the port */
export function serveTls(
  behave: Behaviour,
  options: { pair?: keyof typeof PAIRS; address?: string; port?: number } = {},
): Promise<number> {
  const { pair = "server", address, port } = options;
  // One connection at a time is all that these tests make; TLS hides the one below.
  let below: net.Socket;
  const server = tls.createServer(PAIRS[pair], (socket) => {
    const lower = below;
    socket.on("error", () => undefined);
    socket.once("data", (data: Buffer) => behave(socket, data.toString(), lower));
  });
  server.on("connection", (socket: net.Socket) => (below = socket));
  return listen(server, address, port);
}

/** Serves plain TCP on a free port. @returns the port */
export function serveTcp(behave: (socket: net.Socket) => void, address?: string): Promise<number> {
  return listen(net.createServer(behave), address);
}

function listen(server: net.Server, address = "127.0.0.1", port = 0): Promise<number> {
  open.add(server);
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => resolve((server.address() as net.AddressInfo).port));
  });
}

/** Closes every server and connection. */
export function closeServers(): void {
  sockets.forEach((socket) => socket.destroy());
  open.forEach((server) => server.close());
  sockets.clear();
  open.clear();
}

/** An answer of 200 with a text. */
export const answer =
  (body: string, headers = ""): Behaviour =>
  (socket) =>
    socket.end(
      `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
