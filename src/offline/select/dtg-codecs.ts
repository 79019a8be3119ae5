import type { DTGItemPlan } from "../plan/media-plan";
import { codecTag } from "../playlist/codecs";
import type { Variant } from "../playlist/playlist";

export type DTGBucket = "avc1" | "hevc" | "mp4a" | "ac3" | "eac3";

const buckets: Readonly<Record<string, DTGBucket>> = {
  avc1: "avc1",
  hvc1: "hevc",
  mp4a: "mp4a",
  "ac-3": "ac3",
  "ec-3": "eac3",
};

/** The codec tags of a variant that DownloadToGo does not know or the device does not play: one drops the variant. */
export function unsupportedTags({ codecs }: Variant, plan: DTGItemPlan): readonly string[] {
  const { codecs: hardware, softwareCodecs: software } = plan.simulation.deviceProfile;
  const isSupported = (tag: string) => {
    switch (tag) {
      case "avc1":
      case "mp4a":
        return true;
      case "hvc1":
        return hardware.includes(tag) || (software.includes(tag) && plan.options.allowInefficientCodecs);
      case "ac-3":
      case "ec-3":
        return hardware.includes(tag);
      default:
        return false;
    }
  };
  return [...new Set((codecs ?? []).map(codecTag))].filter((tag) => !isSupported(tag));
}

/** Without CODECS a variant counts as avc1; one without video goes by its audio. */
export function bucketOf({ codecs }: Variant): DTGBucket {
  const found = (codecs ?? []).map((codec) => buckets[codecTag(codec)]);
  return found.find((one) => one === "avc1" || one === "hevc") ?? found.find((one) => one !== undefined) ?? "avc1";
}
