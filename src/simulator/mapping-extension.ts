import { describeMapping } from "../model/manifest/describe-mapping";
import type { ManifestAsset, ManifestMapping } from "../model/manifest/manifest";
import type { DeviceState } from "./device-state";
import type { DownloaderExtension, ExtensionCall, ExtensionResult, RequestedDownload } from "./ports";

/**
 * Stands for the app's extension where no script of the person's own is given: returns every asset of the manifest that
 * is not installed with the same identifier, URL, size and version. As Apple's sample does, essential assets are
 * returned as non-essential copies to requests that may not return essential downloads.
 */
export const mappingExtension: DownloaderExtension = {
  downloads(call, done) {
    done(downloadsFor(call));
  },
};

function downloadsFor({ manifest, contentRequest, state }: ExtensionCall): ExtensionResult {
  const firstProblem = manifest.problems[0]?.message.replace(/\.$/, "");
  if (manifest.format === "unreadable") {
    return {
      kind: "failed",
      errorName: "contentNotUsable",
      runtimeMs: 0,
      message: `What BAManifestURL returned is no manifest${firstProblem === undefined ? "" : `: ${firstProblem}`}. Check what the server sends.`,
    };
  }
  // An empty list is no problem; a list of which nothing can be used is.
  const isUnknownShape = manifest.mapping === undefined && !manifest.recognised;
  if (manifest.assets.length === 0 && (isUnknownShape || firstProblem !== undefined)) {
    return {
      kind: "failed",
      errorName: "contentNotUsable",
      runtimeMs: 0,
      message: `The manifest can be read, but not which assets it lists${firstProblem === undefined ? "" : `: ${firstProblem}`}. Say in background-assets.jsonc, under "manifest", where they are.`,
    };
  }
  const notes: string[] = [];
  if (manifest.recognised && manifest.mapping !== undefined && manifest.format !== "download-manifest") {
    notes.push(
      `The manifest's shape was recognised. If this is wrong, correct it in background-assets.jsonc: ${compactMapping(manifest.mapping)}`,
    );
  }
  if (manifest.problems.length > 0) {
    const more = manifest.problems.length - 1;
    notes.push(`The manifest has problems: ${firstProblem}${more > 0 ? ` (and ${more} more)` : ""}`);
  }
  const mayBeEssential = contentRequest.name === "install" || contentRequest.name === "update";
  let demoted = 0;
  const downloads: RequestedDownload[] = [];
  for (const asset of manifest.assets) {
    if (isInstalled(asset, state)) continue;
    const isDemoted = asset.essential && !mayBeEssential;
    if (isDemoted) demoted++;
    downloads.push(isDemoted ? { ...asset, essential: false } : asset);
  }
  if (demoted > 0) {
    notes.push(
      `${demoted} essential ${demoted === 1 ? "asset was" : "assets were"} returned as non-essential (removingEssential), because ${contentRequest.name} requests may not return essential downloads.`,
    );
  }
  return { kind: "returned", downloads, runtimeMs: 0, notes };
}

/** Whether the device has exactly this: with the same identifier, URL, size and version. */
export function isInstalled(asset: ManifestAsset, state: DeviceState): boolean {
  const installed = state.assets.get(asset.identifier);
  return (
    installed !== undefined &&
    installed.url === asset.url &&
    installed.fileSizeInBytes === asset.fileSizeInBytes &&
    installed.version === asset.version
  );
}

/** In one line, as background-assets.jsonc has it. */
function compactMapping(mapping: ManifestMapping): string {
  return describeMapping(mapping).replace(/\s*\n\s*/g, " ");
}
