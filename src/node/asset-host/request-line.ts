import { formatBytes } from "../../model/sizes";
import type { RefusedConnection, ServedRequest } from "./asset-host";

/** One line of the request log, for people. */
export function requestLine(request: ServedRequest): string {
  const target = printable(request.path) + maskedQuery(request.query);
  const range = request.range === undefined ? "" : ` ${printable(request.range)}`;
  const status = request.status === 0 ? "no answer" : request.status;
  const sent = `${formatBytes(request.bytes)} in ${request.durationMs} ms`;
  const failure = request.failure === undefined ? "broken off" : printable(request.failure);
  const ending = request.complete ? "" : `, ${failure}`;
  return `${clock(request.time)} ${request.method} ${target}${range} -> ${status}, ${sent}${ending}`;
}

/** The same for a connection that ended before a request. */
export function refusalLine({ time, remoteAddress, code }: RefusedConnection): string {
  const who = remoteAddress ?? "A client";
  if (code === "ERR_SSL_HTTP_REQUEST") return `${clock(time)} ${who} spoke http: the address begins with https://`;
  return `${clock(time)} ${who} ended the connection before a request: does it trust the certificate authority? (${code})`;
}

/** Names stay, values may be tokens. */
function maskedQuery(query: string): string {
  return printable(query).replace(/=[^&]*/g, "=***");
}

function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}

/** A request is written by a stranger: nothing of it may steer the terminal. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
