import type { AssumptionName, AssumptionSettings } from "./assumptions";
import type { Lane } from "./events";

export const lanes = ["essential", "non-essential"] as const satisfies readonly Lane[];

export const allowanceKeys = {
  essential: "BAEssentialDownloadAllowance",
  "non-essential": "BADownloadAllowance",
} as const satisfies Record<Lane, string>;

export interface LedgerOptions {
  /** Bytes; undefined: never restricted. */
  readonly limits: { readonly [L in Lane]: number } | undefined;
  /** What earlier events have charged already. */
  readonly chargedBytes: { readonly [L in Lane]: number };
  readonly boundary: AssumptionSettings["allowance-boundary"];
}

/**
 * The two download allowances. They are separate, hold from the installation to the first launch, and count bytes as
 * they come over the network. Once lifted nothing is counted any more.
 */
export class AllowanceLedger {
  #limits: { readonly [L in Lane]: number } | undefined;
  readonly #charged: { [L in Lane]: number };
  readonly #exclusive: boolean;

  constructor(options: LedgerOptions) {
    this.#limits = options.limits;
    this.#charged = { ...options.chargedBytes };
    this.#exclusive = options.boundary === "exclusive";
  }

  get isRestricted(): boolean {
    return this.#limits !== undefined;
  }

  /** Null once unrestricted. */
  limitInBytes(lane: Lane): number | null {
    return this.#limits?.[lane] ?? null;
  }

  chargedBytes(lane: Lane): number {
    return this.#charged[lane];
  }

  /** What BAAppExtensionInfo says; never negative, null once unrestricted. */
  remainingBytes(lane: Lane): number | null {
    if (this.#limits === undefined) return null;
    return Math.max(0, this.#limits[lane] - this.#charged[lane]);
  }

  /** Whether `bytes` more may be charged. */
  fits(lane: Lane, bytes: number): boolean {
    const remaining = this.remainingBytes(lane);
    return remaining === null || (this.#exclusive ? bytes < remaining : bytes <= remaining);
  }

  /** How many bytes more a lane can take; undefined: any number. */
  roomInBytes(lane: Lane): number | undefined {
    const remaining = this.remainingBytes(lane);
    if (remaining === null) return undefined;
    return this.#exclusive ? Math.max(0, remaining - 1) : remaining;
  }

  /** The assumptions that decided about `bytes`: the boundary matters only where they use up the allowance exactly. */
  boundaryAssumption(lane: Lane, bytes: number): readonly AssumptionName[] {
    return this.remainingBytes(lane) === bytes ? ["allowance-boundary"] : [];
  }

  isExceeded(lane: Lane): boolean {
    if (this.#limits === undefined) return false;
    const over = this.#charged[lane] - this.#limits[lane];
    return this.#exclusive ? over >= 0 : over > 0;
  }

  /** Adds to a lane, or gives back with a negative number. Returns whether anything changed. */
  charge(lane: Lane, bytes: number): boolean {
    if (this.#limits === undefined || bytes === 0) return false;
    this.#charged[lane] = Math.max(0, this.#charged[lane] + bytes);
    return true;
  }

  /** How large the manifest may be; undefined: any size. Only lanes that pay for it count. */
  manifestRoomInBytes(rule: ManifestChargeRule): number | undefined {
    if (this.#limits === undefined || rule === "none") return undefined;
    const room = payingLanes(rule).reduce((sum, lane) => sum + (this.remainingBytes(lane) ?? 0), 0);
    return this.#exclusive ? Math.max(0, room - 1) : room;
  }

  /** Charges the manifest: one lane after the other takes what it can, the last one the rest. Returns the lanes that changed. */
  chargeManifest(bytes: number, rule: ManifestChargeRule): readonly Lane[] {
    const paying = payingLanes(rule);
    const changed: Lane[] = [];
    let left = bytes;
    paying.forEach((lane, index) => {
      const part = index === paying.length - 1 ? left : Math.min(left, this.remainingBytes(lane) ?? left);
      if (this.charge(lane, part)) changed.push(lane);
      left -= part;
    });
    return changed;
  }

  /** The first launch: from now on nothing is restricted. Returns whether it was until now. */
  lift(): boolean {
    const wasRestricted = this.#limits !== undefined;
    this.#limits = undefined;
    return wasRestricted;
  }
}

export type ManifestChargeRule = "essential-then-non-essential" | "essential" | "non-essential" | "none";

function payingLanes(rule: ManifestChargeRule): readonly Lane[] {
  if (rule === "none") return [];
  return rule === "essential-then-non-essential" ? lanes : [rule];
}
