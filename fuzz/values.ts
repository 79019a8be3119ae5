import type { PlistValue } from "../src/model/plist/value";
import type { SeededRandom } from "../test/model/plist/seeded-random";

const characters = [..."abcXYZ019 _-.:/&<>\"'\t\n€ä😀]]>"];

export function randomText(random: SeededRandom): string {
  return Array.from({ length: random.below(12) }, () => random.pick(characters)).join("");
}

/** A value that every form of a property list can hold, and that the package `plist` reads rightly. */
export function randomPlistValue(random: SeededRandom, depth: number): PlistValue {
  if (depth === 0 || random.below(3) === 0) return randomScalar(random);
  const size = random.below(5);
  if (random.below(2) === 0) return Array.from({ length: size }, () => randomPlistValue(random, depth - 1));
  // The key must not be blank: the oracle's writer lets it collapse.
  const entries = Array.from({ length: size }, (_, index) => [
    `${index}${randomText(random)}`,
    randomPlistValue(random, depth - 1),
  ]);
  return Object.fromEntries(entries);
}

function randomScalar(random: SeededRandom): PlistValue {
  switch (random.below(6)) {
    case 0:
      return random.below(2) === 0;
    case 1:
      return random.below(2 ** 40) - 2 ** 39;
    case 2:
      return random.next() * 10 ** (random.below(20) - 10) + 1e-12;
    case 3:
      return new Date(random.below(4e9) * 1000 - 1e12);
    case 4:
      return Uint8Array.from({ length: random.below(8) }, () => random.below(256));
    default:
      return randomText(random);
  }
}

/** What JSON can hold, odd names and numbers included. */
export function randomJsonValue(random: SeededRandom, depth: number): unknown {
  const size = random.below(5);
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 0;
    case 2:
      return random.pick([0, -1, 1, 1.5, 1e21, 2 ** 53, 2 ** 31, -0.5, random.below(1e9)]);
    case 3:
    case 4:
      return random.below(4) === 0
        ? random.pick(["", "__proto__", "../x", "https://a.example/b", "CON"])
        : randomText(random);
    case 5:
      return Array.from({ length: size }, () => randomJsonValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: size }, () => [
          random.below(10) === 0 ? random.pick(["constructor", "toString", "id", "type"]) : randomText(random),
          randomJsonValue(random, depth - 1),
        ]),
      );
  }
}
