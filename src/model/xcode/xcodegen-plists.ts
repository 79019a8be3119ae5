import type { SourceLocation } from "../app-configuration";
import { readInteger } from "../plist/scalars";
import type { PlistEntry, PlistNode } from "../plist/syntax";
import { resolvePath } from "../project/paths";
import type { OffsetRange } from "../text";
import { type SpecNode, specMember, specText } from "./spec-node";
import { defaultInfoPlist, unknownValue, type WrittenPlist, writtenPlist } from "./written-plist";

/**
 * The property lists that XcodeGen writes for a target: `info.path` with `info.properties`, `entitlements.path` with
 * `entitlements.properties`. One without properties of its own is not said by the spec.
 */
export function xcodeGenPlists(
  folder: string,
  target: { readonly name: string; readonly spec: SpecNode },
  textOf: (path: string) => string | undefined,
): readonly WrittenPlist[] {
  const type = specText(specMember(target.spec, "type"));
  const read = (member: "info" | "entitlements"): readonly WrittenPlist[] => {
    const node = specMember(target.spec, member);
    const path = specText(specMember(node, "path"))?.replace(/\$\{target_name\}/g, target.name);
    const properties = node?.kind === "map" ? node.members.get("properties") : undefined;
    if (path === undefined || path.includes("$") || properties?.value.kind !== "map") return [];
    const { location } = properties.value;
    const text = textOf(location.path);
    if (text === undefined) return [];
    const anchor = properties.nameLocation.path === location.path ? properties.nameLocation.range : location.range;
    const places = new Places(location.path, anchor);
    const written = { path: resolvePath(folder, path), sourcePath: location.path, kind: member };
    const dict = { entries: entriesOf(properties.value, places), range: anchor };
    return [writtenPlist(written, text, dict, member === "info" ? defaultInfoPlist(type) : {})];
  };
  return [...read("info"), ...read("entitlements")];
}

/** Places of one file; what an include brought in from another file stands at the dictionary that it was merged into. */
class Places {
  readonly #path: string;
  readonly #outer: OffsetRange;

  constructor(path: string, outer: OffsetRange) {
    this.#path = path;
    this.#outer = outer;
  }

  of({ path, range }: SourceLocation): OffsetRange {
    return path === this.#path ? range : this.#outer;
  }
}

function entriesOf(node: SpecNode, places: Places): readonly PlistEntry[] {
  if (node.kind !== "map") return [];
  return [...node.members].map(([name, { nameLocation, value }]) => {
    const range = places.of(nameLocation);
    return { key: { name, range, contentRange: range }, value: plistNode(value, places), range };
  });
}

function plistNode(node: SpecNode, places: Places): PlistNode | undefined {
  const range = places.of(node.location);
  const place = { range, contentRange: range };
  switch (node.kind) {
    case "map":
      return { kind: "dict", ...place, entries: entriesOf(node, places) };
    case "list":
      return { kind: "array", ...place, items: node.items.flatMap((item) => plistNode(item, places) ?? []) };
    case "scalar":
      return scalarNode(node, range);
  }
}

function scalarNode({ text, type }: SpecNode & { kind: "scalar" }, range: OffsetRange): PlistNode {
  const place = { range, contentRange: range };
  switch (type) {
    case "null":
      // What XcodeGen makes of nothing at all is not documented.
      return unknownValue(range);
    case "boolean":
      return { kind: "boolean", ...place, value: /^(yes|true|on)$/i.test(text) };
    case "integer": {
      const plain = text.replaceAll("_", "");
      const value = /^[-+]?0[b0-7o]/.test(plain) ? undefined : readInteger(plain);
      return value === undefined ? unknownValue(range) : { kind: "integer", ...place, text, value };
    }
    case "real":
      return { kind: "real", ...place, text, value: Number(text.replaceAll("_", "")) };
    case "string":
      return { kind: "string", ...place, value: text };
  }
}
