import type { IncomingHttpHeaders } from "undici/types/header";
import { maskSecrets, maskUrl } from "../../simulator/secret-masking";

/** One request and its response, as an HTTP archive wants it. */
export interface ExchangeRecord {
  readonly method: "GET" | "HEAD";
  /** The configured URL. */
  readonly url: string;
  /** Where the request went, when that is another. */
  readonly mappedUrl: string | undefined;
  /** Undefined: no response came. */
  readonly status: number | undefined;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string | readonly string[]>>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Of the body, as they came. */
  readonly bytes: number;
  /** What a fault did to it; undefined: nothing. */
  readonly fault: string | undefined;
}

export const maskedValue = "***";

const secretHeaders = new Set(["authorization", "cookie", "set-cookie", "proxy-authorization"]);
/** Their value is one URL, perhaps a relative one. */
const urlHeaders = new Set(["location", "content-location", "referer"]);

/** Replaces secret values: well-known headers, those of `secretNames` (lower case), and secrets in URLs. */
export function maskRecord(record: ExchangeRecord, secretNames: ReadonlySet<string>): ExchangeRecord {
  const maskValue = (name: string, value: string) => {
    if (secretHeaders.has(name) || secretNames.has(name)) return maskedValue;
    return urlHeaders.has(name) ? maskUrl(value) : maskSecrets(value);
  };
  return {
    ...record,
    url: maskUrl(record.url),
    mappedUrl: record.mappedUrl === undefined ? undefined : maskUrl(record.mappedUrl),
    fault: record.fault === undefined ? undefined : maskSecrets(record.fault),
    requestHeaders: Object.fromEntries(
      Object.entries(record.requestHeaders).map(([name, value]) => [name, maskValue(name, value)]),
    ),
    responseHeaders: Object.fromEntries(
      Object.entries(record.responseHeaders).map(([name, value]) => [
        name,
        typeof value === "string" ? maskValue(name, value) : value.map((item) => maskValue(name, item)),
      ]),
    ),
  };
}

export function definedHeaders(headers: IncomingHttpHeaders): Record<string, string | readonly string[]> {
  const defined: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) defined[name] = value;
  return defined;
}
