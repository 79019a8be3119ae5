import { decodeText } from "../decode-text";
import { LineIndex, type OffsetRange } from "../text";
import { dictEntry } from "./query";
import type { PlistDocument, PlistEntry, PlistNode } from "./syntax";
import { parseXmlPlist } from "./xml";

/** Whether a file is a provisioning profile, by its name. */
export function isProvisioningProfilePath(path: string): boolean {
  return /\.(mobileprovision|provisionprofile)$/i.test(path);
}

const nowhere: OffsetRange = { start: 0, end: 0 };

/**
 * The entitlements that a provisioning profile allows. A profile is a signed message (CMS, RFC 5652) whose content is
 * an XML property list, in one piece as Apple writes it. The signature is not verified: nothing is trusted by it.
 * As in a binary property list the nodes have no places.
 */
export function readProvisioningProfile(bytes: Uint8Array): PlistDocument {
  const start = indexOf(bytes, "<?xml", 0);
  const end = start < 0 ? -1 : indexOf(bytes, "</plist>", start);
  const document = end < 0 ? undefined : parseXmlPlist(decodeText(bytes.subarray(start, end + "</plist>".length)));
  const entitlements = document?.root?.kind === "dict" ? dictEntry(document.root, "Entitlements")?.value : undefined;
  const base = { format: "binary", text: "", lines: new LineIndex("") } as const;
  if (entitlements?.kind !== "dict" || document?.problems.length !== 0) {
    const message = "The provisioning profile holds no entitlements that can be read. Download it again.";
    return { ...base, root: undefined, problems: [{ code: "malformed-binary", message, range: nowhere }] };
  }
  return { ...base, root: withoutPlaces(entitlements), problems: [] };
}

function withoutPlaces(node: PlistNode): PlistNode {
  const places = { range: nowhere, contentRange: nowhere };
  if (node.kind === "array") return { ...node, ...places, items: node.items.map(withoutPlaces) };
  if (node.kind !== "dict") return { ...node, ...places };
  const entries = node.entries.map(
    ({ key, value }): PlistEntry => ({
      key: { ...key, ...places },
      value: value === undefined ? undefined : withoutPlaces(value),
      range: nowhere,
    }),
  );
  return { ...node, ...places, entries };
}

function indexOf(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let matched = 1;
    while (matched < text.length && bytes[at + matched] === text.charCodeAt(matched)) matched++;
    if (matched === text.length) return at;
  }
  return -1;
}
