import type { PackContents } from "./pack-contents";

/** Bytes before compression: what is compressed how well is known only to the tool that packs. */
export interface PackTotals {
  readonly packs: number;
  readonly sizeInBytes: number;
  /** What has to be there before a new app can be launched. */
  readonly essentialOnFirstInstallation: number;
  readonly prefetchOnFirstInstallation: number;
  /** What an update of the app blocks on, where a pack is not on the device yet. */
  readonly essentialOnSubsequentUpdate: number;
  readonly prefetchOnSubsequentUpdate: number;
  readonly onDemand: number;
  /**
   * What the App Store adds to the app's size as "up to": essential packs without a language, and the largest set of
   * essential packs of one language (App Store Connect Help, "Maximum build file sizes").
   */
  readonly productPageSizeInBytes: number;
  /** Whether every file of every pack is known. */
  readonly isComplete: boolean;
}

/** All eligible versions of all packs of an app record together, compressed (App Store Connect Help, size limits). */
export const appleHostedLimitInBytes = 200_000_000_000;

/** Apple warns from here on. */
export const appleHostedWarningInBytes = 0.8 * appleHostedLimitInBytes;

export function packTotals(packs: readonly PackContents[]): PackTotals {
  const sumOf = (wanted: (pack: PackContents) => boolean) =>
    packs.reduce((sum, pack) => (wanted(pack) ? sum + pack.sizeInBytes : sum), 0);
  const onFirst = (pack: PackContents) => pack.installationEventTypes.includes("firstInstallation");
  const onUpdate = (pack: PackContents) => pack.installationEventTypes.includes("subsequentUpdate");
  const languages = new Set(packs.flatMap(({ language }) => language ?? []));
  const perLanguage = [...languages].map((one) =>
    sumOf((pack) => pack.policy === "essential" && pack.language === one),
  );
  return {
    packs: packs.length,
    sizeInBytes: sumOf(() => true),
    essentialOnFirstInstallation: sumOf((pack) => pack.policy === "essential" && onFirst(pack)),
    prefetchOnFirstInstallation: sumOf((pack) => pack.policy === "prefetch" && onFirst(pack)),
    essentialOnSubsequentUpdate: sumOf((pack) => pack.policy === "essential" && onUpdate(pack)),
    prefetchOnSubsequentUpdate: sumOf((pack) => pack.policy === "prefetch" && onUpdate(pack)),
    onDemand: sumOf((pack) => pack.policy === "onDemand"),
    productPageSizeInBytes:
      sumOf((pack) => pack.policy === "essential" && pack.language === null) + Math.max(0, ...perLanguage),
    isComplete: packs.every(({ isComplete }) => isComplete),
  };
}
