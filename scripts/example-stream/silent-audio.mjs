// Silence in AAC-LC, written bit by bit, with fill elements up to the bit rate.
import { BitWriter } from "./bit-writer.mjs";

export const samplesPerSecond = 48_000;
export const samplesPerFrame = 1024;

/** Elements by channel count: single channel, pair, low frequencies. */
const layouts = { 2: ["pair"], 6: ["single", "pair", "pair", "low"] };

/** @typedef {2 | 6} ChannelCount */

/** One frame of 1024 samples. @param {ChannelCount} channels @param {number} targetBytes */
export function silentFrame(channels, targetBytes) {
  const frame = new BitWriter();
  const counts = { single: 0, pair: 0, low: 0 };
  for (const element of layouts[channels]) {
    const kind = /** @type {"single" | "pair" | "low"} */ (element);
    const id = { single: 0, pair: 1, low: 3 }[kind];
    frame.bits(id, 3).bits(counts[kind]++, 4);
    if (kind === "pair") frame.bits(0, 1); // no common window
    for (let channel = 0; channel < (kind === "pair" ? 2 : 1); channel++) {
      // Gain, one long window, no scale factor band, nothing else.
      frame.bits(0, 8).bits(0, 4).bits(0, 6).bits(0, 1).bits(0, 3);
    }
  }
  let missing = targetBytes - frame.bytes().length - 1;
  while (missing >= 18) {
    const count = Math.min(missing - 2, 269);
    frame
      .bits(6, 3)
      .bits(15, 4)
      .bits(count - 14, 8)
      .bits(0, 8);
    for (let byte = 1; byte < count; byte++) frame.bits(0xa5, 8);
    missing -= count + 2;
  }
  return frame.bits(7, 3).align().bytes();
}

/** AudioSpecificConfig: AAC-LC at 48 kHz. @param {ChannelCount} channels */
export function audioSpecificConfig(channels) {
  return new BitWriter().bits(2, 5).bits(3, 4).bits(channels, 4).bits(0, 3).bytes();
}
