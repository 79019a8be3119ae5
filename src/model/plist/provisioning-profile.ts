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
  const document = contentOf(bytes);
  const entitlements = document?.root?.kind === "dict" ? dictEntry(document.root, "Entitlements")?.value : undefined;
  const base = { format: "binary", text: "", lines: new LineIndex("") } as const;
  if (entitlements?.kind !== "dict" || document?.problems.length !== 0) {
    const message = "The provisioning profile holds no entitlements that can be read. Download it again.";
    return { ...base, root: undefined, problems: [{ code: "malformed-binary", message, range: nowhere }] };
  }
  return { ...base, root: withoutPlaces(entitlements), problems: [] };
}

/** What a profile says beside its entitlements. */
export interface ProfileFacts {
  readonly name: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number | undefined;
  /** As Apple names them: `iOS`, `OSX`, `tvOS`, `xrOS`, `visionOS`; several in one profile. */
  readonly platforms: readonly string[];
  readonly teamIdentifiers: readonly string[];
}

/** Reads what stands beside the entitlements; all of it is missing where nothing can be read. */
export function readProfileFacts(bytes: Uint8Array): ProfileFacts {
  const root = contentOf(bytes)?.root;
  const value = (key: string) => (root?.kind === "dict" ? dictEntry(root, key)?.value : undefined);
  const strings = (key: string) => {
    const list = value(key);
    return list?.kind === "array" ? list.items.flatMap((item) => (item.kind === "string" ? [item.value] : [])) : [];
  };
  const name = value("Name");
  const expires = value("ExpirationDate");
  return {
    name: name?.kind === "string" ? name.value : undefined,
    expiresAtMs: expires?.kind === "date" ? expires.value : undefined,
    platforms: strings("Platform"),
    teamIdentifiers: strings("TeamIdentifier"),
  };
}

function contentOf(bytes: Uint8Array): PlistDocument | undefined {
  const start = indexOf(bytes, "<?xml", 0);
  const end = start < 0 ? -1 : indexOf(bytes, "</plist>", start);
  return end < 0 ? undefined : parseXmlPlist(decodeText(bytes.subarray(start, end + "</plist>".length)));
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
