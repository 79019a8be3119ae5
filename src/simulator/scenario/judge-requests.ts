import { urlGlob } from "../url-glob";
import { listed } from "./listed";
import type { ExpectationVerdict } from "./scenario";

/**
 * Whether the requests that went out are those that were expected, pattern by pattern.
 * @param expected by URL pattern: their number, or the URLs; an item stands for each URL that it is, or that ends with it
 * @param made URLs, in order, each as often as it was asked for
 */
export function judgeRequests(
  expected: ReadonlyMap<string, number | readonly string[]>,
  made: readonly string[],
): ExpectationVerdict {
  const sides = [...expected].map(([pattern, wanted]) => {
    const matches = made.filter(urlGlob(pattern));
    if (typeof wanted === "number") {
      const isRight = matches.length === wanted;
      return {
        isRight,
        expected: `${wanted} to ${pattern}`,
        actual: `${matches.length} to ${pattern}${isRight || matches.length === 0 ? "" : ` (${listed(matches)})`}`,
        expectedItems: [`${wanted} to ${pattern}`],
        actualItems: isRight ? [`${wanted} to ${pattern}`] : [`${matches.length} to ${pattern}`, ...matches],
      };
    }
    const { named, missing, unexpected } = compare(wanted, matches);
    return {
      isRight: missing.length === 0 && unexpected.length === 0,
      expected: `to ${pattern}: ${listed(wanted)}`,
      actual: `to ${pattern}: ${listed([...named, ...unexpected])}`,
      expectedItems: [...named, ...missing],
      actualItems: [...named, ...unexpected],
    };
  });
  return {
    passed: sides.every(({ isRight }) => isRight),
    expected: `requests: ${sides.map((side) => side.expected).join("; ")}`,
    actual: `requests: ${sides.map((side) => side.actual).join("; ")}`,
    expectedItems: sides.flatMap((side) => side.expectedItems),
    actualItems: sides.flatMap((side) => side.actualItems),
  };
}

/** Each URL is counted once, under the name by which it was expected. */
function compare(wanted: readonly string[], matches: readonly string[]) {
  const missing = [...wanted];
  const named: string[] = [];
  const unexpected: string[] = [];
  for (const url of matches) {
    const index = missing.findIndex((name) => url === name || url.endsWith(`/${name.replace(/^\//, "")}`));
    if (index === -1) unexpected.push(url);
    else named.push(...missing.splice(index, 1));
  }
  return { named, missing, unexpected };
}
