import type { IncomingHttpHeaders } from "undici/types/header";
import type { TransferFailure } from "../../simulator/ports";
import { type Hop, hopTo, isRedirect, maxRedirects, redirectTarget } from "./redirects";
import { requestHeaders } from "./request-headers";
import type { TransferEnvironment } from "./transfer-environment";
import { networkFailure } from "./transfer-failures";

type Method = "HEAD" | "GET";

/** What a probe needs of a transport: the same ways, mapping and headers as a download has. */
export interface ProbeEnvironment extends Pick<TransferEnvironment, "mappings" | "headersFor"> {
  readonly open: (
    method: Method,
    ...rest: Parameters<TransferEnvironment["open"]>
  ) => ReturnType<TransferEnvironment["open"]>;
}

export type ProbeResult = {
  /** Where redirects led, in terms of configured URLs. */
  readonly redirects: readonly string[];
} & (
  | {
      readonly kind: "answered";
      readonly method: Method;
      readonly status: number;
      readonly sizeInBytes: number | undefined;
      readonly hasRanges: boolean | undefined;
      readonly etag: string | undefined;
      readonly contentType: string | undefined;
    }
  | { readonly kind: "failed"; readonly failure: TransferFailure }
);

interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

type Asked = Answer | { readonly kind: "failure"; readonly failure: TransferFailure };

/**
 * Asks what a download of a URL would get, without its content: HEAD, and where that is refused the first byte. Redirects are
 * followed under the rules of downloads.
 */
export async function probe(url: string, environment: ProbeEnvironment): Promise<ProbeResult> {
  const redirects: string[] = [];
  const failed = (failure: TransferFailure): ProbeResult => ({ kind: "failed", redirects, failure });
  let hop = hopTo(url, environment.mappings);
  if (hop === undefined) return failed({ kind: "connect", detail: "its URL cannot be read" });
  let own = environment.headersFor(hop.configured);
  let method: Method = "HEAD";
  for (;;) {
    if (hop.configured.protocol !== "https:") {
      return failed({ kind: "insecure-hop", url: hop.configured.href, detail: "" });
    }
    const asked = await ask(method, hop, own, environment);
    if (asked.kind === "failure") {
      // Some servers close the connection at a HEAD.
      if (method === "HEAD" && asked.failure.kind === "connection-lost") {
        method = "GET";
        continue;
      }
      return failed(asked.failure);
    }
    const { status, headers } = asked;
    const location = text(headers, "location");
    if (isRedirect(status) && location !== undefined) {
      const target = redirectTarget(hop, location);
      const next = target === undefined ? undefined : hopTo(target, environment.mappings);
      if (target === undefined || next === undefined) {
        return failed({ kind: "http-status", status, detail: "its Location is no URL" });
      }
      redirects.push(target);
      if (redirects.length > maxRedirects) {
        return failed({ kind: "redirect-loop", detail: `more than ${maxRedirects} redirects` });
      }
      // Secrets of the first host are not another's to see.
      if (next.configured.origin !== hop.configured.origin) own = {};
      hop = next;
      continue;
    }
    // Signed URLs are made for one method, and not every server knows HEAD: only GET tells.
    if (method === "HEAD" && status >= 400) {
      method = "GET";
      continue;
    }
    return { kind: "answered", redirects, method, status, ...facts(method, asked) };
  }
}

function ask(
  method: Method,
  hop: Hop,
  own: Readonly<Record<string, string>>,
  environment: ProbeEnvironment,
): Promise<Asked> {
  return new Promise((resolve) => {
    const headers = requestHeaders(own, undefined);
    const opened = environment.open(method, hop, method === "GET" ? { ...headers, range: "bytes=0-0" } : headers, {
      responded: (status, responseHeaders) => {
        resolve({ kind: "answer", status, headers: responseHeaders });
        // The whole content comes where ranges are not known: nobody wants it.
        if ("discard" in opened) opened.discard();
      },
      received: () => undefined,
      ended: () => undefined,
      failed: (error) => {
        const isStale = "metStaleConnection" in opened && opened.metStaleConnection;
        resolve(isStale ? ask(method, hop, own, environment) : { kind: "failure", failure: networkFailure(error) });
      },
    });
    if ("kind" in opened) resolve({ kind: "failure", failure: opened });
    else opened.send();
  });
}

function facts(method: Method, { status, headers }: Answer) {
  return {
    sizeInBytes: status < 400 || status === 416 ? sizeOf(method, status, headers) : undefined,
    hasRanges: rangesOf(method, status, headers),
    etag: text(headers, "etag"),
    contentType: text(headers, "content-type"),
  };
}

/** Of the whole content: what a range is part of, else the length. */
function sizeOf(method: Method, status: number, headers: IncomingHttpHeaders): number | undefined {
  const isPart = status === 206 || status === 416;
  const written = isPart
    ? /\/(\d+)\s*$/.exec(text(headers, "content-range") ?? "")?.[1]
    : text(headers, "content-length");
  const size = written === undefined || !/^\d+$/.test(written) ? undefined : Number(written);
  // The length of an encoded answer to HEAD is that of another text.
  return method === "HEAD" && text(headers, "content-encoding") !== undefined ? undefined : size;
}

function rangesOf(method: Method, status: number, headers: IncomingHttpHeaders): boolean | undefined {
  if (method === "GET") return status === 206 ? true : status === 200 ? false : undefined;
  const accepted = text(headers, "accept-ranges")?.toLowerCase();
  return accepted === undefined ? undefined : accepted.includes("bytes");
}

function text(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
