import { STATUS_CODES } from "node:http";
import { type ByteRange, ifRangeHolds, requestedRange } from "./byte-range";
import { type Representation, representationOfBytes } from "./representation";
import type { ScriptedAnswer } from "./scripted-answer";

/** Status, headers and body, decided before a byte is sent. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Representation;
  /** The part of `body` to send; undefined sends nothing (HEAD, an empty body). */
  readonly span: ByteRange | undefined;
}

export interface AnswerInput {
  readonly method: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  /** The file asked for; undefined is 404. */
  readonly file: Representation | undefined;
  readonly script: ScriptedAnswer;
  readonly now: Date;
}

export function decideAnswer(input: AnswerInput): Answer {
  const { script } = input;
  const decided = decideStatus(input);
  const { status, body } = decided;
  const whole = body.sizeInBytes === 0 ? undefined : { first: 0, last: body.sizeInBytes - 1 };
  const span = decided.range ?? whole;
  const length = span === undefined ? 0 : span.last - span.first + 1;
  const headers: Record<string, string> = {
    "content-type": body.contentType,
    "content-length": String(script.contentLength ?? length),
    ...(status === 200 || status === 206 ? validators(body, script) : {}),
    ...decided.headers,
  };
  if (script.contentLength === "absent" || status === 204 || status === 304) delete headers["content-length"];
  for (const [name, value] of Object.entries(script.headers ?? {})) {
    if (value === undefined) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = value;
  }
  const hasBody = input.method !== "HEAD" && status !== 204 && status !== 304;
  return { status, headers, body, span: hasBody ? span : undefined };
}

interface Decision {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Representation;
  readonly range?: ByteRange;
}

function decideStatus({ method, range, ifRange, file, script, now }: AnswerInput): Decision {
  const scriptedBody = script.body === undefined ? undefined : bodyOf(script.body);
  if (script.redirectTo !== undefined || script.status !== undefined) {
    const status = script.status ?? 302;
    const location: Record<string, string> = script.redirectTo === undefined ? {} : { location: script.redirectTo };
    return { status, headers: location, body: scriptedBody ?? statusText(status) };
  }
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, headers: { allow: "GET, HEAD" }, body: statusText(405) };
  }
  const body = scriptedBody ?? file;
  if (body === undefined) return { status: 404, headers: {}, body: statusText(404) };
  // RFC 9110 14.2: only GET has ranges.
  if (method !== "GET" || script.ignoreRange === true) return { status: 200, headers: {}, body };
  const current = { eTag: script.eTag ?? body.eTag, lastModified: body.lastModified };
  const wanted = ifRangeHolds(ifRange, current, now) ? requestedRange(range, body.sizeInBytes) : undefined;
  if (wanted === undefined) return { status: 200, headers: {}, body };
  if (wanted === "unsatisfiable") {
    return { status: 416, headers: { "content-range": `bytes */${body.sizeInBytes}` }, body: statusText(416) };
  }
  const contentRange = `bytes ${wanted.first}-${wanted.last}/${body.sizeInBytes}`;
  return { status: 206, headers: { "content-range": contentRange }, body, range: wanted };
}

function validators(body: Representation, script: ScriptedAnswer): Record<string, string> {
  return {
    etag: script.eTag ?? body.eTag,
    ...(body.lastModified === undefined ? {} : { "last-modified": body.lastModified.toUTCString() }),
    ...(script.ignoreRange === true ? {} : { "accept-ranges": "bytes" }),
    // What is behind an address changes while one works: nothing may answer from memory.
    "cache-control": "no-cache",
  };
}

function bodyOf(body: string | Uint8Array): Representation {
  return representationOfBytes(typeof body === "string" ? Buffer.from(body) : body, "text/html; charset=utf-8");
}

function statusText(status: number): Representation {
  const text = `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
  return representationOfBytes(Buffer.from(`${text}\n`), "text/plain; charset=utf-8");
}
