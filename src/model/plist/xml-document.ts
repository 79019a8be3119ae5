import { writeBase64, writeDate } from "./scalars";
import type { PlistNode } from "./syntax";
import { escapeText, keyElement, writeReal } from "./write-xml";

/**
 * A whole XML property list with a node's value, indented by tabs as Xcode writes it. A number or date that could not be
 * read keeps its text; a UID is `{CF$UID: number}`, as `plutil` writes it.
 */
export function xmlDocument(root: PlistNode): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    element(root, ""),
    "</plist>",
    "",
  ].join("\n");
}

function element(node: PlistNode, indent: string): string {
  switch (node.kind) {
    case "dict":
      return container(
        "dict",
        node.entries.flatMap(({ key, value }) =>
          value === undefined ? [] : [keyElement(key.name), element(value, `${indent}\t`)],
        ),
        indent,
      );
    case "array":
      return container(
        "array",
        node.items.map((item) => element(item, `${indent}\t`)),
        indent,
      );
    case "string":
      return `<string>${escapeText(node.value)}</string>`;
    case "boolean":
      return `<${node.value}/>`;
    case "integer":
      return `<integer>${node.value ?? escapeText(node.text)}</integer>`;
    case "real":
      return `<real>${node.value === undefined ? escapeText(node.text) : writeReal(node.value)}</real>`;
    case "date":
      return `<date>${node.value === undefined ? escapeText(node.text) : writeDate(node.value)}</date>`;
    case "data":
      return `<data>${writeBase64(node.value ?? new Uint8Array())}</data>`;
    case "uid":
      return container("dict", [keyElement("CF$UID"), `<integer>${node.value}</integer>`], indent);
  }
}

function container(name: "dict" | "array", lines: readonly string[], indent: string): string {
  if (lines.length === 0) return `<${name}/>`;
  return [`<${name}>`, ...lines.map((line) => `${indent}\t${line}`), `${indent}</${name}>`].join("\n");
}
