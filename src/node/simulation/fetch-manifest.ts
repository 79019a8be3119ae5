import type { SimulationProject } from "../../protocol/worker-messages";
import { assumptionSettings } from "../../simulator/assumptions";
import { DomainPolicy } from "../../simulator/domain-policy";
import type { TransferOutcome } from "../../simulator/ports";
import { maskSecrets, maskUrl } from "../../simulator/secret-masking";
import { transferError } from "../../simulator/transfer-errors";
import type { DeviceFolder } from "../device/device-folder";
import type { DeviceStorage } from "../device/device-storage";
import { keepManifest } from "../device/kept-manifest";
import type { NetworkAccess } from "./network-access";

export interface ManifestFetch {
  readonly project: SimulationProject;
  readonly allowPrivate: boolean;
  readonly folder: DeviceFolder;
  readonly storage: DeviceStorage;
  readonly network: NetworkAccess;
  readonly notice: (message: string) => void;
}

export type FetchedManifest =
  | { readonly ok: true; readonly path: string; readonly receivedBytes: number; readonly fetchedAtMs: number }
  | { readonly ok: false; readonly message: string; readonly unconfirmedHost?: string };

const identifier = "BAManifestURL";

/**
 * Downloads BAManifestURL once and keeps the copy for editing; no event happens to the device. The allow list is not
 * asked: a rule says what a device would do, and fetching is how the person finds out.
 */
export async function fetchManifest(fetch: ManifestFetch): Promise<FetchedManifest> {
  const { project, folder, storage, network } = fetch;
  const url = project.configuration.manifestUrl?.value;
  if (url === undefined) return { ok: false, message: "The app's Info.plist has no BAManifestURL to fetch." };
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
    return { ok: false, message: `BAManifestURL is ${maskUrl(url)}: only an https:// URL is ever downloaded.` };
  }
  const transport = network.open({
    contentStore: storage.content,
    hosts: project.hosts,
    headers: project.headers,
    allowPrivate: fetch.allowPrivate,
    maxBytes: undefined,
    notice: fetch.notice,
  });
  try {
    const outcome = await new Promise<TransferOutcome>((ended) => {
      transport.start(
        {
          identifier,
          url,
          purpose: "manifest",
          expectedSizeInBytes: undefined,
          maxBytes: undefined,
          contentTag: `fetched ${Date.now()}`,
        },
        { redirected: () => "follow", started: () => undefined, progress: () => undefined, ended },
      );
    });
    if (outcome.kind === "finished" && outcome.content !== undefined) {
      const kept = keepManifest(folder.manifest, url, outcome.content);
      return { ok: true, receivedBytes: outcome.receivedBytes, ...kept };
    }
    const message = failureMessage(outcome, project, url);
    const isUnconfirmed = outcome.kind === "failed" && outcome.failure.kind === "not-confirmed";
    const host = isUnconfirmed ? outcome.failure.detail : undefined;
    return { ok: false, message, ...(host === undefined ? {} : { unconfirmedHost: host }) };
  } finally {
    await transport.close();
  }
}

function failureMessage(outcome: TransferOutcome, project: SimulationProject, url: string): string {
  if (outcome.kind !== "failed") return "Fetching the manifest was stopped.";
  const { error } = transferError(outcome.failure, {
    identifier,
    purpose: "manifest",
    url,
    lane: "essential",
    domains: new DomainPolicy(project.configuration, assumptionSettings(project.assumptions)),
    limitInBytes: null,
  });
  return `${maskSecrets(error.message)} (${error.domain} ${error.code} ${error.name})`;
}
