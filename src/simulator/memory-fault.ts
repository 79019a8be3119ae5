import { type BodyEffect, connectionErrors, faultedRequest } from "./fault-behaviour";
import type { FaultEffect } from "./faults";
import type { MemoryContent } from "./memory-content";
import type { TransferFailure } from "./ports";
import { sessionTimeoutMs } from "./session-timeout";

/** What a fault makes of a request that never leaves memory. */
export type MemoryFault =
  | { readonly kind: "fails"; readonly failure: TransferFailure; readonly afterMs: number }
  | { readonly kind: "late"; readonly delayMs: number }
  | { readonly kind: "answer"; readonly content: MemoryContent }
  | { readonly kind: "body"; readonly effect: BodyEffect };

export function memoryFault(effect: FaultEffect): MemoryFault {
  const faulted = faultedRequest(effect);
  switch (faulted.kind) {
    case "code":
      return { kind: "fails", failure: { kind: "fault-code", code: faulted.code, detail: "" }, afterMs: 0 };
    case "no-connection":
      return { kind: "fails", failure: connectionErrors[faulted.problem].failure, afterMs: 0 };
    case "late":
      return faulted.delayMs < sessionTimeoutMs
        ? faulted
        : { kind: "fails", failure: timeout("no answer"), afterMs: sessionTimeoutMs };
    case "answer": {
      const { status, headers, body } = faulted;
      const bytes = Uint8Array.from(body, (character) => character.charCodeAt(0));
      const { location } = headers;
      const content = { status, bytes, acceptsRanges: false };
      return { kind: "answer", content: location === undefined ? content : { ...content, redirectTo: location } };
    }
    case "body":
      return faulted;
  }
}

/** After a silence: the same words as for a real server. */
export function timeout(what: string): TransferFailure {
  return { kind: "timeout", detail: `${what} for ${sessionTimeoutMs / 1000} s` };
}

/** A copy in which one byte is another. */
export function corruptedAt(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
