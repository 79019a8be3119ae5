/** The elements of Apple's PropertyList-1.0.dtd. */
export type ScalarName = "key" | "string" | "integer" | "real" | "date" | "data" | "true" | "false";
export type ContainerName = "plist" | "dict" | "array";
export type ElementName = ScalarName | ContainerName;

const names: readonly ElementName[] = [
  "string",
  "key",
  "dict",
  "array",
  "integer",
  "true",
  "false",
  "real",
  "date",
  "data",
  "plist",
];

const namesByLength: readonly (readonly ElementName[])[] = Array.from({ length: 8 }, (_, length) =>
  names.filter((name) => name.length === length),
);

export function isContainer(name: ElementName): name is ContainerName {
  return name === "dict" || name === "array" || name === "plist";
}

/** The element whose name is written from `start` to `end`. Compares in place: a big file has hundreds of thousands of tags. */
export function elementNameAt(text: string, start: number, end: number): ElementName | undefined {
  for (const name of namesByLength[end - start] ?? []) if (text.startsWith(name, start)) return name;
  return undefined;
}

/** The element that a misspelt name must mean: `intger`, `String`, `dcit`. Undefined where it could be several or none. */
export function nearestElementName(written: string): ElementName | undefined {
  if (written.length > 9) return undefined;
  const lower = written.toLowerCase();
  let found: ElementName | undefined;
  let foundDistance = 3;
  for (const name of names) {
    const distance = editDistance(lower, name);
    // One slip in a short name, two in a longer one: "ki" is no "key", "date" must not become "data".
    if (distance > (name.length > 5 ? 2 : 1)) continue;
    if (distance === foundDistance) found = undefined;
    if (distance < foundDistance) {
      found = name;
      foundDistance = distance;
    }
  }
  return found;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
