import type { OffsetRange } from "../text";
import { parseBinaryPlist } from "./binary";
import { decodePlistText, type TextEncoding } from "./decode";
import { parseJsonPlist } from "./json";
import { parseOpenStepPlist } from "./openstep";
import type { PlistDocument, PlistFormat, PlistProblem } from "./syntax";
import { parseXmlPlist } from "./xml";

/** A property list as read from a file: what is needed to write its text back besides. */
export interface PlistFileDocument extends PlistDocument {
  /** Undefined for binary files. Use with `encodePlistText`. */
  readonly encoding: TextEncoding | undefined;
}

/**
 * Reads a property list of any form from the bytes of a file: binary, XML, OpenStep or JSON, in UTF-8, UTF-16 or UTF-32. Never throws:
 * what is wrong is in `problems`, each with its place (in a binary file the message names the byte).
 */
export function readPlist(bytes: Uint8Array): PlistFileDocument {
  if (startsWithAscii(bytes, "bplist")) return { ...parseBinaryPlist(bytes), encoding: undefined };
  const { text, encoding, firstError } = decodePlistText(bytes);
  const document = parsePlistText(text);
  const problem = encodingProblem(text, encoding, firstError);
  const problems = problem === undefined ? document.problems : [problem, ...document.problems];
  return { ...document, problems: [...problems].sort((a, b) => a.range.start - b.range.start), encoding };
}

/** Reads a property list from the text of an editor, whose form shows in its first characters. Never throws. */
export function parsePlistText(text: string): PlistDocument {
  switch (formOf(text)) {
    case "json":
      return parseJsonPlist(text);
    case "openstep":
      return parseOpenStepPlist(text);
    default:
      return parseXmlPlist(text);
  }
}

function formOf(text: string): PlistFormat {
  const start = /^\ufeff?\s*/.exec(text)?.[0].length ?? 0;
  switch (text[start]) {
    case undefined:
      return "xml";
    case "<":
      // Only data of OpenStep's form starts with < and has nothing but hexadecimal digits up to its end.
      return /^<[0-9a-fA-F\s]*>\s*$/.test(text.slice(start, start + 10_000)) ? "openstep" : "xml";
    case "[":
      return "json";
    case "{":
      return formOfBraces(text, start + 1);
    case '"':
      return text.indexOf("=", start) < 0 && text.indexOf(";", start) < 0 ? "json" : "openstep";
    default:
      // Somebody types in front of <?xml or <plist>.
      return /<(?:\?xml|!DOCTYPE|plist)\b/.test(text.slice(start, start + 10_000)) ? "xml" : "openstep";
  }
}

/** JSON has a colon behind the first name, OpenStep an equals sign. */
function formOfBraces(text: string, start: number): PlistFormat {
  const name = /^\s*"(?:[^"\\\n]|\\.)*"\s*(.?)/.exec(text.slice(start, start + 10_000));
  return name?.[1] === ":" ? "json" : "openstep";
}

function startsWithAscii(bytes: Uint8Array, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[index] !== text.charCodeAt(index)) return false;
  return true;
}

function encodingProblem(
  text: string,
  encoding: TextEncoding,
  firstError: number | undefined,
): PlistProblem | undefined {
  const declared = declaredEncoding(text);
  const family = encoding.name.slice(0, encoding.name.lastIndexOf("-") + 3);
  const isOther = declared !== undefined && !isSameEncoding(declared.name.toLowerCase(), family);
  if (firstError !== undefined) {
    const end = Math.min(firstError + 1, text.length);
    const range = { start: Math.min(firstError, end), end };
    // CFPropertyList converts from any encoding whose IANA name CFString knows, so these bytes may be right.
    if (isOther && family === "utf-8") {
      const message = `The file says "${declared.name}", and its bytes are not UTF-8: a device reads them if it knows that encoding, and this check read other characters from here on. Save the file as UTF-8 with encoding="UTF-8", as every tool expects it.`;
      return { code: "other-encoding", message, range };
    }
    const message = `These bytes are not ${encoding.name.toUpperCase()}: the property list cannot be read on a device. Save the file as UTF-8.`;
    return { code: "bad-encoding", message, range };
  }
  // Read as UTF-8 whatever is declared: everybody saves UTF-8, and a wrong declaration is worth a word.
  if (!isOther || isAscii(text)) return undefined;
  const { name, range } = declared;
  return {
    code: "other-encoding",
    message: `The file says "${name}", but its bytes are ${encoding.name.toUpperCase()}: a device goes by what the file says, and reads other characters than you wrote. Write encoding="UTF-8".`,
    range,
    ...(family === "utf-8" ? { fix: { title: "Write UTF-8", range, newText: "UTF-8" } } : {}),
  };
}

function declaredEncoding(text: string): { readonly name: string; readonly range: OffsetRange } | undefined {
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(text.slice(0, 300));
  const name = declared?.[1];
  if (declared === null || name === undefined) return undefined;
  const start = declared[0].length - 1 - name.length;
  return { name, range: { start, end: start + name.length } };
}

function isSameEncoding(name: string, family: string): boolean {
  if (name.startsWith(family)) return true;
  if (family === "utf-8") return name === "us-ascii" || name === "ascii";
  return family === "utf-16" && /^(?:ucs-2|iso-10646-ucs-2)$/.test(name);
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}
