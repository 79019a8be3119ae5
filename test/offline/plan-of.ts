import assert from "node:assert/strict";
import { parseJson } from "../../src/model/json/parse-json";
import { chooseSource } from "../../src/offline/choose-source";
import type { AVAssetDownloadPlan, DTGItemPlan, MediaPlan } from "../../src/offline/plan/media-plan";
import { readMediaPlan } from "../../src/offline/plan/read-media-plan";
import { planMedia } from "../../src/offline/plan-media";
import type { FetchedPlaylist, PlannedMedia } from "../../src/offline/planned-media";
import type { MultivariantPlaylist } from "../../src/offline/playlist/playlist";
import { readPlaylist } from "../../src/offline/playlist/read-playlist";
import { selectMedia } from "../../src/offline/select/select-media";
import type { Selection } from "../../src/offline/select/selection";

export const master = "https://media.example.com/film/master.m3u8";

/** A plan from the members that matter; fails where the file has a problem. */
export function avPlan(members: Record<string, unknown> = {}): AVAssetDownloadPlan {
  const plan = planOf({ kind: "AVAssetDownloadConfiguration", asset: { url: master }, title: "Film", ...members });
  assert.equal(plan.kind, "AVAssetDownloadConfiguration");
  return plan as AVAssetDownloadPlan;
}

export function dtgPlan(members: Record<string, unknown> = {}): DTGItemPlan {
  const plan = planOf({ kind: "DTGItem", id: "film", ...("sources" in members ? {} : { url: master }), ...members });
  assert.equal(plan.kind, "DTGItem");
  return plan as DTGItemPlan;
}

function planOf(value: unknown): MediaPlan {
  const { root } = parseJson(JSON.stringify(value, undefined, 2));
  const { plan, problems } = readMediaPlan({ path: "/project/film.media-plan.jsonc", root });
  assert.deepEqual(problems, []);
  assert.ok(plan !== undefined);
  return plan;
}

export function multivariant(text: string, url = master): MultivariantPlaylist {
  const reading = readPlaylist(`#EXTM3U\n${text.trim()}\n`, url);
  assert.equal(reading.kind, "multivariant");
  if (reading.kind !== "multivariant") throw new Error("not multivariant");
  return reading.playlist;
}

export function select(plan: MediaPlan, text: string): Selection {
  return selectMedia(plan, multivariant(text));
}

/** The URIs, as written, of the taken variants, then of the taken renditions ("name" where there is none). */
export function takenUris(selection: Selection): readonly string[] {
  const { playlist, variants, renditions } = selection;
  return [
    ...variants.flatMap(({ index, isTaken }) => (isTaken ? (playlist.variants[index]?.uri ?? []) : [])),
    ...renditions.flatMap(({ index, isTaken }) => {
      const rendition = playlist.renditions[index];
      return isTaken && rendition !== undefined ? (rendition.uri ?? rendition.name) : [];
    }),
  ];
}

/** Plans a stream whose texts are all known, by URI relative to the multivariant playlist; "" is that itself. */
export function planned(
  plan: MediaPlan,
  texts: Readonly<Record<string, string>>,
  rest: { readonly sizes?: ReadonlyMap<string, number>; readonly freeBytes?: number } = {},
): PlannedMedia {
  const source = chooseSource(plan);
  const fetched = (url: string, variables?: ReadonlyMap<string, string>): FetchedPlaylist => {
    const name = Object.keys(texts).find((uri) => new URL(uri, source.url).href === url);
    const text = name === undefined ? undefined : texts[name];
    if (text === undefined) return { kind: "failed", reason: "404 Not Found." };
    return { kind: "read", reading: readPlaylist(text, url, variables) };
  };
  const main = source.url === undefined || source.format !== "hls" ? undefined : fetched(source.url);
  const reading = main?.kind === "read" ? main.reading : undefined;
  const media = new Map<string, FetchedPlaylist>();
  if (reading?.kind === "multivariant") {
    for (const { url } of selectMedia(plan, reading.playlist).needed)
      media.set(url, fetched(url, reading.playlist.variables));
  }
  return planMedia(plan, { source, main, media, ...rest });
}

/** A media playlist of VOD with segments of a length each. */
export function vod(count: number, seconds = 4, lines = ""): string {
  const segments = Array.from({ length: count }, (_, index) => `#EXTINF:${seconds},\nsegment${index}.ts`);
  return `#EXTM3U\n#EXT-X-TARGETDURATION:${Math.ceil(seconds)}\n${lines}${segments.join("\n")}\n#EXT-X-ENDLIST\n`;
}

/** Codes of what was found, each once, in their order. */
export function codes({
  diagnostics,
}: {
  readonly diagnostics: readonly { readonly code: string }[];
}): readonly string[] {
  return [...new Set(diagnostics.map(({ code }) => code))].sort();
}
