/** Both ends included, as in `Content-Range`. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What a `Range` header asks of a representation (RFC 9110 14.2). `undefined`: everything, because there is no range, or one
 * that a server may ignore (another unit, several ranges, not well-formed). "unsatisfiable": 416.
 */
export function requestedRange(
  header: string | undefined,
  sizeInBytes: number,
): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? "");
  if (match === null) return undefined;
  const [from, to] = [match[1] ?? "", match[2] ?? ""];
  if (from === "") {
    if (to === "") return undefined;
    const suffixLength = Math.min(Number(to), sizeInBytes);
    return suffixLength === 0 ? "unsatisfiable" : { first: sizeInBytes - suffixLength, last: sizeInBytes - 1 };
  }
  const first = Number(from);
  if (to !== "" && Number(to) < first) return undefined;
  if (first >= sizeInBytes) return "unsatisfiable";
  return { first, last: to === "" ? sizeInBytes - 1 : Math.min(Number(to), sizeInBytes - 1) };
}

/**
 * Whether a range may be honoured under `If-Range` (RFC 9110 13.1.5): always without one; else only if the strong entity
 * tag, or the exact date of a change at least a second ago, is still the same.
 */
export function ifRangeHolds(
  header: string | undefined,
  current: { readonly eTag: string; readonly lastModified: Date | undefined },
  now: Date,
): boolean {
  if (header === undefined) return true;
  if (header.startsWith('"')) return header === current.eTag;
  if (current.lastModified === undefined) return false;
  const isStrong = now.getTime() - current.lastModified.getTime() >= 1000;
  return isStrong && header === current.lastModified.toUTCString();
}
