import { formatBytes } from "../model/sizes";

/** What a URL answered, without its content. */
export type UrlCheck = UrlAnswer | UrlFailure;

export interface UrlAnswer {
  readonly kind: "answered";
  /** The configured URL that was checked. */
  readonly url: string;
  /** Where redirects led, in their order, in terms of configured URLs; secrets in them are masked. */
  readonly redirects: readonly string[];
  /** `GET`: HEAD was refused, so one byte was asked for. */
  readonly method: "HEAD" | "GET";
  readonly status: number;
  /** Of the whole content; undefined where the server does not say. */
  readonly sizeInBytes: number | undefined;
  /** What the manifest says that the content has. */
  readonly declaredSizeInBytes: number | undefined;
  /** Whether a download can be continued; undefined where the server does not say. */
  readonly hasRanges: boolean | undefined;
  readonly etag: string | undefined;
  readonly contentType: string | undefined;
}

export interface UrlFailure {
  readonly kind: "failed";
  readonly url: string;
  readonly redirects: readonly string[];
  /** A sentence, with the error that a device would report. */
  readonly message: string;
  /** The host that the person has not agreed to yet: nothing was sent there. */
  readonly unconfirmedHost: string | undefined;
}

/** A few words for a lens: "200, 1.2 MB, ranges, 1 redirect → cdn.example.com". */
export function urlCheckTitle(check: UrlCheck): string {
  const redirects = redirectsText(check.redirects);
  if (check.kind === "failed") {
    return ["failed", ...redirects].join(", ");
  }
  const { status, sizeInBytes, declaredSizeInBytes, hasRanges } = check;
  // Of an empty content there is no first byte to ask for: 416, and it is there.
  const isEmpty = status === 416 && sizeInBytes === 0;
  if (status >= 400 && !isEmpty) return [String(status), ...redirects].join(", ");
  const size = sizeInBytes === undefined ? "size unknown" : formatBytes(sizeInBytes);
  const isWrong = sizeInBytes !== undefined && declaredSizeInBytes !== undefined && sizeInBytes !== declaredSizeInBytes;
  const parts = [
    String(status === 206 || isEmpty ? 200 : status),
    isWrong ? `${apart(sizeInBytes, declaredSizeInBytes)} declared` : size,
    hasRanges === true ? "ranges" : hasRanges === false ? "no ranges" : undefined,
    ...redirects,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** Everything about a check, one fact for each line, for the log. */
export function urlCheckReport(check: UrlCheck): string {
  const hops = check.redirects.map((hop) => `  redirected to ${hop}`);
  if (check.kind === "failed") return [`${check.url}: ${check.message}`, ...hops].join("\n");
  const { status, method, sizeInBytes, declaredSizeInBytes, hasRanges, etag, contentType } = check;
  const served = sizeInBytes === undefined ? "not said" : `${sizeInBytes} bytes`;
  const declared =
    declaredSizeInBytes === undefined
      ? ""
      : sizeInBytes !== undefined && sizeInBytes !== declaredSizeInBytes
        ? `, but the manifest declares ${declaredSizeInBytes}: a device refuses the download. Correct one of the two`
        : `, as declared`;
  return [
    `${check.url}: ${status} (${method === "HEAD" ? "HEAD" : "HEAD was refused: GET of one byte"})`,
    ...hops,
    `  size: ${served}${sizeInBytes === undefined ? "" : declared}`,
    `  ranges: ${hasRanges === undefined ? "not said" : hasRanges ? "yes" : "no, an interrupted download starts over"}`,
    `  ETag: ${etag ?? "none"}`,
    `  type: ${contentType ?? "not said"}`,
  ].join("\n");
}

function redirectsText(redirects: readonly string[]): readonly string[] {
  const last = redirects.at(-1);
  if (last === undefined) return [];
  const host = URL.canParse(last) ? new URL(last).host : last;
  return [`${redirects.length} redirect${redirects.length === 1 ? "" : "s"} → ${host}`];
}

/** "1.2 MB instead of 1.4 MB"; to the byte where people's units would look the same. */
function apart(served: number, declared: number): string {
  const [a, b] = [formatBytes(served), formatBytes(declared)];
  return a === b ? `${served} bytes instead of ${declared}` : `${a} instead of ${b}`;
}
