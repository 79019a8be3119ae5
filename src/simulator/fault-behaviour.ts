import type { ContentPosition, FaultEffect, TlsProblem, UndocumentedCode } from "./faults";
import type { TransferFailure } from "./ports";

/** What a fault makes of a request, before anything is asked of the server. */
export type FaultedRequest =
  /** The device fails it by itself. */
  | { readonly kind: "code"; readonly code: UndocumentedCode }
  | { readonly kind: "no-connection"; readonly problem: ConnectionProblem }
  /** The server is asked, and its answer comes later. */
  | { readonly kind: "late"; readonly delayMs: number }
  /** This comes, and the server is not asked. Header names are in lower case. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** The server answers, and `bodyFault` says what becomes of it. */
  | { readonly kind: "body"; readonly effect: BodyEffect };

export type ConnectionProblem = "dns" | "connect-refused" | "reset" | "closed" | TlsProblem;

/** How Node names what broke, and what that is to a device: transports of real bytes raise the error, others the failure. */
export interface ConnectionError {
  readonly code: string;
  readonly message: string;
  readonly failure: TransferFailure;
}

export const connectionErrors: Readonly<Record<ConnectionProblem, ConnectionError>> = {
  dns: {
    code: "ENOTFOUND",
    message: "getaddrinfo ENOTFOUND",
    failure: { kind: "dns", detail: "ENOTFOUND" },
  },
  "connect-refused": {
    code: "ECONNREFUSED",
    message: "connect ECONNREFUSED",
    failure: { kind: "connect", detail: "connect ECONNREFUSED" },
  },
  untrusted: {
    code: "SELF_SIGNED_CERT_IN_CHAIN",
    message: "self-signed certificate in certificate chain",
    failure: { kind: "certificate-untrusted", detail: "SELF_SIGNED_CERT_IN_CHAIN" },
  },
  expired: {
    code: "CERT_HAS_EXPIRED",
    message: "certificate has expired",
    failure: { kind: "certificate-date", detail: "CERT_HAS_EXPIRED" },
  },
  handshake: {
    code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
    message: "ssl/tls alert handshake failure",
    failure: { kind: "tls", detail: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" },
  },
  reset: {
    code: "ECONNRESET",
    message: "read ECONNRESET",
    failure: { kind: "connection-lost", detail: "read ECONNRESET" },
  },
  closed: {
    code: "ECONNRESET",
    message: "closed before the announced length (ECONNRESET)",
    failure: { kind: "connection-lost", detail: "closed before the announced length (ECONNRESET)" },
  },
};

export type BodyEffect = Extract<
  FaultEffect,
  { readonly kind: "stall" | "cut" | "wrong-length" | "truncated" | "corrupted" }
>;

/** Where a captive portal leads. Names below .invalid exist nowhere (RFC 2606), and nothing is asked over http anyway. */
export const captivePortalUrl = "http://captive-portal.invalid/login";

export function faultedRequest(effect: FaultEffect): FaultedRequest {
  switch (effect.kind) {
    case "status": {
      const retry = effect.retryAfterSeconds;
      const more = retry === undefined ? {} : { "retry-after": String(retry) };
      return answer(effect.status, "text/plain", `${effect.status}\n`, more);
    }
    case "redirect":
      return answer(302, "text/plain", "", { location: effect.to });
    case "html":
      return page(`<div id="root"></div>`);
    case "captive-portal":
      return effect.answer === "redirect"
        ? answer(302, "text/plain", "", { location: captivePortalUrl })
        : page(`<form action="${captivePortalUrl}"><button>Log in to this network</button></form>`);
    case "expired-signature":
      return answer(
        403,
        "application/xml",
        "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>\n",
      );
    case "delay":
      return { kind: "late", delayMs: effect.delayMs };
    case "tls":
      return { kind: "no-connection", problem: effect.problem };
    case "dns":
    case "connect-refused":
      return { kind: "no-connection", problem: effect.kind };
    case "code":
      return { kind: "code", code: effect.code };
    case "stall":
    case "cut":
    case "wrong-length":
    case "truncated":
    case "corrupted":
      return { kind: "body", effect };
  }
}

/** The response that a body fault meets. */
export interface FaultedResponse {
  /** Where in the content it begins: 0 unless it continues kept bytes. */
  readonly offset: number;
  /** Of the whole content, where it is known. */
  readonly totalBytes: number | undefined;
}

/** What becomes of a response. Positions are in the content. */
export interface BodyFault {
  /** The size of the content that the response announces. `none`: nothing is announced. Undefined: as it is. */
  readonly announcedBytes: number | "none" | undefined;
  /** No byte from here on is passed on; undefined: all are. */
  readonly stopAt: number | undefined;
  /** What follows at `stopAt`, or else at the end of the content: the connection is reset or closed, or all is well. */
  readonly ending: "reset" | "closed" | "end" | "silence";
  /** The byte that is another one; undefined: none. */
  readonly corruptAt: number | undefined;
}

/** Undefined: nothing of this response is affected. */
export function bodyFault(effect: BodyEffect, { offset, totalBytes }: FaultedResponse): BodyFault | undefined {
  const position = positionIn(effect, totalBytes);
  if (position === undefined) return undefined;
  const isBeyond = totalBytes !== undefined && position >= totalBytes;
  const unchanged = { announcedBytes: undefined, stopAt: undefined, ending: "end", corruptAt: undefined } as const;
  switch (effect.kind) {
    case "stall":
    case "cut":
      if (isBeyond) return undefined;
      return { ...unchanged, stopAt: position, ending: effect.kind === "cut" ? "reset" : "silence" };
    case "truncated":
      return isBeyond ? undefined : { ...unchanged, announcedBytes: "none", stopAt: position };
    case "corrupted":
      return isBeyond || position < offset ? undefined : { ...unchanged, corruptAt: position };
    case "wrong-length":
      if (position === totalBytes) return undefined;
      // A client reads what was announced and no more; if less comes, the server has closed too early.
      return isBeyond
        ? { ...unchanged, announcedBytes: position, ending: "closed" }
        : { ...unchanged, announcedBytes: position, stopAt: position };
  }
}

function positionIn(effect: BodyEffect, totalBytes: number | undefined): number | undefined {
  const position = positionOf(effect);
  if ("bytes" in position) return position.bytes;
  return totalBytes === undefined ? undefined : Math.floor((totalBytes * position.percent) / 100);
}

function positionOf(effect: BodyEffect): ContentPosition {
  switch (effect.kind) {
    case "stall":
      return effect.after;
    case "wrong-length":
      return effect.announced;
    default:
      return effect.at;
  }
}

function answer(
  status: number,
  type: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): FaultedRequest {
  const headers = { "content-type": type, "content-length": String(body.length), ...more };
  return { kind: "answer", status, headers, body };
}

function page(content: string): FaultedRequest {
  return answer(200, "text/html; charset=utf-8", `<!doctype html>\n<title>Not the file</title>\n${content}\n`);
}
