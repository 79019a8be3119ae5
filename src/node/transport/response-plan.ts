import type { TransferFailure, TransferRequest } from "../../simulator/ports";
import { isRedirect } from "./redirects";

/** What was asked for, and what the content may be. */
export interface Asked {
  /** Bytes that are kept and were not asked for; 0: the whole content was asked for. */
  readonly offset: number;
  readonly keptTotalBytes: number | undefined;
  readonly keptEtag: string | undefined;
  readonly expectedSizeInBytes: number | undefined;
  readonly maxBytes: number | undefined;
  /** Of the resource, where not the whole of it was asked for. */
  readonly byteRange?: TransferRequest["byteRange"];
  /** What the run may still transfer. */
  readonly runBytesLeft: number | undefined;
}

/** The members of a response that decide. */
export interface Answer {
  readonly status: number;
  header(name: string): string | undefined;
}

export type ResponsePlan =
  | { readonly kind: "redirect"; readonly location: string }
  /** `totalBytes` of the whole content, where the server says so. */
  | { readonly kind: "write"; readonly offset: number; readonly totalBytes: number | undefined }
  /** What is kept does not fit: ask for the whole content. Never when it was asked for. */
  | { readonly kind: "start-over" }
  | { readonly kind: "fail"; readonly failure: TransferFailure };

/** What to do with a response, before anything of its body is looked at. */
export function planResponse(asked: Asked, answer: Answer): ResponsePlan {
  const { status } = answer;
  const location = answer.header("location");
  if (isRedirect(status) && location !== undefined) return { kind: "redirect", location };
  if (asked.byteRange !== undefined) return planRangeResponse(asked, asked.byteRange, answer);
  if (status === 206 && asked.offset > 0) {
    const total = continuedTotal(asked, answer);
    return total === undefined ? { kind: "start-over" } : judgeSize(asked, asked.offset, total);
  }
  if (status === 416 && asked.offset > 0) return { kind: "start-over" };
  if (status === 200) return judgeSize(asked, 0, contentLength(answer));
  const detail = isRedirect(status) ? "a redirect without a Location" : "";
  return { kind: "fail", failure: { kind: "http-status", status, detail } };
}

/** A sub-range is a content of its own: its size is known, and what is kept of it is continued within it. */
function planRangeResponse(
  asked: Asked,
  { offset, length }: NonNullable<Asked["byteRange"]>,
  answer: Answer,
): ResponsePlan {
  const { status } = answer;
  const fail = (detail: string): ResponsePlan => ({ kind: "fail", failure: { kind: "http-status", status, detail } });
  if (status === 206) {
    const range = contentRange(answer);
    if (range?.start === offset + asked.offset && range.end === offset + length - 1 && !isOtherTag(asked, answer)) {
      return judgeSize(asked, asked.offset, length);
    }
    return asked.offset > 0 ? { kind: "start-over" } : fail("another range than the one that was asked for");
  }
  if (asked.offset > 0 && (status === 200 || status === 416)) return { kind: "start-over" };
  if (status !== 200) return fail(status === 416 ? "the file ends before the range that the playlist names" : "");
  // A range that is the whole file may be answered as such.
  if (offset === 0 && contentLength(answer) === length) return judgeSize(asked, 0, length);
  return fail("the whole file instead of a range of it: the server does not know Range requests");
}

/** An entity tag that names exactly these bytes (RFC 9110 8.8.3); undefined for weak and malformed ones. */
export function strongEtag(etag: string | undefined): string | undefined {
  return etag !== undefined && /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : undefined;
}

/**
 * What `If-Range` may carry: a strong entity tag, else a Last-Modified at least a second before the Date it came with
 * (RFC 9110 8.8.2.2: only then nothing can have changed within the same second). Undefined: kept bytes cannot be continued.
 */
export function rangeValidator(origin: {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly date: string | undefined;
}): string | undefined {
  const strong = strongEtag(origin.etag);
  if (strong !== undefined) return strong;
  const { lastModified, date } = origin;
  if (lastModified === undefined || date === undefined || !/^[\x20-\x7e]+$/.test(lastModified)) return undefined;
  return Date.parse(date) - Date.parse(lastModified) >= 1000 ? lastModified : undefined;
}

/** The size of the whole content where a 206 continues exactly what is kept. */
function continuedTotal(asked: Asked, answer: Answer): number | undefined {
  const range = contentRange(answer);
  if (range?.total === undefined || range.start !== asked.offset || range.end >= range.total) return undefined;
  if (asked.keptTotalBytes !== undefined && asked.keptTotalBytes !== range.total) return undefined;
  return isOtherTag(asked, answer) ? undefined : range.total;
}

/** `total` is undefined where the server does not say it, as `*`. */
function contentRange(answer: Answer): { start: number; end: number; total: number | undefined } | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(answer.header("content-range") ?? "");
  if (match === null) return undefined;
  const [start, end, total] = match.slice(1).map((text) => (text === "*" ? undefined : Number(text)));
  if (start === undefined || end === undefined || end < start || !Number.isSafeInteger(end)) return undefined;
  return total === undefined || Number.isSafeInteger(total) ? { start, end, total } : undefined;
}

function isOtherTag(asked: Asked, answer: Answer): boolean {
  const etag = strongEtag(answer.header("etag"));
  const kept = strongEtag(asked.keptEtag);
  return etag !== undefined && kept !== undefined && etag !== kept;
}

function contentLength(answer: Answer): number | undefined {
  if (answer.header("transfer-encoding") !== undefined) return undefined;
  const text = answer.header("content-length");
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Sizes that cannot end well are not begun. The budget comes first: it wins over a size mismatch. */
function judgeSize(asked: Asked, offset: number, totalBytes: number | undefined): ResponsePlan {
  const { expectedSizeInBytes, runBytesLeft } = asked;
  if (totalBytes !== undefined) {
    const failure = overrun(asked, totalBytes) ?? sizeMismatch(expectedSizeInBytes, totalBytes);
    if (failure !== undefined) return { kind: "fail", failure };
    if (runBytesLeft !== undefined && totalBytes - offset > runBytesLeft) {
      const needed = { neededBytes: totalBytes - offset, leftBytes: runBytesLeft };
      return { kind: "fail", failure: { kind: "byte-limit", detail: "", ...needed } };
    }
  }
  return { kind: "write", offset, totalBytes };
}

/** What is wrong with a content of at least `bytes`, whether or not more follow. */
export function overrun(
  limits: Pick<Asked, "maxBytes" | "expectedSizeInBytes">,
  bytes: number,
): TransferFailure | undefined {
  const { maxBytes, expectedSizeInBytes } = limits;
  if (maxBytes !== undefined && bytes > maxBytes) return { kind: "budget-exceeded", detail: "" };
  return expectedSizeInBytes !== undefined && bytes > expectedSizeInBytes
    ? sizeMismatch(expectedSizeInBytes, bytes)
    : undefined;
}

/** What is wrong with a whole content of `actualBytes`. */
export function sizeMismatch(expectedBytes: number | undefined, actualBytes: number): TransferFailure | undefined {
  if (expectedBytes === undefined || actualBytes === expectedBytes) return undefined;
  return { kind: "wrong-size", expectedBytes, actualBytes, detail: "" };
}
