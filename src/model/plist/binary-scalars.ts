import { narrowInteger } from "./scalars";

/** The big-endian number of `width` bytes at `at`. Beyond 2^53 it is rounded, which only ever compares it with a file's length. */
export function unsignedAt(bytes: Uint8Array, at: number, width: number): number {
  let number = 0;
  for (let index = 0; index < width; index++) number = number * 256 + (bytes[at + index] ?? 0);
  return number;
}

/**
 * 1, 2 and 4 bytes are unsigned, 8 bytes signed; 16 bytes hold what needs unsigned 64 bits. `isSigned` false reads a UID.
 * Undefined outside of 64 bits.
 */
export function binaryInteger(bytes: Uint8Array, isSigned = true): number | bigint | undefined {
  if (bytes.length <= 4) return unsignedAt(bytes, 0, bytes.length);
  let number = 0n;
  for (const byte of bytes) number = number * 256n + BigInt(byte);
  return narrowInteger(isSigned ? BigInt.asIntN(bytes.length * 8, number) : number);
}

const millisecondsTo2001 = Date.UTC(2001, 0, 1);

/** Seconds since 2001 as a double; undefined where it is not finite or not in the years 1 to 9999, which the text form can hold. */
export function binaryDate(bytes: Uint8Array): number | undefined {
  const seconds = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getFloat64(0);
  const milliseconds = Math.round(seconds * 1000) + millisecondsTo2001;
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return undefined;
  const year = new Date(milliseconds).getUTCFullYear();
  return year >= 1 && year <= 9999 ? milliseconds : undefined;
}

/** Undefined where a byte is beyond 127. */
export function decodeAscii(bytes: Uint8Array): string | undefined {
  if (bytes.some((byte) => byte > 127)) return undefined;
  return new TextDecoder("latin1").decode(bytes);
}

/** Big-endian, as in the file; undefined where a surrogate stands alone. */
export function decodeUtf16(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    const codes: number[] = [];
    for (let index = at; index < Math.min(at + 4096, bytes.length); index += 2) codes.push(unsignedAt(bytes, index, 2));
    text += String.fromCharCode(...codes);
  }
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text) ? undefined : text;
}
