import type { Node as JsonNode } from "jsonc-parser";
import type { SourceLocation } from "../app-configuration";
import { parseJson } from "../json/parse-json";
import { properties, propertyName, rangeOfNode } from "../json/tree";
import { readYaml } from "./yaml-tree";

/** A value of a project spec, in JSON or YAML; parts of one tree may come from several files. */
export type SpecNode =
  | { readonly kind: "map"; readonly members: ReadonlyMap<string, SpecMember>; readonly location: SourceLocation }
  | { readonly kind: "list"; readonly items: readonly SpecNode[]; readonly location: SourceLocation }
  | {
      readonly kind: "scalar";
      readonly text: string;
      /** What a property list made of it holds. */
      readonly type: "string" | "integer" | "real" | "boolean" | "null";
      readonly location: SourceLocation;
    };

export interface SpecMember {
  readonly nameLocation: SourceLocation;
  readonly value: SpecNode;
}

export interface SpecReading {
  readonly root: SpecNode | undefined;
  /** Whether the whole text was understood. */
  readonly isSound: boolean;
}

/** Reads a spec by the ending of its name. Never throws. */
export function readSpec(path: string, text: string): SpecReading {
  if (/\.ya?ml$/i.test(path)) return readYaml(path, text);
  const { root, problems } = parseJson(text);
  return { root: root === undefined ? undefined : ofJson(path, root), isSound: problems.length === 0 };
}

function ofJson(path: string, node: JsonNode): SpecNode {
  const location = { path, range: rangeOfNode(node) };
  switch (node.type) {
    case "object": {
      const members = new Map<string, SpecMember>();
      for (const property of properties(node)) {
        const [name, value] = property.children ?? [];
        if (name === undefined || value === undefined) continue;
        members.set(propertyName(property), {
          nameLocation: { path, range: rangeOfNode(name) },
          value: ofJson(path, value),
        });
      }
      return { kind: "map", members, location };
    }
    case "array":
      return { kind: "list", items: (node.children ?? []).map((item) => ofJson(path, item)), location };
    default:
      return { kind: "scalar", text: node.value === null ? "" : String(node.value), type: jsonType(node), location };
  }
}

function jsonType({ type, value }: JsonNode): "string" | "integer" | "real" | "boolean" | "null" {
  if (type === "number") return Number.isInteger(value) ? "integer" : "real";
  return type === "boolean" || type === "null" ? type : "string";
}

export function specMember(node: SpecNode | undefined, name: string): SpecNode | undefined {
  return node?.kind === "map" ? node.members.get(name)?.value : undefined;
}

export function specText(node: SpecNode | undefined): string | undefined {
  return node?.kind === "scalar" ? node.text : undefined;
}

/** The items of a list; a single value counts as a list of one. */
export function specItems(node: SpecNode | undefined): readonly SpecNode[] {
  return node === undefined ? [] : node.kind === "list" ? node.items : [node];
}

/**
 * Two values over each other, as XcodeGen does it: dictionaries are merged, lists are joined, anything else is
 * replaced; a name that ends in `:REPLACE` replaces whatever was there.
 */
export function mergeSpecs(below: SpecNode, above: SpecNode): SpecNode {
  if (below.kind === "list" && above.kind === "list") {
    return { kind: "list", items: [...below.items, ...above.items], location: above.location };
  }
  if (below.kind !== "map" || above.kind !== "map") return above;
  const members = new Map(below.members);
  for (const [written, member] of above.members) {
    const name = written.replace(/:REPLACE$/, "");
    const known = members.get(name);
    members.set(
      name,
      known === undefined || name !== written ? member : { ...member, value: mergeSpecs(known.value, member.value) },
    );
  }
  return { kind: "map", members, location: above.location };
}
