import type { Node } from "jsonc-parser";
import type { JsonProblem } from "../../model/project/snapshot";

/** What an app saves for offline playback, written down: through AVFoundation, or through Kaltura's DownloadToGo. */
export type MediaPlan = AVAssetDownloadPlan | DTGItemPlan;

interface PlanBase {
  /** Absolute path of the plan file, with `/`. */
  readonly path: string;
  /** The JSON it comes from, for places in it. */
  readonly root: Node;
  readonly simulation: SimulationOptions;
}

/** `AVAssetDownloadConfiguration`, or the older options dictionary in `legacyOptions`. */
export interface AVAssetDownloadPlan extends PlanBase {
  readonly kind: "AVAssetDownloadConfiguration";
  readonly asset: { readonly url: string; readonly isFairPlay: boolean };
  readonly title: string;
  readonly artworkData: string | undefined;
  readonly primaryContentConfiguration: ContentConfiguration;
  /** Undefined: the system's own default configurations. An empty list: none. */
  readonly auxiliaryContentConfigurations: readonly ContentConfiguration[] | undefined;
  readonly optimizesAuxiliaryContentConfigurations: boolean;
  readonly downloadsInterstitialAssets: boolean;
  readonly interstitialMediaSelectionCriteria: readonly InterstitialCriteria[];
  readonly storageManagementPolicy: StorageManagementPolicy | undefined;
  readonly legacyOptions: LegacyOptions | undefined;
}

export interface DTGItemPlan extends PlanBase {
  readonly kind: "DTGItem";
  readonly id: string;
  /** Undefined where `sources` has what a `PKMediaEntry` has. */
  readonly url: string | undefined;
  readonly sources: readonly PKMediaSource[];
  readonly isFairPlay: boolean;
  readonly preferredVideoBitrate: number | undefined;
  readonly options: DTGSelectionOptions;
  /** Bits per second for an audio rendition whose playlist names no BANDWIDTH. */
  readonly defaultAudioBitrateEstimation: number;
}

export interface PKMediaSource {
  readonly id: string | undefined;
  readonly url: string | undefined;
  readonly mimeType: string | undefined;
  readonly mediaFormat: PKMediaFormat | undefined;
  /** The schemes of `drmData`, one for each entry. */
  readonly drmSchemes: readonly string[];
}

export type PKMediaFormat = "hls" | "mp4" | "mp3" | "wvm";

export interface ContentConfiguration {
  readonly variantQualifiers: readonly VariantQualifier[];
  readonly mediaSelections: readonly MediaSelection[];
}

/** Picks one rendition of a group; all that is given must match. */
export interface OptionMatch {
  readonly language?: string;
  readonly name?: string;
  readonly characteristics?: readonly string[];
  readonly forced?: boolean;
}

/** Undefined: automatic. Null: nothing of this group. */
export interface MediaSelection {
  readonly audible?: OptionMatch | null;
  readonly legible?: OptionMatch | null;
  readonly visual?: OptionMatch | null;
}

export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";

export interface QualifierComparison {
  readonly operator: ComparisonOperator;
  readonly value: number;
  /** Undefined or null: the option that is selected automatically. */
  readonly option?: OptionMatch | null;
}

/** In the plan at `variantQualifiers[n]` of its content configuration. */
export type VariantQualifier =
  | { readonly kind: "predicate"; readonly predicate: string }
  | {
      readonly kind: "presentationWidth" | "presentationHeight" | "channelCount" | "audioSampleRate";
      readonly comparison: QualifierComparison;
    }
  | { readonly kind: "binauralAudio" | "immersiveAudio" | "downmixAudio"; readonly value: boolean }
  | {
      readonly kind: "variant";
      readonly url?: string;
      readonly stableVariantID?: string;
      /** From 0, in the order of the playlist. */
      readonly index?: number;
    }
  /** Apple's headers mark these unavailable everywhere: they qualify nothing. */
  | { readonly kind: "unavailable"; readonly member: string };

export interface InterstitialCriteria {
  readonly mediaCharacteristic: "audible" | "legible" | "visual";
  readonly criteria: readonly {
    readonly principalMediaCharacteristics: readonly string[];
    readonly preferredLanguages: readonly string[];
    readonly preferredMediaCharacteristics: readonly string[];
  }[];
}

export interface StorageManagementPolicy {
  readonly priority: "default" | "important";
  /** ISO 8601. */
  readonly expirationDate: string | undefined;
}

/** The options dictionary of the deprecated tasks; without the prefix `AVAssetDownloadTask` and the suffix `Key`. */
export interface LegacyOptions {
  readonly minimumRequiredMediaBitrate: number | undefined;
  readonly minimumRequiredPresentationSize: { readonly width: number; readonly height: number } | undefined;
  readonly mediaSelection: MediaSelection | undefined;
  readonly mediaSelectionPrefersMultichannel: boolean;
  readonly prefersLosslessAudio: boolean;
  readonly prefersHDR: boolean;
}

/** Of a plan without `options`: as `loadItemMetadata(id:preferredVideoBitrate:)` makes them. */
export interface DTGSelectionOptions {
  readonly audioLanguages: readonly string[];
  readonly allAudioLanguages: boolean;
  readonly textLanguages: readonly string[];
  readonly allTextLanguages: boolean;
  readonly videoCodecs: readonly ("avc1" | "hevc")[];
  readonly audioCodecs: readonly ("mp4a" | "ac3" | "eac3")[];
  readonly videoWidth: number | undefined;
  readonly videoHeight: number | undefined;
  /** Bits per second, by codec; without an entry 180,000 for avc1 and 120,000 for hevc. */
  readonly videoBitrates: { readonly avc1?: number; readonly hevc?: number };
  readonly allowInefficientCodecs: boolean;
}

/** What belongs to neither Apple nor Kaltura. */
export interface SimulationOptions {
  /** As written, relative to the plan. */
  readonly outputFolder: string | undefined;
  readonly byteBudget: number | undefined;
  /** Seconds of media to fetch. */
  readonly maxDuration: number | undefined;
  readonly maxConcurrentDownloads: number;
  readonly preferredLanguages: readonly string[];
  readonly deviceProfile: DeviceProfile;
  readonly automaticVariantSelection: "assumedApple" | "highestPeakBitRate" | "lowestPeakBitRate";
  readonly sizeMethod: "auto" | "declared" | "head" | "sample";
  readonly fetchIdentityKeys: boolean;
  /** A folder that is served in place of these origins; as written, relative to the plan. */
  readonly host: { readonly origins: readonly string[]; readonly folder: string } | undefined;
}

export interface DeviceProfile {
  /** Sample entry names such as `avc1`, `hvc1`, `ec-3`, in hardware. */
  readonly codecs: readonly string[];
  readonly softwareCodecs: readonly string[];
  readonly videoRanges: readonly ("SDR" | "HLG" | "PQ")[];
  readonly maxPresentationSize: { readonly width: number; readonly height: number } | undefined;
  readonly supportsOfflineFairPlay: boolean;
  /** Of iOS; undefined: a current one. */
  readonly systemVersion: string | undefined;
}

/** A plan with what is wrong in its file. With problems there may still be a plan: what has the right shape counts. */
export interface MediaPlanReading {
  readonly plan: MediaPlan | undefined;
  readonly problems: readonly JsonProblem[];
}
