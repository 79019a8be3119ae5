const units = ["KB", "MB", "GB", "TB", "PB", "EB"] as const;

/**
 * A number of bytes as Apple's systems show it to people: decimal units, at most one decimal, none from 10 on
 * ("596 bytes", "3 KB", "412 MB", "1.3 GB"); gigabytes and more keep their decimal up to 100 ("12.5 GB").
 */
export function formatBytes(sizeInBytes: number | bigint): string {
  const size = Number(sizeInBytes);
  const magnitude = Math.abs(size);
  if (magnitude < 1000) return `${size} ${magnitude === 1 ? "byte" : "bytes"}`;
  let value = size;
  let unit = -1;
  // 999,950 bytes are "1 MB", not "1000 KB": what is shown decides the unit.
  while (unit < units.length - 1 && (unit < 0 || Math.abs(rounded(value, unit)) >= 1000)) {
    value /= 1000;
    unit++;
  }
  return `${rounded(value, unit)} ${units[unit]}`;
}

function rounded(value: number, unit: number): number {
  const oneDecimal = Math.round(value * 10) / 10;
  const keepsDecimal = Math.abs(oneDecimal) < (unit >= 2 ? 100 : 10);
  return keepsDecimal ? oneDecimal : Math.round(value);
}
