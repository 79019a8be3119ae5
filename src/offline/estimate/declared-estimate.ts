import type { PlannedStream, SizeMethod, StreamEstimate } from "../planned-media";
import type { MultivariantPlaylist, Variant } from "../playlist/playlist";

/** Bits per second that a stream is taken to have about which nothing at all is declared. */
const assumedRates = { video: 2_000_000, audio: 128_000, subtitles: 1_000 } as const;

/** A variant's bytes by what it declares, with the first audio of its group, which the declaration includes. */
export function variantEstimate(stream: PlannedStream, { averageBandwidth, bandwidth }: Variant): StreamEstimate {
  const bytes = (rate: number) => (rate * stream.durationSeconds) / 8;
  if (averageBandwidth !== undefined) {
    // Apple's authoring specification allows 10 percent between the declared and the measured average.
    const expected = bytes(averageBandwidth);
    const most = Math.max(expected * 1.1, bandwidth === undefined ? 0 : bytes(bandwidth));
    return estimate(stream, "AVERAGE-BANDWIDTH", expected * 0.9, expected, most);
  }
  if (bandwidth !== undefined && bandwidth > 0) {
    // The peak should be at most twice the average, so that the true size may be half of this upper bound.
    return estimate(stream, "BANDWIDTH", bytes(bandwidth) / 2, bytes(bandwidth), bytes(bandwidth));
  }
  return assumedEstimate(stream);
}

/** A stream about which the multivariant playlist says nothing, such as a further audio rendition. */
export function assumedEstimate(
  stream: PlannedStream,
  bitsPerSecond: number = assumedRates[stream.role],
): StreamEstimate {
  const expected = (bitsPerSecond * stream.durationSeconds) / 8;
  return estimate(stream, "assumed-rate", expected / 2, expected, expected * 2);
}

function estimate(
  { id }: PlannedStream,
  method: SizeMethod,
  minimum: number,
  expected: number,
  maximum: number,
): StreamEstimate {
  return {
    streamId: id,
    method,
    minimumBytes: Math.floor(minimum),
    expectedBytes: Math.round(expected),
    maximumBytes: Math.ceil(maximum),
  };
}

/** What the variants and renditions declare for a stream; undefined where its bytes are in a variant's declaration. */
export function declaredEstimate(
  stream: PlannedStream,
  playlist: MultivariantPlaylist | undefined,
  includedRenditions: ReadonlySet<number>,
): StreamEstimate | undefined {
  const { variants, renditions } = stream.needed;
  const variant = variants[0] === undefined ? undefined : playlist?.variants[variants[0]];
  if (variant !== undefined) return variantEstimate(stream, variant);
  if (renditions.some((index) => includedRenditions.has(index))) return undefined;
  const rendition = renditions[0] === undefined ? undefined : playlist?.renditions[renditions[0]];
  return assumedEstimate(stream, rendition?.bandwidth);
}
