import type { TransferRequest } from "../../simulator/ports";
import type { KeptBytes } from "../content-store/content-store";
import { rangeValidator } from "./response-plan";

/** Headers for the requests to a host, by its configured URL. Their values may be secret. */
export type HeaderSource = (configured: URL) => Readonly<Record<string, string>>;

/** Names that say how the request is sent; a configured value would break it. */
const reserved = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "if-range",
  "keep-alive",
  "proxy-authorization",
  "range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * The headers of one request, names in lower case. `own` are those of the host that the transfer began with: they are left out
 * as soon as a redirect has led to another origin.
 */
export function requestHeaders(
  own: Readonly<Record<string, string>>,
  kept: KeptBytes | undefined,
  byteRange?: TransferRequest["byteRange"],
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { "user-agent": "background-assets", accept: "*/*" };
  for (const [name, value] of Object.entries(own)) {
    if (!reserved.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  // Bytes are counted and continued as they are stored on the server.
  headers["accept-encoding"] = "identity";
  const validator = kept === undefined ? undefined : rangeValidator(kept);
  const continued = kept !== undefined && validator !== undefined ? kept.bytes : 0;
  if (byteRange !== undefined) {
    headers.range = `bytes=${byteRange.offset + continued}-${byteRange.offset + byteRange.length - 1}`;
  } else if (continued > 0) headers.range = `bytes=${continued}-`;
  if (continued > 0 && validator !== undefined) headers["if-range"] = validator;
  return headers;
}
