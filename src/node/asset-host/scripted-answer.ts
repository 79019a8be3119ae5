import type { IncomingHttpHeaders } from "node:http";

/** What a script sees of a request, before anything is answered. */
export interface ScriptedRequest {
  readonly method: string;
  /** As it came, without the query: still percent-encoded. */
  readonly path: string;
  /** With its `?`; empty without one. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** How often this method and path were asked for, this time included: 1, 2, ... */
  readonly attempt: number;
}

/**
 * How an answer departs from the honest one. Everything left out stays as it would be: `{ eTag: '"other"' }` serves the file,
 * ranges included, under that entity tag; `{ cutAfterBytes: 100 }` an honest answer that breaks off.
 */
export interface ScriptedAnswer {
  /** Replaces the status; ranges are then not looked at. Without `body` its body is the status in plain text. */
  readonly status?: number;
  /** Replaced or added; undefined removes. They win over every other field. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** The `Location`, verbatim. The status is 302 unless `status` says otherwise. */
  readonly redirectTo?: string;
  /** Served instead of the file (or of nothing), as `text/html` unless `headers` say otherwise. */
  readonly body?: string | Uint8Array;
  /** The strong entity tag, with its quotes. `If-Range` is judged against it. */
  readonly eTag?: string;
  /** A `Range` is not looked at: 200 with everything, and no `Accept-Ranges`. */
  readonly ignoreRange?: boolean;
  /** A lie, or "absent" for a chunked answer. The connection is closed at the body's end, so that nobody waits for more. */
  readonly contentLength?: number | "absent";
  /** The connection is closed when this much of the body is sent, or without any answer. */
  readonly cutAfterBytes?: number | "before-headers";
  /** Silence when this much of the body is sent, or from the start, until the client goes or the host closes. */
  readonly stallAfterBytes?: number | "before-headers";
  readonly bytesPerSecond?: number;
}

/** Undefined: the honest answer. */
export type AnswerScript = (request: ScriptedRequest) => ScriptedAnswer | undefined;
