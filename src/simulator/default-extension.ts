import { isManagedMode } from "../model/app-configuration";
import { type ManagedDevice, managedExtension, type ShouldDownload } from "./managed/managed-extension";
import { mappingExtension } from "./mapping-extension";
import type { DownloaderExtension } from "./ports";

/**
 * What decides about downloads where the person gives no script: the system by the packs' policies in a managed project,
 * and where an unmanaged app's manifest is one of asset packs (`AssetPackManifest.allDownloads(for:)`); else the manifest's
 * mapping.
 * @param shouldDownload the person's own, of a managed project
 */
export function defaultExtension(device: () => ManagedDevice, shouldDownload?: ShouldDownload): DownloaderExtension {
  const managed = managedExtension(device, shouldDownload);
  return {
    downloads(call, done) {
      const isOfPacks = isManagedMode(call.configuration.mode) || call.manifest.format === "download-manifest";
      (isOfPacks ? managed : mappingExtension).downloads(call, done);
    },
  };
}
