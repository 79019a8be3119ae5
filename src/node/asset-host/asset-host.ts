import { realpath, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Answer, decideAnswer } from "./answer";
import type { DevelopmentCa, IssuedLeaf } from "./development-ca";
import { EntityTags } from "./entity-tags";
import { certificateNames } from "./host-names";
import { portOwner } from "./port-owner";
import { openRepresentation } from "./representation";
import { requestSegments, splitTarget } from "./request-path";
import type { AnswerScript, ScriptedAnswer } from "./scripted-answer";
import { closed, type SentAnswer, sendAnswer } from "./send-answer";

export interface AssetHostOptions {
  /** Served from its root; may be replaced by `publish`. */
  readonly folder: string;
  readonly ca: DevelopmentCa;
  /** Names and addresses the certificate also holds for; localhost and the loopback addresses are always among them. */
  readonly hostNames: readonly string[];
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The address to listen on, default `127.0.0.1`; `*` for every interface of this computer. */
  readonly host?: string;
  /** Served instead of a leaf issued here: an expired one, one with a wrong name, one of another authority. */
  readonly leaf?: IssuedLeaf;
  /** Departs from honest answers, for tests and demonstrations of faults. */
  readonly respond?: AnswerScript;
  /** Called after each answer. */
  readonly log?: (request: ServedRequest) => void;
  /** Called when a connection ended before a request: mostly a client that does not trust the certificate. */
  readonly logRefusedConnection?: (refusal: RefusedConnection) => void;
}

/** One line of the request log. */
export interface ServedRequest {
  /** When the request came. */
  readonly time: Date;
  readonly method: string;
  /** Percent-encoded as it came, without the query. */
  readonly path: string;
  /** With its `?`; empty without one. */
  readonly query: string;
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  /** The `Range` header. */
  readonly range: string | undefined;
  /** Sent of the body. */
  readonly bytes: number;
  /** Whether the answer was sent to its end. */
  readonly complete: boolean;
  readonly durationMs: number;
  readonly remoteAddress: string;
  /** Why the host itself failed (status 500), in Node's words. */
  readonly failure: string | undefined;
}

export interface RefusedConnection {
  readonly time: Date;
  /** Undefined when the client has gone before it could be asked. */
  readonly remoteAddress: string | undefined;
  /** Node's code for what the client did, e.g. `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`. */
  readonly code: string;
}

/** Why a host could not start or publish. `message` is a sentence for people. */
export interface AssetHostFailure {
  readonly reason: "folder-not-found" | "invalid-host-name" | "port-in-use" | "cannot-listen";
  readonly message: string;
}

export type AssetHostStart =
  | { readonly kind: "started"; readonly host: AssetHost }
  | { readonly kind: "failed"; readonly failure: AssetHostFailure };

export interface AssetHost {
  /** `https://localhost:PORT` */
  readonly origin: string;
  readonly port: number;
  /** The newest 10,000, oldest first. */
  readonly requests: readonly ServedRequest[];
  /** Puts another folder behind the host at once; answers on their way end with what they began with. */
  publish(folder: string): Promise<AssetHostFailure | undefined>;
  /** Resolves when every answer that is under way is in `requests`: a client has its last byte a moment earlier. */
  settled(): Promise<void>;
  /** Ends every connection and resolves when no file of the folder is open any more. */
  close(): Promise<void>;
}

const KEPT_REQUESTS = 10_000;

/**
 * Serves a folder over HTTPS: GET and HEAD, single ranges, `If-Range`, strong entity tags from the content, every file
 * streamed. Nothing outside the folder can be reached.
 */
export async function startAssetHost(options: AssetHostOptions): Promise<AssetHostStart> {
  const root = await folderRoot(options.folder);
  if (typeof root !== "string") return { kind: "failed", failure: root };
  const names = certificateNames(["localhost", ...options.hostNames, "127.0.0.1", "::1"]);
  if (names.invalid.length > 0) {
    const message = `${names.invalid.join(", ")}: neither a host name nor an IP address`;
    return { kind: "failed", failure: { reason: "invalid-host-name", message } };
  }
  const leaf = options.leaf ?? options.ca.issueLeaf(names);
  const host = new RunningAssetHost(root, leaf, options);
  const failure = await host.listen(options.port ?? 0, options.host ?? "127.0.0.1");
  return failure === undefined ? { kind: "started", host } : { kind: "failed", failure };
}

class RunningAssetHost implements AssetHost {
  readonly requests: ServedRequest[] = [];
  port = 0;
  #root: string;
  readonly #options: AssetHostOptions;
  readonly #server: Server;
  readonly #entityTags = new EntityTags();
  readonly #attempts = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  /** Connections that had a request: when they end, nobody refused anything. */
  readonly #withRequests = new WeakSet<Duplex>();

