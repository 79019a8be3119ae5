import type { DTGItemPlan } from "../plan/media-plan";
import type { PlannedStream } from "../planned-media";
import type { MultivariantPlaylist } from "../playlist/playlist";
import { sum } from "./estimate-stream";

/**
 * What DownloadToGo itself says an item takes: the variant's average, else peak rate, and for every audio rendition its
 * own or the default rate on top, although the variant's rate includes one. Text and keys count nothing.
 */
export function dtgEstimate(
  plan: DTGItemPlan,
  streams: readonly PlannedStream[],
  playlist: MultivariantPlaylist | undefined,
): number | undefined {
  const main = streams.find(({ needed }) => needed.variants.length > 0);
  const variant = playlist?.variants[main?.needed.variants[0] ?? -1];
  if (main === undefined || variant === undefined) return undefined;
  const seconds = sum(main.playlist.segments.map(({ durationSeconds }) => durationSeconds));
  const bytes = (rate: number) => Math.trunc((rate * seconds) / 8);
  const audio = streams.filter(({ role, needed }) => role === "audio" && needed.renditions.length > 0);
  const rates = audio.map(({ needed }) => {
    const rendition = playlist?.renditions[needed.renditions[0] ?? -1];
    return rendition?.bandwidth ?? plan.defaultAudioBitrateEstimation;
  });
  return bytes(variant.averageBandwidth ?? variant.bandwidth ?? 0) + sum(rates.map(bytes));
}
