/**
 * Whether a tag is one that a localized pack can have: a language with an optional script and region, without variants and
 * extensions ("Downloading localized asset packs"). Capitals do not matter in tags of BCP 47.
 */
export function isPackLanguage(tag: string): boolean {
  return /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(tag);
}

/** Underscores made hyphens, and what is too much left out; undefined where nothing better comes of it. */
export function correctedPackLanguage(tag: string): string | undefined {
  const parts = tag.replace(/\..*$/, "").split(/[-_]/);
  const kept = [parts[0] ?? ""];
  for (const part of parts.slice(1)) {
    if (part.length === 1) break;
    if (isPackLanguage([...kept, part].join("-"))) kept.push(part);
  }
  const better = kept.join("-");
  return isPackLanguage(better) && better !== tag ? better : undefined;
}
