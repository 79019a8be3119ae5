/** What the text of an `<integer>`, `<real>`, `<date>` or `<data>` says. Undefined means: it says nothing a device could read. */

const smallestInteger = -(2n ** 63n);
const largestInteger = 2n ** 64n - 1n;

/**
 * Decimal or `0x` hexadecimal with an optional sign, spaces around it allowed; leading zeros do not make it octal.
 * A property list holds signed and unsigned 64-bit integers: anything beyond is undefined.
 */
export function readInteger(text: string): number | bigint | undefined {
  const match = /^\s*([+-]?)(?:0[xX]0*([0-9a-fA-F]+)|0*([0-9]+))\s*$/.exec(text);
  if (match === null) return undefined;
  const hexadecimal = match[2];
  const digits = hexadecimal ?? match[3] ?? "";
  // Twenty digits hold 2^64; longer ones are not even turned into a number.
  if (digits.length > 20) return undefined;
  const isNegative = match[1] === "-";
  if (digits.length < 13) {
    const magnitude = Number.parseInt(digits, hexadecimal === undefined ? 10 : 16);
    return isNegative && magnitude !== 0 ? -magnitude : magnitude;
  }
  const magnitude = BigInt(hexadecimal === undefined ? digits : `0x${digits}`);
  return narrowInteger(isNegative ? -magnitude : magnitude);
}

/** A number where a number is exact, else the bigint; undefined outside signed and unsigned 64 bits. */
export function narrowInteger(value: bigint): number | bigint | undefined {
  if (value < smallestInteger || value > largestInteger) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** As Core Foundation reads it: a decimal fraction with an optional exponent, or `nan`, `inf`, `infinity` in any case. */
export function readReal(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(trimmed);
  if (special === null) return undefined;
  if (special[2]?.toLowerCase() === "nan") return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** `2026-01-31T12:00:00Z`, the only form there is: no fraction, no other zone. In milliseconds since 1970. */
export function readDate(text: string): number | undefined {
  const match = /^\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z\s*$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const date = new Date(0);
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? date.getTime() : undefined;
}

/** `2026-01-31T12:00:00Z` of milliseconds since 1970; what is below a second is dropped, the format has no place for it. */
export function writeDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base64Values = new Uint8Array(128).fill(255);
for (let index = 0; index < 64; index++) base64Values[base64Alphabet.charCodeAt(index)] = index;

/** Base64 with white space anywhere, as Xcode writes it; padding is required. */
export function readBase64(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let characters = 0;
  let padding = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    characters++;
    if (code === 61) {
      padding++;
      continue;
    }
    const value = code < 128 ? (base64Values[code] ?? 255) : 255;
    if (value === 255 || padding > 0) return undefined;
    bits = (bits << 6) | value;
    if (characters % 4 !== 1) bytes[length++] = (bits >> (6 - 2 * ((characters - 1) % 4))) & 255;
  }
  if (characters % 4 !== 0 || padding > 2) return undefined;
  return bytes.slice(0, length);
}

/** Base64 on one line. */
export function writeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    for (let digit = 0; digit < 4; digit++)
      text += index + digit > bytes.length ? "=" : base64Alphabet[(group >> (18 - 6 * digit)) & 63];
  }
  return text;
}
