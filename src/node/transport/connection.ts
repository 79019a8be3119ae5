import { Socket } from "node:net";
import { type buildConnector, Client } from "undici";
import type { Dispatch } from "./response-handler";

/** As long as Node's own agent by default, below what servers keep a connection open for. */
const keepAliveMs = 4_000;
/** More than any server needs; an endless header ends here. */
const maxHeaderBytes = 64 * 1024;

/**
 * One HTTP/1.1 connection to an origin. `hold` stops reading from the socket, which in turn makes the server wait. That is done
 * at the socket and not through undici's own pausing: when a server closes or resets a connection while undici's parser is
 * paused, undici 7 throws an assertion outside of any request, or never ends the request.
 */
export class Connection {
  /** The other side has closed it between two requests. */
  onClosed: () => void = () => {};
  /** Answered a request before: the server may be about to close it. */
  hasServed = false;
  readonly #client: Client;
  #socket: Socket | undefined;
  #connecting: Socket | undefined;
  #held = false;
  #destroyed = false;

  constructor(origin: string, connector: buildConnector.connector) {
    this.#client = new Client(origin, {
      connect: (options, callback) => {
        const socket: unknown = connector(options, (...[error, connected]: [Error | null, Socket | null]) => {
          this.#connecting = undefined;
          if (error !== null || connected === null) {
            callback(error ?? new Error("no connection"), null);
            return;
          }
          this.#socket = connected;
          gateReading(connected, () => this.#held);
          callback(null, connected);
        });
        // It says that it returns nothing, and returns the socket: the only way to stop a connection being made.
        if (socket instanceof Socket) this.#connecting = socket;
      },
      pipelining: 1,
      maxHeaderSize: maxHeaderBytes,
      keepAliveTimeout: keepAliveMs,
      // The exchange has timers of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#client.on("disconnect", () => this.onClosed());
  }

  readonly dispatch: Dispatch = (options, handler) => {
    this.#client.dispatch(options, {
      onRequestStart: () => handler.sent(),
      onResponseStart: (_, status, headers) => handler.responded(status, headers),
      onResponseData: (_, chunk) => handler.received(chunk),
      onResponseEnd: () => handler.ended(),
      onResponseError: (_, error) => handler.failed(error),
    });
  };

  hold(): void {
    this.#held = true;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    // Later: this may be called from within undici's parser.
    setImmediate(() => {
      if (!this.#held && this.#socket?.destroyed === false) this.#socket.emit("readable");
    });
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#connecting?.destroy();
    this.#client.destroy(new Error("no longer needed")).catch(() => {});
  }

  get isUsable(): boolean {
    return !this.#destroyed && !this.#client.destroyed && this.#socket?.destroyed === false;
  }
}

/** undici reads when the socket is readable, until it gets nothing; held, it gets nothing. */
function gateReading(socket: Socket, isHeld: () => boolean): void {
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => (isHeld() ? null : read(size));
}
