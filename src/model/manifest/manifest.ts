import type { OffsetRange } from "../text";

export type DownloadPriority = "min" | "default" | "max";

/** One downloadable thing that a manifest names. Ranges point into the manifest's text; undefined for values that are not written there. */
export interface ManifestAsset {
  /** Unique per asset, BAURLDownload's `identifier`. */
  readonly identifier: string;
  /** Absolute. */
  readonly url: string;
  /** BAURLDownload's `fileSize`; undefined where the manifest does not say. */
  readonly fileSizeInBytes: number | undefined;
  readonly essential: boolean;
  readonly priority: DownloadPriority;
  /** Any change of it means: download again. */
  readonly version: string | undefined;
  readonly ranges: {
    readonly asset?: OffsetRange;
    readonly identifier?: OffsetRange;
    readonly url?: OffsetRange;
    readonly fileSize?: OffsetRange;
    readonly essential?: OffsetRange;
  };
}

/** Where a value of an asset comes from: a JSONPath relative to the asset, a template over its members, or a comparison. */
export type ManifestValueMapping =
  | string
  | { readonly template: string }
  | { readonly path: string; readonly equals: string | number | boolean };

/** `manifest` of background-assets.jsonc. */
export interface ManifestMapping {
  /** A local copy to use while editing. */
  readonly file?: string;
  /** JSONPath (RFC 9535) that selects the assets. */
  readonly assets: string;
  /** A JSONPath from the root, or a literal URL. */
  readonly baseUrl?: string;
  readonly item: {
    readonly identifier: ManifestValueMapping;
    readonly url: ManifestValueMapping;
    readonly fileSize: ManifestValueMapping;
    readonly essential?: ManifestValueMapping;
    readonly priority?: ManifestValueMapping;
    readonly version?: ManifestValueMapping;
  };
}

/** Why an asset, or the whole manifest, cannot be used. */
export interface ManifestProblem {
  readonly message: string;
  readonly range: OffsetRange;
}

export interface ManifestReading {
  /** `download-manifest`: what `ba-package download-manifest` writes. */
  readonly format: "json" | "plist" | "download-manifest" | "unreadable";
  /** The mapping that was used: the project's own, or what was recognised. Undefined where the shape is not plain. */
  readonly mapping: ManifestMapping | undefined;
  /** Whether the mapping was recognised rather than configured: said to the person, so that it can be corrected. */
  readonly recognised: boolean;
  /** In the order of the manifest. */
  readonly assets: readonly ManifestAsset[];
  readonly problems: readonly ManifestProblem[];
  /** Identifiers of what is not downloaded with the first installation (`later-packs.ts`); absent: everything is. */
  readonly later?: ReadonlySet<string>;
  readonly sizeInBytes: number;
}
