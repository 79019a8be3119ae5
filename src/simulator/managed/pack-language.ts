import type { AssetPack } from "../../model/packs/asset-pack";

/**
 * The language whose localized packs a device takes: the person's own, else another region of the same base language, else
 * the app's primary language (WWDC26; "Downloading localized asset packs"). Undefined where no pack is localized, or none
 * of these is there.
 */
export function resolvedLanguage(
  packs: readonly AssetPack[],
  preferred: string | undefined,
  primary: string | undefined,
): string | undefined {
  const available = [...new Set(packs.flatMap(({ language }) => language ?? []))].sort();
  for (const wanted of [preferred, primary]) {
    const found = wanted === undefined ? undefined : matching(wanted, available);
    if (found !== undefined) return found;
  }
  return undefined;
}

function matching(wanted: string, available: readonly string[]): string | undefined {
  const same = (one: string) => one.toLowerCase();
  const exact = available.find((language) => same(language) === same(wanted));
  if (exact !== undefined) return exact;
  // Shorter forms of the wanted tag first: zh-Hans-CN, zh-Hans, zh.
  const parts = wanted.split("-");
  const script = scriptOf(wanted);
  // Of several regions one that is written in the same script: zh-TW is Hant, though it does not say so.
  const below = (language: string) => {
    const variants = available.filter((one) => same(one).startsWith(`${same(language)}-`));
    return variants.find((one) => scriptOf(one) === script) ?? variants[0];
  };
  for (let length = parts.length - 1; length > 0; length--) {
    const shorter = parts.slice(0, length).join("-");
    const found = available.find((language) => same(language) === same(shorter)) ?? below(shorter);
    if (found !== undefined) return found;
  }
  return below(wanted);
}

/** The script that a language is likely written in, by Unicode's data; undefined for what is no language tag. */
function scriptOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().script;
  } catch {
    return undefined;
  }
}
