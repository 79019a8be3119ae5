import type { IncomingHttpHeaders } from "undici/types/header";
import type { Connection } from "./connection";
import type { ConnectionPool } from "./connection-pool";
import type { Dispatch } from "./response-handler";

export interface ExchangeRequest {
  /** Which connections it may share. */
  readonly place: string;
  /** Where it really goes. */
  readonly url: URL;
  readonly method: "GET" | "HEAD";
  readonly headers: Readonly<Record<string, string>>;
  /** What stands between the request and the connection; undefined: nothing. */
  readonly dispatch?: Dispatch | undefined;
}

export interface ExchangeTimeouts {
  /** Until a connection is made, name lookup and TLS included. */
  readonly connectTimeoutMs: number;
  /** From the request to the end of the response's headers. */
  readonly headersTimeoutMs: number;
  /** How long the body may bring next to nothing. */
  readonly bodyTimeoutMs: number;
}

/** Called in this order; nothing comes after `ended`, `failed`, `abort` or `discard`. */
export interface ExchangeEvents {
  responded(status: number, headers: IncomingHttpHeaders): void;
  received(chunk: Uint8Array): void;
  ended(): void;
  failed(error: Error): void;
}

/** What came of an exchange, whoever ended it. */
export interface ExchangeResult {
  readonly status: number | undefined;
  readonly responseHeaders: IncomingHttpHeaders;
  readonly bodyBytes: number;
}

export class ExchangeTimeoutError extends Error {}

/** Bodies of redirects and errors up to here are read to their end, so that the connection can be used again. */
const discardedBytes = 64 * 1024;
/** Fewer bytes than this within the body's timeout are a drip that would never end. */
const leastBytes = 1024;

type HoldReason = "disk" | "rate";

/** One request with its response. */
export class Exchange {
  readonly #pool: ConnectionPool;
  readonly #connection: Connection;
  readonly #request: ExchangeRequest;
  readonly #timeouts: ExchangeTimeouts;
  readonly #events: ExchangeEvents;
  readonly #result: (result: ExchangeResult) => void;
  readonly #holds = new Set<HoldReason>();
  #wasHeld = false;
  #timer: NodeJS.Timeout | undefined;
  #phase: "waiting" | "body" | "discarding" | "over" = "waiting";
  #status: number | undefined;
  #responseHeaders: IncomingHttpHeaders = {};
  #bodyBytes = 0;
  #countedBytes = 0;

  constructor(
    pool: ConnectionPool,
    connection: Connection,
    request: ExchangeRequest,
    timeouts: ExchangeTimeouts,
    events: ExchangeEvents,
    result: (result: ExchangeResult) => void,
  ) {
    this.#pool = pool;
    this.#connection = connection;
    this.#request = request;
    this.#timeouts = timeouts;
    this.#events = events;
    this.#result = result;
  }

  /** Nothing had answered yet when it failed, on a connection that the server may just have closed. */
  get metStaleConnection(): boolean {
    return this.#status === undefined && this.#connection.hasServed;
  }

  send(): void {
    const { connectTimeoutMs, headersTimeoutMs } = this.#timeouts;
    const { url, method, headers } = this.#request;
    this.#watch(connectTimeoutMs + headersTimeoutMs);
    const dispatch = this.#request.dispatch ?? this.#connection.dispatch;
    dispatch(
      { origin: url.origin, path: url.pathname + url.search, method, headers: { ...headers } },
      {
        sent: () => {
          if (this.#phase === "waiting") this.#watch(headersTimeoutMs);
        },
        responded: (status, responseHeaders) => this.#responded(status, responseHeaders),
        received: (chunk) => this.#received(chunk),
        ended: () => this.#ended(),
        failed: (error) => this.#failed(error),
      },
    );
  }

  /** Lets the server wait until every reason is gone. */
  hold(reason: HoldReason): void {
    if (this.#phase !== "body") return;
    this.#holds.add(reason);
    this.#wasHeld = true;
    this.#connection.hold();
  }

  release(reason: HoldReason): void {
    if (this.#holds.delete(reason) && this.#holds.size === 0) this.#connection.release();
  }

  /** Closes the connection. */
  abort(): void {
    if (this.#phase === "over") return;
    this.#over();
    this.#pool.drop(this.#connection);
  }

  /** The body is of no interest. */
  discard(): void {
    if (this.#phase !== "body") return;
    this.#phase = "discarding";
    const length = Number(this.#responseHeaders["content-length"] ?? 0);
    if (length > discardedBytes) this.abort();
  }

  #responded(status: number, headers: IncomingHttpHeaders): void {
    // 100 to 199 only announce the response, any number of times; the timer goes on.
    if (this.#phase !== "waiting" || status < 200) return;
    this.#phase = "body";
    this.#status = status;
    this.#responseHeaders = headers;
    this.#watch(this.#timeouts.bodyTimeoutMs);
    this.#events.responded(status, headers);
  }

  #received(chunk: Uint8Array): void {
    this.#bodyBytes += chunk.length;
    if (this.#phase === "body") this.#events.received(chunk);
    else if (this.#phase === "discarding" && this.#bodyBytes > discardedBytes) this.abort();
  }

  #ended(): void {
    if (this.#phase === "over") return;
    const wanted = this.#phase === "body";
    this.#over();
    this.#pool.giveBack(this.#request.place, this.#connection);
    if (wanted) this.#events.ended();
  }

  #failed(error: Error): void {
    if (this.#phase === "over") return;
    const wanted = this.#phase !== "discarding";
    this.#over();
    this.#pool.drop(this.#connection);
    if (wanted) this.#events.failed(error);
  }

  #over(): void {
    this.#phase = "over";
    clearTimeout(this.#timer);
    this.#result({ status: this.#status, responseHeaders: this.#responseHeaders, bodyBytes: this.#bodyBytes });
  }

  #watch(timeoutMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#elapsed(timeoutMs), timeoutMs);
  }

  #elapsed(timeoutMs: number): void {
    // While we let the server wait its silence means nothing.
    const isAlive = this.#wasHeld || this.#bodyBytes - this.#countedBytes >= leastBytes;
    if (this.#phase === "body" && isAlive) {
      this.#countedBytes = this.#bodyBytes;
      this.#wasHeld = this.#holds.size > 0;
      this.#watch(timeoutMs);
      return;
    }
    const seconds = `${timeoutMs / 1000} s`;
    const what = this.#status === undefined ? "no answer" : "next to nothing of the body";
    this.#failed(new ExchangeTimeoutError(`${what} for ${seconds}`));
  }
}
