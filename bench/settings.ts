export interface Settings {
  /** Counted rounds of each contender. */
  readonly rounds: number;
  /** 1 is the size of the budget; less is for quick runs, whose figures mean little. */
  readonly scale: number;
}

/** BENCH_ROUNDS and BENCH_SCALE, for quick runs. */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const rounds = Number(env.BENCH_ROUNDS ?? 5);
  const scale = Number(env.BENCH_SCALE ?? 1);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`BENCH_ROUNDS is ${env.BENCH_ROUNDS}: a number from 1`);
  if (!(scale > 0 && scale <= 1)) throw new Error(`BENCH_SCALE is ${env.BENCH_SCALE}: a number above 0, at most 1`);
  return { rounds, scale };
}
