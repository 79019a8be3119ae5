import { type TemplatePart, templateParts } from "../manifest/item-values";
import { type CompiledPath, compilePath } from "../manifest/json-path";
import type { ManifestValueMapping } from "../manifest/manifest";

/** Thrown where a mapping says something that has no plain Swift; caught by the writer of the file. */
export class NotWritable extends Error {}

/** A Swift string literal. */
export function swiftString(text: string): string {
  const escaped = text.replace(/[\\"\p{Cc}]/gu, (character) => {
    if (character === "\\" || character === '"') return `\\${character}`;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `"${escaped}"`;
}

/** The steps of a JSONPath as the generated `values` takes them: `["assets", .all]`. */
export function swiftSteps(expression: string): string {
  const compiled = compilePath(expression);
  if ("problem" in compiled) throw new NotWritable(compiled.problem);
  return stepsOf(compiled.path, expression);
}

/** An expression of type `Any?` for one value of an asset. */
export function swiftValue(mapping: ManifestValueMapping): string {
  if (typeof mapping === "string") return `value(asset, ${swiftSteps(mapping)})`;
  if ("template" in mapping) return swiftTemplate(mapping.template);
  const { path, equals } = mapping;
  const found = `value(asset, ${swiftSteps(path)})`;
  if (typeof equals === "string") return `${found} as? String == ${swiftString(equals)}`;
  if (typeof equals === "boolean") return `flag(${found}) == ${equals}`;
  return `(${found} as? NSNumber)?.doubleValue == ${equals}`;
}

/** Nothing where a member is missing: half a URL would be a wrong one. */
function swiftTemplate(template: string): string {
  const compiled = templateParts(template);
  if ("problem" in compiled) throw new NotWritable(compiled.problem);
  return `joined([${compiled.parts.map((part) => swiftPart(part, template)).join(", ")}])`;
}

function swiftPart(part: TemplatePart, template: string): string {
  switch (part.kind) {
    case "text":
      return swiftString(part.text);
    case "baseUrl":
      return "baseURL";
    case "key":
      return "node.key";
    case "path":
      return `text(value(asset, ${stepsOf(part.path, template)}))`;
  }
}

function stepsOf(path: CompiledPath, expression: string): string {
  if (path.kind === "query") {
    throw new NotWritable(
      `"${expression}" has filters or other queries of JSONPath. Swift has no JSONPath: write paths of members, positions and [*], or write this part by hand.`,
    );
  }
  const steps = path.steps.map((step) => {
    if (step.kind === "member") return swiftString(step.name);
    return step.kind === "index" ? String(step.index) : ".all";
  });
  return `[${steps.join(", ")}]`;
}
