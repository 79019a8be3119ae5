import type { SourceLocation } from "../app-configuration";
import { readInteger } from "../plist/scalars";
import type { PlistEntry, PlistNode } from "../plist/syntax";
import type { SwiftConstants } from "../swift/constants";
import type { SwiftExpression } from "../swift/expression";
import { unknownValue } from "./written-plist";
import { type BuildSetting, splitCondition } from "./xcode-project";

/** Stands for a setting that only Tuist knows: it counts as set, and as unknown. */
export const computed = "$(COMPUTED_BY_THE_PROJECT_FILE)";

/** The last part of a name: `app` of `.app` and of `Product.app`. */
export function caseName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** The text of a string that is written out. */
export function textOf(expression: SwiftExpression | undefined): string | undefined {
  return expression?.kind === "string" ? expression.value : undefined;
}

/** The entries of a dictionary as a property list has them; undefined where a key, or the whole, is computed. */
export function plistEntries(
  written: SwiftExpression | undefined,
  constants: SwiftConstants,
): readonly PlistEntry[] | undefined {
  const dict = written === undefined ? undefined : constants.resolve(written);
  if (dict?.kind === "array" && dict.items.length === 0) return [];
  if (dict?.kind !== "dict") return undefined;
  const entries: PlistEntry[] = [];
  for (const { key, value } of dict.entries) {
    const name = textOf(constants.resolve(key));
    if (name === undefined) return undefined;
    const { range } = key;
    entries.push({ key: { name, range, contentRange: range }, value: plistNode(value, constants), range });
  }
  return entries;
}

/** `Plist.Value`: a literal, or a case with one (`.string("…")`, `.dictionary([…])`). */
function plistNode(written: SwiftExpression, constants: SwiftConstants): PlistNode {
  const value = constants.resolve(written);
  const place = { range: value.range, contentRange: value.range };
  switch (value.kind) {
    case "string":
      return { kind: "string", ...place, value: value.value };
    case "boolean":
      return { kind: "boolean", ...place, value: value.value };
    case "number":
      return numberNode(value.text, written);
    case "array":
      return { kind: "array", ...place, items: value.items.map((item) => plistNode(item, constants)) };
    case "dict": {
      const entries = plistEntries(value, constants);
      return entries === undefined ? unknownValue(value.range) : { kind: "dict", ...place, entries };
    }
    case "call": {
      const [only, second] = value.arguments;
      const isCase = /^(string|boolean|integer|real|array|dictionary)$/.test(caseName(value.name));
      return isCase && only !== undefined && second === undefined
        ? plistNode(only.value, constants)
        : unknownValue(value.range);
    }
    default:
      return unknownValue(written.range);
  }
}

function numberNode(text: string, { range }: SwiftExpression): PlistNode {
  const plain = text.replaceAll("_", "");
  const place = { range, contentRange: range };
  if (!/^[-+]?0x/i.test(plain) && /[.eE]/.test(plain)) return { kind: "real", ...place, text, value: Number(plain) };
  const value = readInteger(plain);
  return value === undefined ? unknownValue(range) : { kind: "integer", ...place, text, value };
}

/** The settings of a dictionary, and whether all of them are written out. */
export interface WrittenSettings {
  readonly settings: readonly BuildSetting[];
  readonly isComplete: boolean;
}

/** A `SettingsDictionary`: strings, lists of strings, booleans. */
export function settingsOf(
  written: SwiftExpression | undefined,
  path: string,
  constants: SwiftConstants,
): WrittenSettings {
  if (written === undefined || written.kind === "nil") return { settings: [], isComplete: true };
  const dict = constants.resolve(written);
  if (dict.kind === "array" && dict.items.length === 0) return { settings: [], isComplete: true };
  if (dict.kind !== "dict") return { settings: [], isComplete: false };
  let isComplete = true;
  const settings = dict.entries.flatMap(({ key, value }): readonly BuildSetting[] => {
    const name = textOf(constants.resolve(key));
    if (name === undefined) {
      isComplete = false;
      return [];
    }
    const location: SourceLocation = { path, range: value.range };
    const text = settingText(value, constants) ?? computed;
    return [{ ...splitCondition(name), value: text, nameLocation: { path, range: key.range }, location }];
  });
  return { settings, isComplete };
}

function settingText(written: SwiftExpression, constants: SwiftConstants): string | undefined {
  const value = constants.resolve(written);
  switch (value.kind) {
    case "string":
      return value.value;
    case "number":
      return value.text;
    case "boolean":
      return value.value ? "YES" : "NO";
    case "array": {
      const items = value.items.map((item) => textOf(constants.resolve(item)));
      return items.includes(undefined) ? undefined : items.join(" ");
    }
    case "call": {
      const [only, second] = value.arguments;
      const isCase = /^(string|array)$/.test(caseName(value.name));
      return isCase && only !== undefined && second === undefined ? settingText(only.value, constants) : undefined;
    }
    default:
      return undefined;
  }
}
