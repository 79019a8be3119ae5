import type { Dispatcher } from "undici";
import type { IncomingHttpHeaders } from "undici/types/header";
import {
  type BodyFault,
  bodyFault,
  type ConnectionProblem,
  connectionErrors,
  type FaultedRequest,
} from "../../simulator/fault-behaviour";
import type { Dispatch, ResponseHandler } from "./response-handler";

/** The connection that a fault gets in the way of. */
export interface FaultyConnection {
  readonly dispatch: Dispatch;
  /** Stops reading from the server. */
  hold(): void;
  destroy(): void;
}

export interface WireFaultOptions {
  readonly faulted: Exclude<FaultedRequest, { readonly kind: "code" }>;
  readonly connection: FaultyConnection;
  /** For shares of a content whose size the server does not say. */
  readonly declaredSizeInBytes: number | undefined;
  /** Called once, when the effect takes place. */
  readonly struck: () => void;
}

/**
 * Stands between a request and its connection, and does to what comes back what the fault says. Whoever sent the request
 * cannot tell it from a server or a network that behaves like that.
 */
export class WireFault {
  readonly #options: WireFaultOptions;
  #delay: NodeJS.Timeout | undefined;
  #now: NodeJS.Immediate | undefined;
  #isOver = false;

  constructor(options: WireFaultOptions) {
    this.#options = options;
  }

  readonly dispatch: Dispatch = (request, handler) => {
    const { faulted, connection } = this.#options;
    switch (faulted.kind) {
      case "body":
        connection.dispatch(request, this.#faultyBody(handler));
        return;
      case "late":
        this.#strike();
        // Whoever heard of it may have ended the request.
        if (this.#isOver) return;
        handler.sent();
        this.#delay = setTimeout(() => this.#sendLate(request, handler), faulted.delayMs);
        return;
      case "no-connection":
        this.#soon(() => handler.failed(connectionError(faulted.problem)));
        return;
      case "answer":
        this.#soon(() => {
          handler.sent();
          handler.responded(faulted.status, { ...faulted.headers, date: new Date().toUTCString() });
          if (faulted.body !== "") handler.received(Buffer.from(faulted.body));
          handler.ended();
        });
    }
  };

  /** The request is over, whoever ended it: nothing strikes any more. */
  close(): void {
    this.#isOver = true;
    clearTimeout(this.#delay);
    clearImmediate(this.#now);
  }

  /** Not from within the call that sends it. */
  #soon(act: () => void): void {
    this.#now = setImmediate(() => {
      this.#strike();
      act();
    });
  }

  #sendLate(request: Dispatcher.DispatchOptions, handler: ResponseHandler): void {
    this.#options.connection.dispatch(request, {
      // It has been waiting for the answer since `sent`.
      sent: () => {},
      responded: (status, headers) => handler.responded(status, headers),
      received: (chunk) => handler.received(chunk),
      ended: () => handler.ended(),
      failed: (error) => handler.failed(error),
    });
  }

  #strike(): void {
    if (!this.#isOver) this.#options.struck();
  }

  #faultyBody(handler: ResponseHandler): ResponseHandler {
    const { faulted, connection, declaredSizeInBytes } = this.#options;
    const effect = faulted.kind === "body" ? faulted.effect : undefined;
    let fault: BodyFault | undefined;
    let position = 0;
    let isStopped = false;
    const stop = (ending: BodyFault["ending"]) => {
      isStopped = true;
      this.#strike();
      if (ending === "silence") {
        connection.hold();
      } else if (ending === "end") {
        // What is left of the response must not be taken for the answer to another request.
        connection.destroy();
        handler.ended();
      } else {
        handler.failed(connectionError(ending));
      }
    };
    return {
      sent: () => handler.sent(),
      responded: (status, headers) => {
        const part = contentOf(status, headers);
        if (part === undefined || effect === undefined) {
          handler.responded(status, headers);
          return;
        }
        position = part.offset;
        fault = bodyFault(effect, { offset: part.offset, totalBytes: part.totalBytes ?? declaredSizeInBytes });
        const announced = status === 200 ? fault?.announcedBytes : undefined;
        if (typeof announced === "number") this.#strike();
        handler.responded(status, announced === undefined ? headers : announcing(announced, headers));
        if (fault?.stopAt !== undefined && fault.stopAt <= position) stop(fault.ending);
      },
      received: (chunk) => {
        if (isStopped) {
          connection.hold();
          return;
        }
        const start = position;
        position += chunk.length;
        const { stopAt = Number.POSITIVE_INFINITY, corruptAt, ending = "end" } = fault ?? {};
        let passed = stopAt < position ? chunk.subarray(0, stopAt - start) : chunk;
        if (corruptAt !== undefined && corruptAt >= start && corruptAt < position) {
          passed = Uint8Array.from(passed);
          passed[corruptAt - start] = (passed[corruptAt - start] ?? 0) ^ 0xff;
          this.#strike();
        }
        if (passed.length > 0) handler.received(passed);
        if (stopAt <= position) stop(ending);
      },
      ended: () => {
        if (isStopped) return;
        if (fault?.ending === "closed" && fault.stopAt === undefined) stop("closed");
        else handler.ended();
      },
      failed: (error) => {
        if (!isStopped) handler.failed(error);
      },
    };
  }
}

function connectionError(problem: ConnectionProblem): Error {
  const { code, message } = connectionErrors[problem];
  return Object.assign(new Error(message), { code });
}

/** Which part of the content a response brings; undefined: none. */
function contentOf(
  status: number,
  headers: IncomingHttpHeaders,
): { readonly offset: number; readonly totalBytes: number | undefined } | undefined {
  if (status === 200) return { offset: 0, totalBytes: numberIn(headers["content-length"]) };
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(headers["content-range"]));
  return status === 206 && range !== null ? { offset: Number(range[1]), totalBytes: numberIn(range[2]) } : undefined;
}

function numberIn(text: string | readonly string[] | undefined): number | undefined {
  return typeof text === "string" && /^\d+$/.test(text) ? Number(text) : undefined;
}

function announcing(announced: number | "none", headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { "content-length": _length, "transfer-encoding": _coding, ...others } = headers;
  return announced === "none"
    ? { ...others, "transfer-encoding": "chunked" }
    : { ...others, "content-length": String(announced) };
}
