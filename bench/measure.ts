/** One line of the result: what was measured, against whom, and whether the goal is reached. */
export interface Line {
  /** The name for `npm run bench -- NAME`. */
  readonly name: string;
  readonly work: string;
  readonly ours: string;
  /** The peer with its figure; undefined where there is none to compare with. */
  readonly peer: string | undefined;
  /** Our time by the peer's: below 1 we are faster. */
  readonly ratio: number | undefined;
  readonly goal: string;
  /** Undefined: nothing to reach. */
  readonly met: boolean | undefined;
  readonly notes: string;
  /** Every round, for the JSON: milliseconds unless the name says otherwise. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The exponent of cost between two sizes: 1 is linear, 2 quadratic. */
export function exponent(small: { size: number; ms: number }, large: { size: number; ms: number }): number {
  return Math.log(large.ms / small.ms) / Math.log(large.size / small.size);
}

/** Milliseconds of one call. The garbage of whoever ran before is collected first and counts for nobody. */
export function timed(work: () => unknown): number {
  globalThis.gc?.();
  const started = performance.now();
  work();
  return performance.now() - started;
}

/**
 * Runs the contenders in turn, A B A B, so that a busy moment of the machine hits both. The first turn of each warms
 * up and is not counted.
 */
export async function inTurn<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(contenders) as [Name, () => number | Promise<number>][];
  const samples = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of entries) {
      const ms = await run();
      if (round > 0) samples[name].push(ms);
    }
  }
  return samples;
}

export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}
