import type { DTGItemPlan, DTGSelectionOptions, MediaPlan, PKMediaFormat, PKMediaSource } from "./media-plan";
import type { PlanValues } from "./plan-values";

export function readDTGItem(
  base: Pick<MediaPlan, "path" | "root" | "simulation">,
  values: PlanValues,
): DTGItemPlan | undefined {
  const url = values.text("url");
  const sources = values.objects("sources").map(readSource);
  if (url === undefined && sources.length === 0) return undefined;
  const preferredVideoBitrate = values.number("preferredVideoBitrate");
  return {
    ...base,
    kind: "DTGItem",
    id: values.text("id") ?? "",
    url,
    sources,
    isFairPlay: values.boolean("isFairPlay") ?? false,
    preferredVideoBitrate,
    options: values.has("options") ? readOptions(values.object("options")) : defaultOptions(preferredVideoBitrate),
    defaultAudioBitrateEstimation: values.number("defaultAudioBitrateEstimation") ?? 64_000,
  };
}

const mediaFormats = ["hls", "wvm", "mp4", "mp3"] as const;

/** `PKMediaSource` takes its format from `sourceType`, else from the ending of the URL. */
function readSource(values: PlanValues): PKMediaSource {
  const url = values.text("url");
  const number = values.number("sourceType");
  const named = values.oneOf("mediaFormat", mediaFormats) ?? (number === undefined ? undefined : mediaFormats[number]);
  const schemes = values.objects("drmData").map((entry) => {
    const scheme = entry.text("scheme")?.toLowerCase();
    return scheme ?? (entry.has("fpsCertificate") ? "fairplay" : "unknown");
  });
  return {
    id: values.text("id"),
    url,
    mimeType: values.text("mimeType"),
    mediaFormat: named ?? formatByEnding(url),
    drmSchemes: schemes,
  };
}

const endings: Readonly<Record<string, PKMediaFormat>> = { m3u8: "hls", wvm: "wvm", mp4: "mp4", mp3: "mp3" };

/** By the ending of the path; undefined where PlayKit knows none. */
export function formatByEnding(url: string | undefined): PKMediaFormat | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const ending = /\.([A-Za-z0-9]+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : endings[ending];
}

function readOptions(values: PlanValues): DTGSelectionOptions {
  const bitrates = values.object("videoBitrates");
  const [avc1, hevc] = [bitrates.number("avc1"), bitrates.number("hevc")];
  return {
    audioLanguages: values.texts("audioLanguages"),
    allAudioLanguages: values.boolean("allAudioLanguages") ?? false,
    textLanguages: values.texts("textLanguages"),
    allTextLanguages: values.boolean("allTextLanguages") ?? false,
    videoCodecs: values.someOf("videoCodecs", ["avc1", "hevc"] as const),
    audioCodecs: values.someOf("audioCodecs", ["mp4a", "ac3", "eac3"] as const),
    videoWidth: values.number("videoWidth"),
    videoHeight: values.number("videoHeight"),
    videoBitrates: { ...(avc1 === undefined ? {} : { avc1 }), ...(hevc === undefined ? {} : { hevc }) },
    allowInefficientCodecs: values.boolean("allowInefficientCodecs") ?? false,
  };
}

/**
 * `loadItemMetadata(id:preferredVideoBitrate:)` takes every language; a bit rate is the minimum of avc1, and 0.7 of it
 * that of HEVC. Without one there are no options, and no alternate audio or text with a language.
 */
function defaultOptions(preferredVideoBitrate: number | undefined): DTGSelectionOptions {
  const takesAll = preferredVideoBitrate !== undefined;
  return {
    audioLanguages: [],
    allAudioLanguages: takesAll,
    textLanguages: [],
    allTextLanguages: takesAll,
    videoCodecs: [],
    audioCodecs: [],
    videoWidth: undefined,
    videoHeight: undefined,
    videoBitrates: takesAll ? { avc1: preferredVideoBitrate, hevc: Math.trunc(preferredVideoBitrate * 0.7) } : {},
    allowInefficientCodecs: false,
  };
}
