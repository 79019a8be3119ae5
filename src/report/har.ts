/** One request and its answer, as they went over the network: a redirect is an exchange of its own. */
export interface HarExchange {
  readonly method: string;
  /** As configured. */
  readonly url: string;
  /** Where it really went, where the host is mapped. */
  readonly mappedUrl: string | undefined;
  /** 0: no answer. */
  readonly status: number;
  /** Names and values, secrets masked already. */
  readonly requestHeaders: readonly (readonly [string, string])[];
  readonly responseHeaders: readonly (readonly [string, string])[];
  /** Wall clock, milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Of the body. */
  readonly bytes: number;
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

function entry(exchange: HarExchange): object {
  const pairs = (headers: readonly (readonly [string, string])[]) =>
    headers.map(([headerName, value]) => ({ name: headerName, value }));
  const header = (wanted: string) =>
    exchange.responseHeaders.find(([headerName]) => headerName.toLowerCase() === wanted)?.[1] ?? "";
  return {
    startedDateTime: new Date(exchange.startedAtMs).toISOString(),
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
      status: exchange.status,
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
    ...(exchange.mappedUrl === undefined ? {} : { comment: `mapped to ${exchange.mappedUrl}` }),
  };
}
