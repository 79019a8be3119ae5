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
  // The encoder passes over plain text ten times faster than a loop over its characters; in pieces, it needs little memory.
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(3 * Math.min(content.length, unitsAtOnce));
  let bytes = 0;
  let start = 0;
  while (start < content.length) {
    let end = start + unitsAtOnce;
    // A pair of surrogates must not be taken apart.
    if ((content.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
    bytes += encoder.encodeInto(content.slice(start, end), buffer).written;
    start = end;
  }
  return bytes;
}

const unitsAtOnce = 16_384;
