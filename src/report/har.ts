/** One request and its answer, as they went over the network, secrets masked: a redirect is an exchange of its own. */
export interface HarExchange {
  readonly method: string;
  /** As configured. */
  readonly url: string;
  /** Where it really went, where that is another. */
  readonly mappedUrl: string | undefined;
  /** Undefined: no response came. */
  readonly status: number | undefined;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string | readonly string[]>>;
  /** Wall clock, milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Of the body, as they came. */
  readonly bytes: number;
  /** What a fault of the scenario did to it. */
  readonly fault?: string | undefined;
}

/** HTTP Archive 1.2 of the real traffic, without bodies. */
export function harReport(exchanges: readonly HarExchange[], simulator: string): object {
  const [name = simulator, version = ""] = simulator.split(" ");
  return {
    log: {
      version: "1.2",
      creator: { name, version },
      entries: exchanges.map(entry),
    },
  };
}

function commentOf({ mappedUrl, fault }: HarExchange): { readonly comment?: string } {
  const notes = [
    ...(mappedUrl === undefined ? [] : [`mapped to ${mappedUrl}`]),
    ...(fault === undefined ? [] : [`fault: ${fault}`]),
  ];
  return notes.length === 0 ? {} : { comment: notes.join("; ") };
}

function entry(exchange: HarExchange): object {
  const header = (wanted: string) => [exchange.responseHeaders[wanted] ?? ""].flat()[0] ?? "";
  return {
    startedDateTime: new Date(exchange.startedAt).toISOString(),
    time: exchange.durationMs,
    request: {
      method: exchange.method,
      url: exchange.url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairs(exchange.requestHeaders),
      queryString: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: exchange.status ?? 0,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairs(exchange.responseHeaders),
      content: { size: exchange.bytes, mimeType: header("content-type") },
      redirectURL: header("location"),
      headersSize: -1,
      bodySize: exchange.bytes,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: exchange.durationMs },
    ...commentOf(exchange),
  };
}

function pairs(headers: Readonly<Record<string, string | readonly string[]>>): object[] {
  return Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
}
