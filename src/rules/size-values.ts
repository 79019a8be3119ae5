import type { PlistNode } from "../model/plist/syntax";
import type { PlistFile } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import { shapeProblemAt } from "./info-plist-shape";
import { replaceValue } from "./plist-fixes";
import type { Finding } from "./rule";

/** What a value of the wrong kind is called in a message. */
export function kindName(node: PlistNode): string {
  switch (node.kind) {
    case "dict":
      return "a dictionary";
    case "array":
      return "an array";
    case "string":
      return "a string";
    case "integer":
      return "an integer";
    case "real":
      return "a real number";
    case "boolean":
      return "a boolean";
    case "date":
      return "a date";
    case "data":
      return "data";
    case "uid":
      return "a UID";
  }
}

/** The finding for the size at `path` where it is no number at all; a string of digits has an obvious fix. */
export function notANumber(file: PlistFile, path: readonly string[], consequence: string): Finding | undefined {
  const problem = shapeProblemAt(file, ...path);
  // A real number is BA120's.
  if (problem?.keyword !== "type" || problem.node.kind === "real") return undefined;
  const name = path.at(-1) ?? "";
  const value = problem.node;
  const digits = value.kind === "string" ? /^\s*(\d{1,15})\s*$/.exec(value.value)?.[1] : undefined;
  const shown = value.kind === "string" ? ` “${value.value.slice(0, 40)}”` : "";
  return {
    path: file.path,
    range: value.range,
    message: `${name} is ${kindName(value)}${shown}, not a number: ${consequence}, and App Store Connect reads the key as missing. Write the bytes as <integer>.`,
    fixes:
      digits === undefined
        ? []
        : [
            {
              title: `Write ${name} as <integer>${digits}</integer>`,
              preferred: true,
              edits: () => [replaceValue(file, value, Number(digits))],
            },
          ],
  };
}

/** Two sizes for one sentence: in people's units, or to the byte where those would look the same. */
export function sizesApart(a: number, b: number): readonly [string, string] {
  const short = [formatBytes(a), formatBytes(b)] as const;
  return a === b || short[0] !== short[1] ? short : [exactBytes(a), exactBytes(b)];
}

export function exactBytes(sizeInBytes: number | bigint): string {
  return `${sizeInBytes.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",")} bytes`;
}

/** "1 asset", "2 assets". */
export function counted(count: number, noun: string): string {
  return `${count.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",")} ${noun}${count === 1 ? "" : "s"}`;
}

/** A few names for a message: "`a`, `b` and 3 more". */
export function namedFew(names: readonly string[], limit = 3): string {
  const shown = names.slice(0, limit).map((name) => `\`${name}\``);
  if (names.length > limit) return `${shown.join(", ")} and ${names.length - limit} more`;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
}
