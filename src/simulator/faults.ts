import { formatBytes } from "../model/sizes";
import { type BAErrorCodeName, baErrorCodes } from "./error-codes";
import { formatDurationMs } from "./scenario/duration";

/*
 * What can be made to go wrong between the device and the server. Faults are data: a transport applies them to its
 * requests (`fault-plan.ts` chooses, `fault-behaviour.ts` says what becomes of an answer), so that resuming, refusing and
 * size checks are those of every download.
 */

/** A place in the content: not in the response, which may continue it in the middle. */
export type ContentPosition = { readonly bytes: number } | { readonly percent: number };

/** The codes of BAErrorDomain that Apple names without saying what leads to them: only a fault brings them about. */
export const undocumentedCodes = [0, 55, 56, 102, 103] as const;

export type UndocumentedCode = (typeof undocumentedCodes)[number];

/** `untrusted`: also what a certificate for another name leads to. `handshake`: no common version or cipher. */
export const tlsProblems = ["untrusted", "expired", "handshake"] as const;

export type TlsProblem = (typeof tlsProblems)[number];

export type FaultEffect =
  /** The server answers with this status instead. `retryAfterSeconds` goes out as Retry-After. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number }
  /** The response's head comes this much later. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** No byte comes after this one, and the connection stays open: the device gives up when its time is over. */
  | { readonly kind: "stall"; readonly after: ContentPosition }
  /** The connection breaks there. */
  | { readonly kind: "cut"; readonly at: ContentPosition }
  /** Content-Length announces this size; percentages are of the real one, and may be above 100. */
  | { readonly kind: "wrong-length"; readonly announced: ContentPosition }
  /** The response ends there in good order, without having announced a length. */
  | { readonly kind: "truncated"; readonly at: ContentPosition }
  /** One byte is another: the size is right, the content is not. */
  | { readonly kind: "corrupted"; readonly at: ContentPosition }
  /** A redirect (302) to an absolute URL. */
  | { readonly kind: "redirect"; readonly to: string }
  /** A page (200, text/html) in place of the file, as hosts of single-page apps answer for what they do not have. */
  | { readonly kind: "html" }
  /** 403 once this much time has passed since the fault was set: the signature of the URL has expired. */
  | { readonly kind: "expired-signature"; readonly afterMs: number }
  | { readonly kind: "tls"; readonly problem: TlsProblem }
  /** The host's name is not found. */
  | { readonly kind: "dns" }
  /** Nobody listens at the port. */
  | { readonly kind: "connect-refused" }
  /** The Wi-Fi wants a login first: a redirect to its page over http, or the page itself. */
  | { readonly kind: "captive-portal"; readonly answer: "redirect" | "html" }
  /** The device reports this code although nothing that is documented leads to it. */
  | { readonly kind: "code"; readonly code: UndocumentedCode };

/** Which requests something happens to, and what. */
export interface Fault {
  /**
   * A glob over the configured URL of each request, redirects included; host mapping does not matter. `*` stands for
   * anything within a part of the path or the host, `**` for anything at all. Queries count only where it has a `?`.
   */
  readonly url: string;
  /** Strikes this often, then no more. Undefined: every time. */
  readonly times?: number;
  /** The first of the matching requests that it applies to, from 1. Undefined: the first. */
  readonly from?: number;
  readonly effect: FaultEffect;
}

/** The name of the code, for messages. */
export function undocumentedCodeName(code: UndocumentedCode): BAErrorCodeName {
  for (const [name, entry] of Object.entries(baErrorCodes)) if (entry.code === code) return name as BAErrorCodeName;
  throw new Error(`${code} is no code of BAErrorDomain.`);
}

/** What the effect does, as the rest of a sentence that begins with "Fault: ". */
export function describeEffect(effect: FaultEffect): string {
  switch (effect.kind) {
    case "status": {
      const retry = effect.retryAfterSeconds;
      return `the server answers ${effect.status}${retry === undefined ? "" : ` with Retry-After: ${retry}`}`;
    }
    case "delay":
      return `the answer comes ${formatDurationMs(effect.delayMs)} later`;
    case "stall":
      return `no byte comes after ${describePosition(effect.after)}`;
    case "cut":
      return `the connection breaks after ${describePosition(effect.at)}`;
    case "wrong-length":
      return `Content-Length announces ${describePosition(effect.announced)}`;
    case "truncated":
      return `the response ends after ${describePosition(effect.at)} as if that were all`;
    case "corrupted":
      return `the byte at ${describePosition(effect.at)} is another one; the size is right, so nothing on the device notices`;
    case "redirect":
      return `the server redirects to ${effect.to}`;
    case "html":
      return "a page of HTML comes instead of the file";
    case "expired-signature":
      return "the URL's signature has expired, the server answers 403";
    case "tls":
      return tlsDescriptions[effect.problem];
    case "dns":
      return "the host's name is not found";
    case "connect-refused":
      return "the host refuses the connection";
    case "captive-portal":
      return effect.answer === "redirect"
        ? "a captive portal redirects to its login page"
        : "a captive portal answers with its login page";
    case "code":
      return `the device reports ${effect.code} ${undocumentedCodeName(effect.code)} (trigger not documented)`;
  }
}

const tlsDescriptions: Readonly<Record<TlsProblem, string>> = {
  untrusted: "the server's certificate is not trusted",
  expired: "the server's certificate has expired",
  handshake: "the TLS handshake fails",
};

function describePosition(position: ContentPosition): string {
  if ("percent" in position) return `${position.percent} %`;
  return position.bytes < 1000 ? `${position.bytes} bytes` : formatBytes(position.bytes);
}
