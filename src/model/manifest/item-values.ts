import type { Node } from "jsonc-parser";
import { propertyName, rangeOfNode } from "../json/tree";
import type { OffsetRange } from "../text";
import { type CompiledPath, compilePath, selectFirst } from "./json-path";
import type { ManifestValueMapping } from "./manifest";

/** What a mapping finds in one asset. `value` is undefined where there is nothing, or an object or array. */
export interface ItemValue {
  readonly value: string | number | boolean | undefined;
  /** Whether anything but null stands there, objects included. */
  readonly present: boolean;
  readonly range: OffsetRange | undefined;
}

/** What of an asset is not written inside it. */
export interface ItemContext {
  readonly baseUrl: string | undefined;
  /** The name under which the asset stands in an object, or its position in the list: `{@key}` in a template. */
  readonly key: string;
}

export type ItemReader = (asset: Node, context: ItemContext) => ItemValue;

const nothing: ItemValue = { value: undefined, present: false, range: undefined };

/** Compiles what the project file says about one value of an asset, or says why that is impossible. */
export function compileItemValue(
  mapping: ManifestValueMapping,
): { readonly read: ItemReader } | { readonly problem: string } {
  if (typeof mapping === "string") {
    if (!/^[$@]/.test(mapping)) {
      return { problem: `"${mapping}" is not a JSONPath: write "$.${mapping}" to take that member of each asset.` };
    }
    const compiled = compilePath(mapping);
    if ("problem" in compiled) return compiled;
    return { read: (asset) => nodeValue(selectFirst(compiled.path, asset)) };
  }
  if ("template" in mapping) return compileTemplate(mapping.template);
  const compiled = compilePath(mapping.path);
  if ("problem" in compiled) return compiled;
  return {
    read: (asset) => {
      const found = nodeValue(selectFirst(compiled.path, asset));
      return { value: found.value === mapping.equals, present: found.present, range: found.range };
    },
  };
}

function nodeValue(node: Node | undefined): ItemValue {
  if (node === undefined || node.type === "null") return nothing;
  const range = rangeOfNode(node);
  if (node.type === "object" || node.type === "array") return { value: undefined, present: true, range };
  return { value: node.value as string | number | boolean, present: true, range };
}

/** A piece of a `template`; `path` is a JSONPath relative to the asset. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "baseUrl" }
  | { readonly kind: "key" }
  | { readonly kind: "path"; readonly path: CompiledPath };

function compileTemplate(template: string): { readonly read: ItemReader } | { readonly problem: string } {
  const compiled = templateParts(template);
  if ("problem" in compiled) return compiled;
  return { read: (asset, context) => fill(compiled.parts, asset, context) };
}

/** What a template consists of, in its order. */
export function templateParts(
  template: string,
): { readonly parts: readonly TemplatePart[] } | { readonly problem: string } {
  const parts: TemplatePart[] = [];
  let copied = 0;
  for (const match of template.matchAll(/\{([^{}]*)\}/g)) {
    if (match.index > copied) parts.push({ kind: "text", text: template.slice(copied, match.index) });
    copied = match.index + match[0].length;
    const name = match[1]?.trim() ?? "";
    if (name === "baseUrl") parts.push({ kind: "baseUrl" });
    else if (name === "@key") parts.push({ kind: "key" });
    else {
      const compiled = compilePath(/^[$@]/.test(name) ? name : `$.${name}`);
      if ("problem" in compiled) return { problem: `In the template "${template}": ${compiled.problem}` };
      parts.push({ kind: "path", path: compiled.path });
    }
  }
  if (copied < template.length) parts.push({ kind: "text", text: template.slice(copied) });
  return { parts };
}

/** A template whose members are not all there gives nothing: half a URL would be a wrong one. */
function fill(parts: readonly TemplatePart[], asset: Node, context: ItemContext): ItemValue {
  let text = "";
  let range: OffsetRange | undefined;
  for (const part of parts) {
    let piece: string;
    if (part.kind === "text") piece = part.text;
    else if (part.kind === "key") piece = context.key;
    else if (part.kind === "baseUrl") {
      if (context.baseUrl === undefined) return nothing;
      piece = context.baseUrl;
    } else {
      const found = nodeValue(selectFirst(part.path, asset));
      if (found.value === undefined) return { ...nothing, range: found.range };
      piece = String(found.value);
      range = found.range;
    }
    // `{baseUrl}/{path}` with a base that ends, or a path that begins, with a slash means one slash.
    text += text.endsWith("/") && piece.startsWith("/") ? piece.slice(1) : piece;
  }
  return { value: text, present: true, range };
}

/** The name of the member that holds a value; for an item of a list its position in the selection. */
export function keyOf(asset: Node, position: number): string {
  return asset.parent?.type === "property" ? propertyName(asset.parent) : String(position);
}
