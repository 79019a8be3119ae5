import type { Rendition, Variant } from "../playlist/playlist";

/** "1280x720, 2.1 Mbit/s": a variant for people. */
export function describeVariant({ resolution, bandwidth, videoRange, codecs, index }: Variant): string {
  const parts = [
    resolution === undefined ? undefined : `${resolution.width}x${resolution.height}`,
    bandwidth === undefined ? undefined : bitRate(bandwidth),
    videoRange === undefined || videoRange === "SDR" ? undefined : videoRange,
    resolution === undefined && codecs !== undefined ? codecs.join(" ") : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? `variant ${index + 1}` : parts.join(", ");
}

/** "English (en)". */
export function describeRendition({ name, language }: Rendition): string {
  return language === undefined ? name : `${name} (${language})`;
}

/** "1.9 Mbit/s", "488 kbit/s". */
export function bitRate(bitsPerSecond: number): string {
  if (bitsPerSecond >= 999_500) return `${Math.round(bitsPerSecond / 100_000) / 10} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}
