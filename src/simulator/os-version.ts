/**
 * Compares version numbers such as `16.4` and `26.4.1` number by number. What is not a number counts as 0.
 * @returns negative if `a` is older, positive if it is newer
 */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(toNumber);
  const right = b.split(".").map(toNumber);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first versions of iOS that have something, which the simulator's OS versions are measured by. */
export const firstVersionWith = {
  backgroundAssets: "16.1",
  essentialDownloads: "16.4",
  /** The initializers of BAURLDownload that take a fileSize. */
  fileSizes: "16.4",
  /** BAErrorCode in the SDK; the codes themselves were logged before. */
  errorCodes: "17.0",
  languageChange: "27.0",
  managedPacks: "26.0",
  localizedPacks: "27.0",
} as const;

function toNumber(part: string): number {
  const number = Number.parseInt(part, 10);
  return Number.isNaN(number) ? 0 : number;
}
