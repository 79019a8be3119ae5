/**
 * The text of a file: UTF-8 unless a byte order mark says UTF-16. The mark is not part of the text, as in an editor,
 * so that offsets agree with an open document's. Bytes that are no text become U+FFFD.
 */
export function decodeText(content: Uint8Array | string): string {
  if (typeof content === "string") return content.startsWith("\uFEFF") ? content.slice(1) : content;
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(content);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(content);
  return new TextDecoder("utf-8").decode(content);
}

/** The size in UTF-8, which is what a server would send. */
export function byteLength(content: Uint8Array | string): number {
  if (typeof content !== "string") return content.byteLength;
  let bytes = content.length;
  for (let index = 0; index < content.length; index++) {
    const code = content.charCodeAt(index);
    if (code < 0x80) continue;
    // A surrogate pair is two units and four bytes; three bytes for any other unit from U+0800 on.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
