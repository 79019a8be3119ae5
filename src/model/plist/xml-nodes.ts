import type { OffsetRange } from "../text";
import { excerpt, type ProblemList } from "./problem-list";
import { readBase64, readDate, readInteger, readReal } from "./scalars";
import type { PlistNode, PlistProblemCode } from "./syntax";
import type { ScalarElement } from "./xml-scalar";

/** The node of a simple value; says what is wrong with its text, unless the element itself is damaged already. */
export function scalarNode(text: string, element: ScalarElement, problems: ProblemList): PlistNode | undefined {
  const { name, range, contentRange, value } = element;
  const refuse = (code: PlistProblemCode, message: string) => {
    if (element.isDamaged) return;
    const place = placeOf(text, contentRange, range);
    problems.report(code, message, place.start, place.end);
  };
  switch (name) {
    case "key":
      return undefined;
    case "string":
      return { kind: "string", range, contentRange, value };
    case "true":
    case "false":
      if (value.trim() !== "")
        refuse(
          "unexpected-text",
          `<${name}/> holds nothing: "${excerpt(value)}" has no meaning here. Write "<${name}/>".`,
        );
      return { kind: "boolean", range, contentRange, value: name === "true" };
    case "integer": {
      const number = readInteger(value);
      if (number === undefined)
        refuse(
          "bad-integer",
          value.trim() === ""
            ? `This <integer> is empty: the property list cannot be read on a device. Write a whole number.`
            : `"${excerpt(value)}" is not a whole number of 64 bits: the property list cannot be read on a device. Write digits only, or "0x" and hexadecimal digits.`,
        );
      return { kind: "integer", range, contentRange, text: value, value: number };
    }
    case "real": {
      const number = readReal(value);
      if (number === undefined)
        refuse(
          "bad-real",
          `"${excerpt(value)}" is not a number: the property list cannot be read on a device. Write it like 0.5 or 1e9.`,
        );
      return { kind: "real", range, contentRange, text: value, value: number };
    }
    case "date": {
      const milliseconds = readDate(value);
      if (milliseconds === undefined)
        refuse(
          "bad-date",
          `"${excerpt(value)}" is not a date: the property list cannot be read on a device. Write it like 2026-01-31T12:00:00Z.`,
        );
      return { kind: "date", range, contentRange, text: value, value: milliseconds };
    }
    case "data": {
      const bytes = readBase64(value);
      if (bytes === undefined)
        refuse(
          "bad-data",
          `"${excerpt(value)}" is not base64: letters, digits, "+" and "/", padded with "=" to fours.`,
        );
      return { kind: "data", range, contentRange, value: bytes };
    }
  }
}

/** The text itself without the space around it; the whole element where there is none. */
function placeOf(text: string, contentRange: OffsetRange, range: OffsetRange): OffsetRange {
  const written = text.slice(contentRange.start, contentRange.end);
  const trimmed = written.trim();
  if (trimmed === "") return range;
  const start = contentRange.start + written.indexOf(trimmed);
  return { start, end: start + trimmed.length };
}
