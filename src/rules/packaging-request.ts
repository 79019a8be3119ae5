import { packContents } from "../model/packs/pack-contents";
import type { PackagingRequest } from "../model/packs/packaging-commands";
import type { AppProject } from "../model/project/snapshot";
import type { KnownPack } from "./packs";

/** What the commands for packs are made of. `folder`: absolute, where selectors start of which nobody knows where they do. */
export function packagingRequest(
  packs: readonly KnownPack[],
  project: AppProject | undefined,
  { folder, outputFolder }: { readonly folder: string; readonly outputFolder: string },
): PackagingRequest {
  return {
    packs: packs.map(({ file, manifest, contents }) => ({
      ...packContents(file.path, manifest, contents),
      manifestPath: file.path,
      root: contents?.root ?? folder,
      hasSourceRoot: manifest.sourceRoot !== undefined,
    })),
    outputFolder,
    hosting: project?.configuration.mode === "apple-hosted" ? "apple" : "self",
    baseUrl: baseUrlOf(project),
  };
}

/** Where the archives are by the manifest that is known. */
function baseUrlOf(project: AppProject | undefined): string | undefined {
  const url = project?.manifest?.reading.assets.find(({ url }) => url.startsWith("https://"))?.url;
  return url?.slice(0, url.lastIndexOf("/") + 1);
}
