const units = { "": 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 } as const;

/** Bytes of what a person types: "500 MB", "1.5gb", "1000000"; undefined where it is no size. Decimal units, as in Settings. */
export function readSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const unit = (match[2] ?? "").toLowerCase() as keyof typeof units;
  return Math.round(Number(match[1]) * units[unit]);
}

/** A size as it can be typed again, exactly. */
export function sizeAsTyped(sizeInBytes: number | null): string {
  if (sizeInBytes === null) return "";
  for (const [name, factor] of [
    ["GB", 1e9],
    ["MB", 1e6],
    ["KB", 1e3],
  ] as const) {
    if (sizeInBytes >= factor && sizeInBytes % (factor / 1000) === 0) return `${sizeInBytes / factor} ${name}`;
  }
  return String(sizeInBytes);
}
