import { writeBase64, writeDate } from "./scalars";
import type { PlistValue } from "./value";

/** How the lines of a file look, so that new ones look alike. */
export interface LineStyle {
  readonly lineBreak: string;
  /** One step to the right: a tab or some spaces. */
  readonly unit: string;
}

/** The element of a value. Its first line is not indented, the others stand at `indent` or deeper. */
export function elementOf(value: PlistValue, indent: string, style: LineStyle): string {
  if (Array.isArray(value))
    return container(
      "array",
      value.map((item) => [item]),
      indent,
      style,
    );
  if (value instanceof Uint8Array) return `<data>${writeBase64(value)}</data>`;
  if (value instanceof Date) return `<date>${writeDate(value.getTime())}</date>`;
  switch (typeof value) {
    case "string":
      return `<string>${escapeText(value)}</string>`;
    case "boolean":
      return `<${value}/>`;
    case "bigint":
      return `<integer>${value}</integer>`;
    case "number":
      return Number.isSafeInteger(value) ? `<integer>${value}</integer>` : `<real>${writeReal(value)}</real>`;
    default:
      return container(
        "dict",
        Object.entries(value).map(([key, item]) => [key, item] as const),
        indent,
        style,
      );
  }
}

export function keyElement(name: string): string {
  return `<key>${escapeText(name)}</key>`;
}

/** As Core Foundation spells them; JavaScript's "Infinity" and "NaN" are read as well, but nobody else writes them. */
export function writeReal(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-infinity" : "+infinity";
  return String(value);
}

/** For the text of an element: quotes stay, as Xcode leaves them. A carriage return would be read as a line feed. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
}

function container(
  name: "dict" | "array",
  children: readonly (readonly [PlistValue] | readonly [string, PlistValue])[],
  indent: string,
  style: LineStyle,
): string {
  if (children.length === 0) return `<${name}/>`;
  const inner = indent + style.unit;
  const lines = children.flatMap((child) =>
    child.length === 1
      ? [elementOf(child[0], inner, style)]
      : [keyElement(child[0]), elementOf(child[1], inner, style)],
  );
  const content = lines.map((line) => `${style.lineBreak}${inner}${line}`).join("");
  return `<${name}>${content}${style.lineBreak}${indent}</${name}>`;
}
