const iso8601 =
  /^P(?!$)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const short = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/;

const unitsInMs = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Milliseconds of an ISO 8601 duration without years and months, whose length is not fixed (`PT5S`, `P1DT12H`, `P2W`),
 * or of a number with a unit (`5s`, `500ms`, `1.5h`). Undefined for anything else.
 */
export function parseDurationMs(text: string): number | undefined {
  const trimmed = text.trim();
  const iso = iso8601.exec(trimmed);
  if (iso !== null) {
    const [, weeks, days, hours, minutes, seconds] = iso;
    const parts = [
      [weeks, unitsInMs.w],
      [days, unitsInMs.d],
      [hours, unitsInMs.h],
      [minutes, unitsInMs.m],
      [seconds, unitsInMs.s],
    ] as const;
    return Math.round(parts.reduce((sum, [count, unitInMs]) => sum + Number(count ?? 0) * unitInMs, 0));
  }
  const match = short.exec(trimmed);
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * unitsInMs[match[2] as keyof typeof unitsInMs]);
}

/** For people: "5.2 s", "800 ms", "3 min", "2 h", "1 day". */
export function formatDurationMs(durationMs: number): string {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 120_000) return `${rounded(durationMs / 1000)} s`;
  if (durationMs < 7_200_000) return `${rounded(durationMs / 60_000)} min`;
  if (durationMs < 172_800_000) return `${rounded(durationMs / 3_600_000)} h`;
  return `${rounded(durationMs / 86_400_000)} days`;
}
