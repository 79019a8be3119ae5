/**
 * A test for URLs: `*` stands for anything but `/`, `**` for anything, everything else for itself (scheme and host in any
 * case). Where the pattern has no `?`, the query of a URL does not count; fragments never do.
 */
export function urlGlob(pattern: string): (url: string) => boolean {
  const countsQuery = pattern.includes("?");
  const source = originInLowerCase(pattern)
    .split(/(\*\*|\*)/)
    .map((part) => wildcards.get(part) ?? part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
    .join("");
  const expression = new RegExp(`^${source}$`);
  return (url) => expression.test(originInLowerCase(url.replace(countsQuery ? /#.*$/ : /[?#].*$/, "")));
}

const wildcards: ReadonlyMap<string, string> = new Map([
  ["**", "[^]*"],
  ["*", "[^/]*"],
]);

function originInLowerCase(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, (origin) => origin.toLowerCase());
}
