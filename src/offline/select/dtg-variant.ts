import type { DTGItemPlan } from "../plan/media-plan";
import type { MultivariantPlaylist, Variant } from "../playlist/playlist";
import { bitRate, describeVariant } from "./describe";
import { bucketOf, type DTGBucket, unsupportedTags } from "./dtg-codecs";

export interface DTGVariantChoice {
  readonly variant: Variant | undefined;
  readonly bucket: DTGBucket | undefined;
  /** By variant index, a sentence. */
  readonly why: ReadonlyMap<number, string>;
  /** Codec tags for which variants were dropped. */
  readonly dropped: ReadonlyMap<string, readonly Variant[]>;
}

/** What DownloadToGo asks for where the options say nothing. */
export const defaultMinimumBitrates = { avc1: 180_000, hevc: 120_000 } as const;

/**
 * The one variant that DownloadToGo takes: by codec, at or above the minimum height, width and bit rate, and of these the
 * lowest bandwidth. A minimum that no variant reaches leaves the largest one.
 */
export function chooseDTGVariant(plan: DTGItemPlan, playlist: MultivariantPlaylist): DTGVariantChoice {
  const why = new Map<number, string>();
  const dropped = new Map<string, Variant[]>();
  const lists = new Map<DTGBucket, Variant[]>();
  const sorted = [...playlist.variants].sort((a, b) => (a.bandwidth ?? 0) - (b.bandwidth ?? 0) || a.index - b.index);
  for (const variant of sorted) {
    const tags = unsupportedTags(variant, plan);
    for (const tag of tags) dropped.set(tag, [...(dropped.get(tag) ?? []), variant]);
    if (tags.length > 0) {
      const message = `Dropped: ${tags.join(", ")} in CODECS is not supported here, and one such tag drops the whole variant.`;
      why.set(variant.index, message);
      continue;
    }
    const bucket = bucketOf(variant);
    lists.set(bucket, [...(lists.get(bucket) ?? []), variant]);
  }
  const { options } = plan;
  for (const bucket of ["avc1", "hevc"] as const) {
    const list = lists.get(bucket);
    if (list === undefined) continue;
    const minimum = options.videoBitrates[bucket] ?? defaultMinimumBitrates[bucket];
    let left: readonly Variant[] = list;
    if (list.some(({ resolution }) => resolution !== undefined)) {
      left = atLeast(left, options.videoHeight, ({ resolution }) => resolution?.height ?? 0, "height", why);
      left = atLeast(left, options.videoWidth, ({ resolution }) => resolution?.width ?? 0, "width", why);
    }
    left = atLeast(left, minimum, ({ bandwidth }) => bandwidth ?? 0, "bit rate", why);
    lists.set(bucket, [...left]);
  }
  const video = firstFilled(lists, [...options.videoCodecs, "hevc", "avc1"]);
  const bucket = video ?? firstFilled(lists, [...options.audioCodecs, "eac3", "ac3", "mp4a"]);
  const variant = bucket === undefined ? undefined : lists.get(bucket)?.[0];
  if (variant !== undefined && bucket !== undefined) explain(playlist, variant, bucket, lists, plan, why);
  return { variant, bucket, why, dropped };
}

function firstFilled(
  lists: ReadonlyMap<DTGBucket, readonly Variant[]>,
  order: readonly DTGBucket[],
): DTGBucket | undefined {
  return order.find((bucket) => (lists.get(bucket)?.length ?? 0) > 0);
}

/** Does nothing to a list of one; keeps the largest where none is large enough. */
function atLeast(
  list: readonly Variant[],
  minimum: number | undefined,
  measure: (variant: Variant) => number,
  what: string,
  why: Map<number, string>,
): readonly Variant[] {
  if (minimum === undefined || list.length < 2) return list;
  const enough = list.filter((variant) => measure(variant) >= minimum);
  const shown = (value: number) => (what === "bit rate" ? bitRate(value) : `${value} pixels`);
  const largest = list.reduce((best, variant) => (measure(variant) >= measure(best) ? variant : best));
  const kept = enough.length > 0 ? enough : [largest];
  for (const variant of list) {
    if (kept.includes(variant)) continue;
    why.set(
      variant.index,
      enough.length > 0
        ? `Its ${what} of ${shown(measure(variant))} is below the minimum of ${shown(minimum)}.`
        : `No variant reaches the minimum ${what} of ${shown(minimum)}: only the largest, ${describeVariant(largest)}, is kept.`,
    );
  }
  return kept;
}

function explain(
  playlist: MultivariantPlaylist,
  taken: Variant,
  bucket: DTGBucket,
  lists: ReadonlyMap<DTGBucket, readonly Variant[]>,
  plan: DTGItemPlan,
  why: Map<number, string>,
): void {
  const among = lists.get(bucket) ?? [];
  const minimum =
    bucket === "avc1" || bucket === "hevc"
      ? (plan.options.videoBitrates[bucket] ?? defaultMinimumBitrates[bucket])
      : undefined;
  const minimums = minimum === undefined ? "" : ` that meets the minimums (${bitRate(minimum)} for ${bucket})`;
  why.set(
    taken.index,
    among.length > 1
      ? `The lowest bandwidth of ${bucket}${minimums}: DownloadToGo takes the lowest, in spite of its comments about the best.`
      : `The only variant of ${bucket} that is left${minimums === "" ? "" : " after the minimums"}.`,
  );
  for (const variant of playlist.variants) {
    if (why.has(variant.index)) continue;
    const own = bucketOf(variant);
    why.set(
      variant.index,
      own === bucket
        ? `Meets the minimums as well, but ${describeVariant(taken)} has a lower bandwidth.`
        : `${own} comes after ${bucket}, of which there is a variant.`,
    );
  }
}
