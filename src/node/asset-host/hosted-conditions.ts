import { statSync } from "node:fs";
import { join } from "node:path";
import { bodyFault, faultedRequest } from "../../simulator/fault-behaviour";
import type { Fault, FaultEffect } from "../../simulator/faults";
import { urlGlob } from "../../simulator/url-glob";
import { requestSegments } from "./request-path";
import type { AnswerScript, ScriptedAnswer, ScriptedRequest } from "./scripted-answer";

/** Faults that a server can bring about; the others lie between it and the device, where only the simulator is. */
const serverEffects = new Set<FaultEffect["kind"]>([
  "status",
  "stall",
  "cut",
  "wrong-length",
  "redirect",
  "html",
  "expired-signature",
  "captive-portal",
]);

/** Whether the host can do it. */
export function canServe(fault: Fault): boolean {
  return serverEffects.has(fault.effect.kind);
}

/** How a host answers real devices: slower, and wrong where faults say so. Changeable while it serves. */
export class HostedConditions {
  /** Of each answer; undefined: as fast as it goes. */
  bytesPerSecond: number | undefined;
  readonly #folder: () => string;
  #faults: readonly { readonly fault: Fault; readonly matches: (url: string) => boolean; readonly sinceMs: number }[] =
    [];
  readonly #struck = new Map<Fault, number>();

  /** `folder`: what is served, for positions that are a share of a file. */
  constructor(folder: () => string) {
    this.#folder = folder;
  }

  /** Replaces all of them. */
  setFaults(faults: readonly Fault[], nowMs = Date.now()): void {
    this.#faults = faults.map((fault) => ({ fault, matches: urlGlob(fault.url), sinceMs: nowMs }));
    this.#struck.clear();
  }

  /** For the host's `respond`. */
  readonly answer: AnswerScript = (request) => {
    const effect = this.#effectOn(request);
    const speed = this.bytesPerSecond === undefined ? {} : { bytesPerSecond: this.bytesPerSecond };
    return effect === undefined ? speed : { ...speed, ...this.#scripted(effect, request) };
  };

  #effectOn({ path, headers }: ScriptedRequest): FaultEffect | undefined {
    const url = `https://${headers.host ?? "localhost"}${path}`;
    for (const { fault, matches, sinceMs } of this.#faults) {
      if (!matches(url)) continue;
      const met = (this.#struck.get(fault) ?? 0) + 1;
      this.#struck.set(fault, met);
      const first = fault.from ?? 1;
      if (met < first || (fault.times !== undefined && met >= first + fault.times)) continue;
      const { effect } = fault;
      if (effect.kind === "expired-signature" && Date.now() - sinceMs < effect.afterMs) continue;
      return effect;
    }
    return undefined;
  }

  #scripted(effect: FaultEffect, request: ScriptedRequest): ScriptedAnswer {
    const faulted = faultedRequest(effect);
    if (faulted.kind === "answer") {
      const { status, headers, body } = faulted;
      return { status, headers, body };
    }
    if (faulted.kind !== "body") return {};
    const totalBytes = this.#sizeOf(request.path);
    const fault = bodyFault(faulted.effect, { offset: 0, totalBytes });
    if (fault === undefined) return {};
    const { announcedBytes } = fault;
    const length = typeof announcedBytes === "number" ? { contentLength: announcedBytes } : {};
    if (fault.stopAt === undefined) return length;
    if (fault.ending === "silence") return { ...length, stallAfterBytes: fault.stopAt };
    return { ...length, cutAfterBytes: fault.stopAt };
  }

  #sizeOf(path: string): number | undefined {
    const segments = requestSegments(path);
    if (segments === undefined) return undefined;
    return statSync(join(this.#folder(), ...segments), { throwIfNoEntry: false })?.size;
  }
}
