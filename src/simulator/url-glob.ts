/**
 * A test for URLs: `*` stands for anything but `/`, `**` for anything, everything else for itself (scheme and host in any
 * case). Where the pattern has no `?`, the query of a URL does not count; fragments never do.
 *
 * No regular expression: patterns come from scenarios of others, and a dozen asterisks keep one busy for hours.
 */
export function urlGlob(pattern: string): (url: string) => boolean {
  const countsQuery = pattern.includes("?");
  const parts = originInLowerCase(pattern)
    .split(/(\*\*|\*)/)
    .filter((part) => part !== "");
  return (url) => matches(parts, originInLowerCase(url.replace(countsQuery ? /#.*$/s : /[?#].*$/s, "")));
}

/** Walks the parts with every place of the URL that those before can end at. */
function matches(parts: readonly string[], url: string): boolean {
  let places: readonly number[] = [0];
  for (const part of parts) {
    if (part === "**") places = from(places[0] ?? 0, url.length);
    else if (part === "*") places = withinFolder(places, url);
    else places = places.filter((place) => url.startsWith(part, place)).map((place) => place + part.length);
    if (places.length === 0) return false;
  }
  return places.at(-1) === url.length;
}

function from(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

function withinFolder(places: readonly number[], url: string): readonly number[] {
  const reached: number[] = [];
  let next = 0;
  for (const place of places) {
    // Reached from a place before it, up to the same slash.
    if (place < next) continue;
    const slash = url.indexOf("/", place);
    const end = slash === -1 ? url.length : slash;
    for (next = place; next <= end; next++) reached.push(next);
  }
  return reached;
}

function originInLowerCase(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, (origin) => origin.toLowerCase());
}
