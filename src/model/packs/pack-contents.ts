import type { DownloadPolicy, InstallationEventType, PackagingManifest } from "./packaging-manifest";
import type { ResolvedPack } from "./resolve-pack";

/** A pack as it is shown, written to JSON, and remembered once it is published. */
export interface PackContents {
  readonly id: string;
  /** Path of the packaging manifest. */
  readonly manifest: string;
  readonly policy: DownloadPolicy | null;
  readonly installationEventTypes: readonly InstallationEventType[];
  readonly platforms: readonly string[];
  /** A localized pack's language; null: for every language. */
  readonly language: string | null;
  /** By the paths that the app reads; sizes before compression. */
  readonly files: readonly { readonly path: string; readonly sizeInBytes: number }[];
  readonly sizeInBytes: number;
  /** Whether `files` is all of it. */
  readonly isComplete: boolean;
}

/** What a packaging manifest puts together; without a listing (`undefined`) nothing is known of its files. */
export function packContents(
  manifestPath: string,
  manifest: PackagingManifest,
  resolved: ResolvedPack | undefined,
): PackContents {
  return {
    id: manifest.id?.value ?? "",
    manifest: manifestPath,
    policy: manifest.policy ?? null,
    installationEventTypes: manifest.policy === "onDemand" ? [] : manifest.installationEventTypes,
    platforms: manifest.platforms.map(({ value }) => value),
    language: manifest.language?.value ?? null,
    files: (resolved?.files ?? []).map(({ path, sizeInBytes }) => ({ path, sizeInBytes })),
    sizeInBytes: resolved?.sizeInBytes ?? 0,
    isComplete: resolved?.isComplete ?? false,
  };
}
