import { createHash } from "node:crypto";

export type ContentPurpose = "manifest" | "asset";

/**
 * Endings a file keeps, so that a person can open it. A list of what is harmless: a file manager that merely shows a folder
 * follows the addresses in `.lnk`, `.url`, `.scf` and `desktop.ini`, and a double click runs others.
 */
const keptEndings = new Set(
  "aac aif astc bin caf csv dat gif heic ico jpg jpeg json ktx m3u8 m4a m4v mov mp3 mp4 obb ogg otf pak pdf plist png ttf txt usdz wav webm webp xml zip".split(
    " ",
  ),
);

/**
 * The file name of a content: something a person recognises, and a digest of the exact identifier that alone decides.
 * Lower-case ASCII without dots before the ending, so it is valid and different on every file system, whatever the
 * identifier says (`../..`, NUL, `CON`, 10,000 characters). Manifests never meet assets, whatever either is called.
 */
export function contentFileName(identifier: string, purpose: ContentPurpose): string {
  // UTF-16, because UTF-8 has one replacement for every lone surrogate.
  const digest = createHash("sha256")
    .update(purpose === "manifest" ? "manifest\0" : "asset\0")
    .update(Buffer.from(identifier, "utf16le"))
    .digest("hex")
    .slice(0, 32);
  const start = identifier.slice(-200);
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(start)?.[1]?.toLowerCase() ?? "";
  const kept = keptEndings.has(ending) ? `.${ending}` : "";
  const slug = start
    .slice(0, start.length - kept.length)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(-40)
    .replace(/^-+|-+$/g, "");
  // The digest behind it keeps `con` or `lpt1` from being a reserved name of Windows.
  return `${slug || purpose}-${digest}${kept}`;
}
