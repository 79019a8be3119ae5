/** One request of a run and its response, secrets masked: what the details of a download show. */
export interface HttpExchange {
  readonly method: "GET" | "HEAD";
  /** The configured URL. */
  readonly url: string;
  /** Where the request went, when that is another. */
  readonly mappedUrl: string | undefined;
  /** Undefined: no response came. */
  readonly status: number | undefined;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string | readonly string[]>>;
  readonly durationMs: number;
  /** Of the body, as they came. */
  readonly bytes: number;
  /** What a fault did to it; undefined: nothing. */
  readonly fault: string | undefined;
}
