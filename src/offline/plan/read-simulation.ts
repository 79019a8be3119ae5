import type { DeviceProfile, SimulationOptions } from "./media-plan";
import type { PlanValues } from "./plan-values";

/** What current iPhones play. */
const defaultCodecs = [
  "avc1",
  "avc3",
  "hvc1",
  "hev1",
  "dvh1",
  "dvhe",
  "mp4a",
  "ac-3",
  "ec-3",
  "alac",
  "fLaC",
  "wvtt",
  "stpp",
];

export function readSimulation(values: PlanValues): SimulationOptions {
  return {
    outputFolder: values.text("outputFolder"),
    byteBudget: values.number("byteBudget"),
    maxDuration: values.number("maxDuration"),
    maxConcurrentDownloads: Math.min(16, Math.max(1, Math.trunc(values.number("maxConcurrentDownloads") ?? 4))),
    preferredLanguages: values.texts("preferredLanguages"),
    deviceProfile: readDeviceProfile(values.object("deviceProfile")),
    automaticVariantSelection:
      values.oneOf("automaticVariantSelection", ["assumedApple", "highestPeakBitRate", "lowestPeakBitRate"]) ??
      "assumedApple",
    sizeMethod: values.oneOf("sizeMethod", ["auto", "declared", "head", "sample"]) ?? "auto",
    fetchIdentityKeys: values.boolean("fetchIdentityKeys") ?? false,
    host: readHost(values.object("host")),
  };
}

function readHost(values: PlanValues): SimulationOptions["host"] {
  const folder = values.text("folder");
  const origins = values.texts("origins").flatMap((text) => (URL.canParse(text) ? new URL(text).origin : []));
  return folder === undefined || origins.length === 0 ? undefined : { origins, folder };
}

function readDeviceProfile(values: PlanValues): DeviceProfile {
  const ranges = values.someOf("videoRanges", ["SDR", "HLG", "PQ"] as const);
  return {
    codecs: values.has("codecs") ? values.texts("codecs") : defaultCodecs,
    softwareCodecs: values.texts("softwareCodecs"),
    videoRanges: values.has("videoRanges") ? ranges : ["SDR", "HLG", "PQ"],
    maxPresentationSize: readSize(values.text("maxPresentationSize")),
    supportsOfflineFairPlay: values.boolean("supportsOfflineFairPlay") ?? true,
    systemVersion: values.text("systemVersion"),
  };
}

function readSize(text: string | undefined): DeviceProfile["maxPresentationSize"] {
  const match = /^([0-9]+)x([0-9]+)$/.exec(text ?? "");
  return match === null ? undefined : { width: Number(match[1]), height: Number(match[2]) };
}
