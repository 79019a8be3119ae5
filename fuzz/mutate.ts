import type { SeededRandom } from "../test/model/plist/seeded-random";

/** Characters and numbers that readers of any text stumble over. */
const anywhere = [
  ..."<>&;\"'{}[]()=\\,:#$%*?!@/|~`^-+. \t",
  ..."\n\r\0\u0085\u2028\ufeff\ud800\udc00\u00e4\u20ac",
  "\r\n",
  "😀",
  "__proto__",
  "constructor",
  "toString",
  "../../..",
  "-1",
  "0",
  "1e999",
  "0x10",
  "9007199254740993",
  "99999999999999999999",
  "NaN",
  "null",
  "true",
];

const longestRepetition = 40_000;

/** One to four changes of a text. `words` are tokens of the format, `others` texts that parts are taken from. */
export function mutatedText(
  text: string,
  random: SeededRandom,
  words: readonly string[],
  others: readonly string[],
): string {
  let result = text;
  for (let count = 1 + random.below(4); count > 0; count--) result = changedOnce(result, random, words, others);
  return result;
}

function changedOnce(text: string, random: SeededRandom, words: readonly string[], others: readonly string[]): string {
  const at = random.below(text.length + 1);
  const length = random.below(3) === 0 ? random.below(60) : random.below(4);
  const from = random.below(text.length + 1);
  const word = words.length > 0 && random.below(3) > 0 ? random.pick(words) : random.pick(anywhere);
  switch (random.below(10)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
    case 2:
      return text.slice(0, at) + word + text.slice(at);
    case 3:
      return text.slice(0, at) + word + text.slice(at + length);
    case 4:
      return text.slice(0, at) + text.slice(from, from + length) + text.slice(at);
    case 5:
      return (
        text.slice(0, at) + String.fromCharCode(random.below(random.below(8) === 0 ? 65_536 : 128)) + text.slice(at + 1)
      );
    case 6: {
      const other = random.pick(others);
      const start = random.below(other.length + 1);
      return text.slice(0, at) + other.slice(start, start + random.below(200)) + text.slice(at);
    }
    case 7:
      return withOtherNumber(text, at, random);
    case 8:
      return random.below(4) === 0 ? text.slice(0, at) : text.slice(0, at) + word + word + text.slice(at);
    default: {
      // Rarely long: what costs the square of it would not come back.
      const piece = random.below(2) === 0 ? word : text.slice(from, from + 1 + random.below(12));
      const most = random.below(40) === 0 ? longestRepetition : 60;
      return text.slice(0, at) + piece.repeat(Math.floor(random.below(most) / (piece.length + 1))) + text.slice(at);
    }
  }
}

function withOtherNumber(text: string, at: number, random: SeededRandom): string {
  const digits = /\d+/g;
  digits.lastIndex = at;
  const found = digits.exec(text);
  if (found === null) return text;
  const number = random.pick([
    "0",
    "1",
    "4294967295",
    "2147483648",
    "9007199254740992",
    "18446744073709551616",
    "007",
    "",
  ]);
  return text.slice(0, found.index) + number + text.slice(found.index + found[0].length);
}

export function mutatedBytes(original: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes = original.slice(0, random.below(8) === 0 ? random.below(original.length) : original.length);
  for (let count = 1 + random.below(4); count > 0 && bytes.length > 0; count--) {
    const at = random.below(bytes.length);
    switch (random.below(6)) {
      case 0:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8)));
        break;
      case 1: {
        const from = random.below(bytes.length);
        bytes = joined(bytes.subarray(0, at), bytes.subarray(from, from + random.below(32)), bytes.subarray(at));
        break;
      }
      case 2:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      default:
        bytes[at] = random.pick([0, 1, 0x0f, 0x7f, 0x80, 0xa2, 0xd1, 0xff, random.below(256)]);
    }
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