  constructor(root: string, leaf: IssuedLeaf, options: AssetHostOptions) {
    this.#root = root;
    this.#options = options;
    this.#server = createServer({ cert: leaf.certPem, key: leaf.keyPem }, (request, response) => {
      const serving = this.#serve(request, response).finally(() => this.#underWay.delete(serving));
      this.#underWay.add(serving);
    });
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket) => this.#refuse(error, socket));
  }

  get origin(): string {
    return `https://localhost:${this.port}`;
  }

  listen(port: number, host: string): Promise<AssetHostFailure | undefined> {
    return new Promise((resolve) => {
      const onError = (error: NodeJS.ErrnoException) => resolve(listenFailure(error, port, host));
      this.#server.once("error", onError);
      this.#server.listen({ port, ...(host === "*" ? {} : { host }) }, () => {
        this.#server.off("error", onError);
        const address = this.#server.address();
        if (typeof address === "object" && address !== null) this.port = address.port;
        resolve(undefined);
      });
    });
  }

  async publish(folder: string): Promise<AssetHostFailure | undefined> {
    const root = await folderRoot(folder);
    if (typeof root !== "string") return root;
    this.#root = root;
    return undefined;
  }

  async close(): Promise<void> {
    if (this.#server.listening) {
      const ended = new Promise<void>((resolve) => this.#server.close(() => resolve()));
      this.#server.closeAllConnections();
      await ended;
    }
    await this.settled();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const time = new Date();
    const startedAt = performance.now();
    const method = request.method ?? "GET";
    const { path, query } = splitTarget(request.url ?? "/");
    const remoteAddress = request.socket.remoteAddress ?? "";
    let status = 0;
    let sent: SentAnswer = { bytes: 0, complete: false };
    let failure: string | undefined;
    this.#withRequests.add(request.socket);
    try {
      const script = this.#scriptFor(request, method, path, query);
      if (script.cutAfterBytes === "before-headers") {
        request.socket.destroy();
      } else if (script.stallAfterBytes === "before-headers") {
        await closed(response);
      } else {
        const answer = await this.#answer(request, method, path, script);
        try {
          status = answer.status;
          sent = await sendAnswer(response, answer, script);
        } finally {
          await answer.close();
        }
      }
    } catch (error) {
      // A disk that fails, or a script: the log says what it was, the client only that it was not its fault.
      failure = error instanceof Error ? error.message : String(error);
      status = 500;
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { "content-length": "0" }).end();
    }
    const durationMs = Math.round(performance.now() - startedAt);
    const { range } = request.headers;
    this.#record({ time, method, path, query, status, range, ...sent, durationMs, remoteAddress, failure });
  }

  async #answer(
    request: IncomingMessage,
    method: string,
    path: string,
    script: ScriptedAnswer,
  ): Promise<Answer & { close(): Promise<void> }> {
    const segments = requestSegments(path);
    const file = segments && (await openRepresentation(this.#root, segments, this.#entityTags));
    const { range, "if-range": ifRange } = request.headers;
    // Node's types allow several of it; more than one is no valid validator, and holds for nothing.
    const validator = Array.isArray(ifRange) ? ifRange.join(", ") : ifRange;
    const answer = decideAnswer({ method, range, ifRange: validator, file, script, now: new Date() });
    return { ...answer, close: async () => file?.close() };
  }

  #scriptFor(request: IncomingMessage, method: string, path: string, query: string): ScriptedAnswer {
    if (this.#options.respond === undefined) return {};
    const key = `${method} ${path}`;
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempt);
    return this.#options.respond({ method, path, query, headers: request.headers, attempt }) ?? {};
  }

  #record(request: ServedRequest): void {
    this.requests.push(request);
    if (this.requests.length > KEPT_REQUESTS) this.requests.shift();
    this.#options.log?.(request);
  }

  /** Before or between requests: bytes that are no HTTP, or a client that ended the TLS handshake. */
  #refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    const code = error.code ?? "";
    if (code.startsWith("HPE_") && socket.writable) {
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const remoteAddress = socket instanceof Socket ? socket.remoteAddress : undefined;
    socket.destroy();
    const isRefusal = code.startsWith("ERR_SSL_") || code === "ECONNRESET";
    if (!isRefusal || this.#withRequests.has(socket)) return;
    this.#options.logRefusedConnection?.({ time: new Date(), remoteAddress, code });
  }
}

async function folderRoot(folder: string): Promise<string | AssetHostFailure> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
    return { reason: "folder-not-found", message: `${folder} is not a folder` };
  } catch {
    return { reason: "folder-not-found", message: `${folder} cannot be opened as a folder` };
  }
}

async function listenFailure(error: NodeJS.ErrnoException, port: number, host: string): Promise<AssetHostFailure> {
  if (error.code === "EADDRINUSE") {
    const owner = await portOwner(port);
    const by = owner === undefined ? "" : ` by ${owner.name} (process ${owner.processId})`;
    return { reason: "port-in-use", message: `Port ${port} is already in use${by}` };
  }
  const why = error.code === "EACCES" ? "this user may not open that port" : error.message;
  return {
    reason: "cannot-listen",
    message: `Cannot listen on ${host === "*" ? "" : `${host}, `}port ${port}: ${why}`,
  };
}
