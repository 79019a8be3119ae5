import type { Fault } from "./faults";
import { urlGlob } from "./url-glob";

/** A fault that is meant for one request. It counts once it has struck. */
export interface ChosenFault {
  readonly fault: Fault;
  readonly hasStruck: boolean;
  /** The effect took place. */
  struck(): void;
  /** The request is over. Where nothing had struck, another request gets it. */
  release(): void;
}

interface Entry {
  readonly fault: Fault;
  readonly key: string;
  readonly matches: (url: string) => boolean;
  readonly sinceMs: number;
  /** Matching requests so far. */
  seen: number;
  /** How often it struck or is about to. */
  used: number;
}

/** Which request gets which fault. Times are those of the device's clock, in milliseconds. */
export class FaultPlan {
  #entries: readonly Entry[] = [];

  /** From now on these hold. A fault that was there before keeps its count and its time. */
  set(faults: readonly Fault[], nowMs: number): void {
    const before = [...this.#entries];
    this.#entries = faults.map((fault) => {
      const key = JSON.stringify(fault);
      const index = before.findIndex((entry) => entry.key === key);
      const [known] = index === -1 ? [] : before.splice(index, 1);
      return known ?? { fault, key, matches: urlGlob(fault.url), sinceMs: nowMs, seen: 0, used: 0 };
    });
  }

  /** The fault for a request, by its configured URL; of several the last one. */
  choose(url: string, nowMs: number): ChosenFault | undefined {
    let chosen: Entry | undefined;
    for (const entry of this.#entries) {
      if (!entry.matches(url) || !hasBegun(entry, nowMs)) continue;
      entry.seen++;
      const { times = Number.POSITIVE_INFINITY, from = 1 } = entry.fault;
      if (entry.seen >= from && entry.used < times) chosen = entry;
    }
    return chosen === undefined ? undefined : use(chosen);
  }
}

function hasBegun({ fault: { effect }, sinceMs }: Entry, nowMs: number): boolean {
  return effect.kind !== "expired-signature" || nowMs - sinceMs >= effect.afterMs;
}

function use(entry: Entry): ChosenFault {
  let state: "open" | "struck" | "released" = "open";
  entry.used++;
  return {
    fault: entry.fault,
    get hasStruck() {
      return state === "struck";
    },
    struck: () => {
      state = "struck";
    },
    release: () => {
      if (state !== "open") return;
      entry.used--;
      state = "released";
    },
  };
}
