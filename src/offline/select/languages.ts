/** `eng` is `en`; what is no language tag stays as it is. */
export function canonicalLanguage(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll("_", "-"))[0] ?? tag;
  } catch {
    return tag.toLowerCase();
  }
}

/** Whether a rendition's language is the wanted one: `en` takes `en-GB`, `en-GB` takes only itself. */
export function isLanguage(tag: string | undefined, wanted: string): boolean {
  if (tag === undefined) return false;
  const [found, asked] = [canonicalLanguage(tag), canonicalLanguage(wanted)];
  return found === asked || found.startsWith(`${asked}-`);
}

/** Whether two renditions are in one language, whatever the region. */
export function isSameLanguage(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalLanguage(a).split("-")[0] === canonicalLanguage(b).split("-")[0];
}
