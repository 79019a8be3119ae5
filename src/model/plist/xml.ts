import { LineIndex } from "../text";
import { ProblemList } from "./problem-list";
import type { PlistDocument } from "./syntax";
import { XmlParser } from "./xml-parser";

/**
 * Reads an XML property list, whole or half typed. Never throws; takes time in proportion to the length of `text`.
 * `problems` is empty exactly when the text is a valid property list. A value without `<plist>` around it is one, as it is for
 * Apple's reader. Entities that the file declares itself are refused and never expanded; what is nested deeper than 512 is not read.
 */
export function parseXmlPlist(text: string): PlistDocument {
  const problems = new ProblemList();
  const root = new XmlParser(text, problems).parse();
  return { format: "xml", text, lines: new LineIndex(text), root, problems: problems.sorted() };
}
