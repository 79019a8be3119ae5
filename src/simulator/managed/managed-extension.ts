import { type AssetPack, readAssetPackManifest } from "../../model/packs/asset-pack";
import type { DownloaderExtension, ExtensionFailure, ExtensionResult, RequestedDownload } from "../ports";
import { applicablePacks, type PackDecision } from "./applicable-packs";

/** Which packs are left out, or why the script gave no answer. */
export type ShouldDownloadAnswer =
  | { readonly kind: "answered"; readonly declined: ReadonlySet<string>; readonly runtimeMs: number }
  | (ExtensionFailure & { readonly kind: "failed"; readonly runtimeMs: number });

/**
 * The person's `shouldDownload(_:)`: asked about every new pack that the system would download because of its policy, within
 * what is left of the extension's running time.
 */
export type ShouldDownload = (
  call: { readonly packs: readonly AssetPack[]; readonly remainingRuntimeMs: number },
  done: (answer: ShouldDownloadAnswer) => void,
) => void;

/** What the device knows while a request runs, beside the call. */
export interface ManagedDevice {
  readonly osVersion: string;
  readonly preferredLanguage: string | undefined;
  readonly primaryLanguage: string | undefined;
}

/**
 * Stands for the system where it manages asset packs: `StoreDownloaderExtension` and `ManagedDownloaderExtension` bring no
 * code of their own but `shouldDownload`.
 */
export function managedExtension(device: () => ManagedDevice, shouldDownload?: ShouldDownload): DownloaderExtension {
  return {
    downloads(call, done) {
      const reading = readAssetPackManifest(new TextDecoder().decode(call.manifestContent));
      if (reading.kind === "unreadable") {
        done({
          kind: "failed",
          errorName: "contentNotUsable",
          runtimeMs: 0,
          message: `What the server returned is no manifest of asset packs: ${reading.message} Let ba-package download-manifest write it.`,
        });
        return;
      }
      const decisions = applicablePacks({
        request: call.contentRequest.name,
        packs: reading.packs,
        state: call.state,
        ...device(),
      });
      const problems = reading.problems.map(({ message }) => `The manifest has a problem: ${message}`);
      const wanted = decisions.filter(({ lane }) => lane !== undefined);
      const fresh = wanted.filter(({ isNew }) => isNew).map(({ pack }) => pack);
      if (shouldDownload === undefined || fresh.length === 0) {
        done(returned(decisions, new Set(), 0, problems));
        return;
      }
      shouldDownload({ packs: fresh, remainingRuntimeMs: call.remainingRuntimeMs }, (answer) => {
        if (answer.kind === "failed") done(answer);
        else done(returned(decisions, answer.declined, answer.runtimeMs, problems));
      });
    },
  };
}

/** More packs than anybody reads the reasons of. */
const mostReasons = 20;

function returned(
  decisions: readonly PackDecision[],
  declined: ReadonlySet<string>,
  runtimeMs: number,
  problems: readonly string[],
): ExtensionResult {
  const downloads: RequestedDownload[] = [];
  const reasons: string[] = [];
  for (const { pack, lane, reason } of decisions) {
    const isDeclined = lane !== undefined && declined.has(pack.id);
    if (lane !== undefined && !isDeclined) downloads.push(downloadOf(pack, lane === "essential"));
    reasons.push(`${pack.id}: ${isDeclined ? "shouldDownload returned false" : reason}`);
  }
  const shown = reasons.slice(0, mostReasons);
  if (reasons.length > shown.length) shown.push(`and ${reasons.length - shown.length} more packs`);
  return { kind: "returned", downloads, runtimeMs, notes: [...problems, ...shown] };
}

/** A pack as a download: identified by its id, again whenever its version rises. */
export function downloadOf(pack: AssetPack, essential: boolean): RequestedDownload {
  return {
    identifier: pack.id,
    url: pack.url,
    fileSizeInBytes: pack.downloadSizeInBytes,
    essential,
    priority: "default",
    version: String(pack.version),
    ranges: { asset: pack.range },
  };
}
