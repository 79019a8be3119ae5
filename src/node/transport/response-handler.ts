import type { Dispatcher } from "undici";
import type { IncomingHttpHeaders } from "undici/types/header";

/** What comes back for one request: any number of announcements below 200, one response, its body, and one end. */
export interface ResponseHandler {
  /** The request is on its way. */
  sent(): void;
  responded(status: number, headers: IncomingHttpHeaders): void;
  received(chunk: Uint8Array): void;
  ended(): void;
  failed(error: Error): void;
}

/** Sends one request. */
export type Dispatch = (options: Dispatcher.DispatchOptions, handler: ResponseHandler) => void;
