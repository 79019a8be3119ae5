import type { DTGItemPlan, MediaPlan, PKMediaFormat, PKMediaSource } from "./plan/media-plan";
import { formatByEnding } from "./plan/read-dtg-item";
import type { Downloader, SourceChoice } from "./planned-media";

/** Which URL of a plan is downloaded and by what; of a `PKMediaEntry` as `getPreferredDownloadableMediaSource` chooses. */
export function chooseSource(plan: MediaPlan): SourceChoice {
  if (plan.kind === "AVAssetDownloadConfiguration") {
    return {
      url: plan.asset.url,
      format: "hls",
      downloader: "AVAssetDownloadTask",
      why: "The asset's URL; an AVAssetDownloadTask takes HTTP Live Streaming only.",
      considered: [],
      steps: configurationSteps(plan.asset.isFairPlay),
    };
  }
  if (plan.url !== undefined || plan.sources.length === 0) {
    const format = formatByEnding(plan.url) ?? "hls";
    const source: PKMediaSource = {
      id: plan.id,
      url: plan.url,
      mimeType: undefined,
      mediaFormat: format,
      drmSchemes: plan.isFairPlay ? ["fairplay"] : [],
    };
    return chosen(plan, source, "The item's URL is given.", []);
  }
  return chooseAmongSources(plan);
}

const order: readonly PKMediaFormat[] = ["hls", "mp4", "wvm"];

function chooseAmongSources(plan: DTGItemPlan): SourceChoice {
  const { supportsOfflineFairPlay } = plan.simulation.deviceProfile;
  const isPossible = (source: PKMediaSource) =>
    source.url !== undefined &&
    (source.mediaFormat !== "hls" || supportsOfflineFairPlay || source.drmSchemes.length === 0);
  let taken: PKMediaSource | undefined;
  // Widevine Classic needs a library of its own that current systems do not have: it is passed over.
  for (const format of ["hls", "mp4"] as const) {
    taken ??= plan.sources.find((source) => source.mediaFormat === format && isPossible(source));
  }
  const considered = plan.sources.map((source) => ({
    source,
    isTaken: source === taken,
    why: source === taken ? whyTaken(source, supportsOfflineFairPlay) : whyNot(source, taken, isPossible(source)),
  }));
  if (taken !== undefined) return chosen(plan, taken, whyTaken(taken, supportsOfflineFairPlay), considered);
  return {
    url: undefined,
    format: undefined,
    downloader: "DTG",
    why: "getPreferredDownloadableMediaSource finds no source: it takes HLS, then MP4, then Widevine Classic.",
    considered,
    steps: [],
  };
}

function whyTaken({ mediaFormat, drmSchemes }: PKMediaSource, supportsFairPlay: boolean): string {
  if (mediaFormat === "mp4") return "The first MP4: no HLS source can be downloaded on this device.";
  if (!supportsFairPlay) return "The first HLS source without DRM data: the device does not play FairPlay offline.";
  return drmSchemes.length > 0 ? "The first HLS source; the device plays FairPlay offline." : "The first HLS source.";
}

function whyNot({ mediaFormat, url }: PKMediaSource, taken: PKMediaSource | undefined, isPossible: boolean): string {
  if (url === undefined) return "It has no URL.";
  if (mediaFormat === undefined)
    return "Its format is not known: neither sourceType or mediaFormat nor the ending of the URL says it.";
  if (mediaFormat === "mp3") return "MP3 is not among the formats that are looked for: HLS, MP4, Widevine Classic.";
  if (mediaFormat === "wvm") return "Widevine Classic is no longer supported by the systems that are planned for here.";
  if (!isPossible) return "It has DRM data, and the device does not play FairPlay offline.";
  if (taken?.mediaFormat === mediaFormat) return `Another ${mediaFormat.toUpperCase()} source comes before it.`;
  const before = order.indexOf(taken?.mediaFormat ?? "hls") < order.indexOf(mediaFormat);
  return before
    ? `${taken?.mediaFormat?.toUpperCase()} comes before ${mediaFormat.toUpperCase()}.`
    : "It is not needed.";
}

