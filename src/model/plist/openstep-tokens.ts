const letters: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * What the octal numbers from 200 (128) on stand for: NeXTSTEP's encoding, which this format never left.
 * From Unicode's mapping table VENDORS/NEXT/NEXTSTEP.TXT.
 */
const nextStep =
  "\u00a0ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖÙÚÛÜÝÞµ×÷©¡¢£⁄¥ƒ§¤’“«‹›ﬁﬂ®–†‡·¦¶•‚„”»…‰¬¿¹ˋ´ˆ˜¯˘˙¨²˚¸³˝˛ˇ—±¼½¾àáâãäåçèéêëìÆíªîïðñŁØŒºòóôõöæùúûıüýłøœßþÿ\ufffd\ufffd";

/** What the backslash at `at` and what follows it mean, and where that ends. Any other character stands for itself. */
export function openStepEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (octal !== undefined) {
    const code = Number.parseInt(octal, 8) & 255;
    return { value: code < 128 ? String.fromCharCode(code) : (nextStep[code - 128] ?? ""), end: at + 1 + octal.length };
  }
  const character = text.charAt(at + 1);
  if (character === "U" || character === "u") {
    const digits = /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0];
    if (digits !== undefined) return { value: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 };
  }
  return { value: letters[character] ?? character, end: Math.min(at + 2, text.length) };
}

/** Bytes as pairs of hexadecimal digits with white space anywhere; undefined where it is anything else. */
export function readHexadecimal(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 === 1 || /[^0-9a-fA-F]/.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index++)
    bytes[index] = Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16);
  return bytes;
}