function chosen(
  plan: DTGItemPlan,
  source: PKMediaSource,
  why: string,
  considered: SourceChoice["considered"],
): SourceChoice {
  const format = source.mediaFormat === "mp4" || source.mediaFormat === "wvm" ? source.mediaFormat : "hls";
  const isFairPlay = plan.isFairPlay || source.drmSchemes.some((scheme) => /fairplay/i.test(scheme));
  const downloader = downloaderOf(plan, isFairPlay);
  const because =
    downloader === "DTG"
      ? format === "mp4"
        ? "DownloadToGo saves it as a single file; an AVAssetDownloadTask takes no MP4."
        : "DownloadToGo downloads it."
      : `iOS ${plan.simulation.deviceProfile.systemVersion} needs an AVAssetDownloadTask for FairPlay: DownloadToGo can from 10.3 on.`;
  return {
    url: source.url,
    format,
    downloader,
    why: `${why} ${because}`,
    considered,
    steps: downloader === "DTG" ? itemSteps(plan.id, isFairPlay, format) : taskSteps(),
  };
}

/** Kaltura's guide: DownloadToGo for everything but FairPlay on iOS 10.0 to 10.2. */
function downloaderOf({ simulation }: DTGItemPlan, isFairPlay: boolean): Downloader {
  const match = /^10(?:\.([0-9]+))?/.exec(simulation.deviceProfile.systemVersion ?? "");
  const isOld =
    match !== null && match[0] === (simulation.deviceProfile.systemVersion ?? "").split(".").slice(0, 2).join(".");
  return isFairPlay && isOld && Number(match?.[1] ?? 0) < 3 ? "AVAssetDownloadTask" : "DTG";
}

function configurationSteps(isFairPlay: boolean): readonly string[] {
  return [
    "Create the AVAssetDownloadURLSession with a background configuration, and the task with makeAssetDownloadTask(downloadConfiguration:); the task copies the configuration. Call resume() in the foreground.",
    "Keep the URL of urlSession(_:assetDownloadTask:willDownloadTo:), relative to the home folder; leave the package where it is.",
    ...(isFairPlay
      ? [
          "FairPlay: set preloadsEligibleContentKeys and load every persistable key before the task starts: respondByRequestingPersistableContentKeyRequestAndReturnError(), then persistableContentKey(fromKeyVendorResponse:options:).",
        ]
      : []),
    "Play with an AVURLAsset of the kept URL; assetCache.isPlayableOffline says whether one rendition is complete, mediaSelectionOptions(in:) which ones are.",
  ];
}

function itemSteps(id: string, isFairPlay: boolean, format: string): readonly string[] {
  return [
    `addItem(id: "${id}", url:), then loadItemMetadata and startItem; wait for the state completed.`,
    ...(isFairPlay
      ? [
          "LocalAssetsManager.registerDownloadedAsset(location:mediaSource:) installs the FairPlay licence; needs iOS 10.3 and a device.",
        ]
      : [
          `LocalAssetsManager.registerDownloadedAsset(location:mediaSource:) has nothing to do for a source without DRM.`,
        ]),
    format === "hls"
      ? `Start ContentManager's server; itemPlaybackUrl(id: "${id}") gives http://localhost:PORT/…/master.m3u8, and createLocalMediaEntry(for:localURL:) the PKMediaEntry to play.`
      : `itemPlaybackUrl(id: "${id}") gives the local file, and createLocalMediaEntry(for:localURL:) the PKMediaEntry to play.`,
  ];
}

function taskSteps(): readonly string[] {
  return [
    "LocalAssetsManager.prepareForDownload(of:) makes the AVURLAsset and lets the licence be stored while it downloads.",
    "Download the asset with an AVAssetDownloadTask and keep its location.",
    "LocalAssetsManager.createLocalMediaEntry(for:localURL:) gives the PKMediaEntry to play.",
  ];
}
