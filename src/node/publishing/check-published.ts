import type { AppConfiguration } from "../../model/app-configuration";
import { type PreviousEntry, readDownloadManifest } from "../../model/packs/download-manifest";
import { formatBytes } from "../../model/sizes";
import { assumptionSettings } from "../../simulator/assumptions";
import { DomainPolicy } from "../../simulator/domain-policy";
import type { TransferFailure, TransferOutcome } from "../../simulator/ports";
import { maskSecrets, maskUrl } from "../../simulator/secret-masking";
import { transferError } from "../../simulator/transfer-errors";
import type { UndiciTransport } from "../transport/undici-transport";

/** One thing that was looked at. */
export interface PublishedCheck {
  /** `BAManifestURL`, or the pack's identifier. */
  readonly subject: string;
  readonly url: string;
  readonly severity: "ok" | "warning" | "error";
  readonly message: string;
}

export interface PublishedToCheck {
  /** What BAManifestURL is; undefined where only the entries of a local file are checked. */
  readonly manifestUrl: string | undefined;
  /** The text of a manifest that is about to be published; undefined: the one at `manifestUrl`. */
  readonly manifestText: string | undefined;
  /** What was published before: a version must not be lower. */
  readonly previous: readonly PreviousEntry[];
  readonly transport: UndiciTransport;
}

const manifestName = "BAManifestURL";

/** The device adds one to BAManifestURL of managed projects; Apple publishes neither its name nor its value. */
const platformParameter = ["platform", "ios"] as const;

/** Asks the server what a device would: the manifest, with a query parameter too, and every pack. */
export async function* checkPublished(request: PublishedToCheck): AsyncIterable<PublishedCheck> {
  let { manifestText } = request;
  const { manifestUrl, transport } = request;
  if (manifestUrl !== undefined && manifestText === undefined) {
    const fetched = await fetchText(manifestUrl, transport);
    const shown = maskUrl(manifestUrl);
    const subject = manifestName;
    if (!fetched.ok) {
      yield { subject, url: shown, severity: "error", message: `${fetched.message} No pack is downloaded.` };
      return;
    }
    manifestText = fetched.text;
    yield { subject, url: shown, severity: "ok", message: formatBytes(Buffer.byteLength(manifestText)) };
    yield { subject, url: shown, ...(await withParameter(manifestUrl, manifestText, transport)) };
  }
  const reading = readDownloadManifest(manifestText ?? "");
  if (reading.kind === "unreadable") {
    yield { subject: "manifest", url: maskUrl(manifestUrl ?? ""), severity: "error", message: reading.message };
    return;
  }
  const previous = new Map(request.previous.map((entry) => [entry.id, entry]));
  for (const entry of reading.entries) {
    yield* checkVersion(entry, previous.get(entry.id));
    yield await checkPack(entry, transport);
  }
}

function* checkVersion(entry: PreviousEntry, before: PreviousEntry | undefined): Iterable<PublishedCheck> {
  if (before === undefined) return;
  const at = { subject: entry.id, url: maskUrl(entry.url) };
  if (entry.version < before.version) {
    yield {
      ...at,
      severity: "error",
      message: `version ${entry.version} is lower than ${before.version}, which was published: devices keep the old pack. Write ${before.version + 1}.`,
    };
  } else if (entry.version === before.version && entry.downloadSize !== before.downloadSize) {
    yield {
      ...at,
      severity: "error",
      message: `its size changed, and its version is still ${entry.version}: devices that have it do not download it again. Write ${entry.version + 1}.`,
    };
  }
}

async function checkPack(entry: PreviousEntry, transport: UndiciTransport): Promise<PublishedCheck> {
  const at = { subject: entry.id, url: maskUrl(entry.url) };
  const result = await transport.probe(entry.url);
  if (result.kind === "failed")
    return { ...at, severity: "error", message: failureText(result.failure, entry.id, entry.url) };
  const { status, sizeInBytes, hasRanges } = result;
  if (status >= 400) {
    return {
      ...at,
      severity: "error",
      message: `the server answers ${status}: publish the archive before the manifest.`,
    };
  }
  if (sizeInBytes !== undefined && entry.downloadSize !== undefined && sizeInBytes !== entry.downloadSize) {
    return {
      ...at,
      severity: "error",
      message: `the server has ${sizeInBytes} bytes, the manifest says ${entry.downloadSize}: a device refuses the download. Write the manifest again from the archive that is served.`,
    };
  }
  const size = sizeInBytes === undefined ? "size not said" : formatBytes(sizeInBytes);
  if (hasRanges === false) {
    return { ...at, severity: "warning", message: `${size}; no ranges: an interrupted download starts over.` };
  }
  return { ...at, severity: "ok", message: `${size}, version ${entry.version}${hasRanges ? ", ranges" : ""}` };
}

async function withParameter(
  manifestUrl: string,
  text: string,
  transport: UndiciTransport,
): Promise<Pick<PublishedCheck, "severity" | "message">> {
  const url = new URL(manifestUrl);
  url.searchParams.append(...platformParameter);
  const fetched = await fetchText(url.href, transport);
  const consequence =
    "a device adds a platform parameter to BAManifestURL. Let the server ignore what it does not know.";
  if (!fetched.ok) {
    return { severity: "error", message: `with a query parameter: ${fetched.message} But ${consequence}` };
  }
  if (fetched.text !== text) {
    return { severity: "warning", message: `with a query parameter it is another text; ${consequence}` };
  }
  return { severity: "ok", message: "the same with a query parameter" };
}

type Fetched = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

async function fetchText(url: string, transport: UndiciTransport): Promise<Fetched> {
  const outcome = await new Promise<TransferOutcome>((ended) => {
    transport.start(
      {
        identifier: url,
        url,
        purpose: "manifest",
        expectedSizeInBytes: undefined,
        maxBytes: 64 * 1024 * 1024,
        contentTag: url,
      },
      { redirected: () => "follow", started: () => undefined, progress: () => undefined, ended },
    );
  });
  if (outcome.kind === "finished" && outcome.content !== undefined) {
    return { ok: true, text: new TextDecoder().decode(outcome.content) };
  }
  if (outcome.kind === "failed") return { ok: false, message: failureText(outcome.failure, manifestName, url) };
  return { ok: false, message: "It was stopped." };
}

/** In the words of a download; nothing is restricted by an app here, so that no redirect was refused for one. */
function failureText(failure: TransferFailure, identifier: string, url: string): string {
  const domains = new DomainPolicy(noApp, assumptionSettings());
  const purpose = identifier === manifestName ? "manifest" : "asset";
  const { error } = transferError(failure, {
    identifier,
    purpose,
    url: maskUrl(url),
    lane: "non-essential",
    domains,
    limitInBytes: null,
  });
  return maskSecrets(error.message);
}

const noApp: AppConfiguration = {
  mode: "self-hosted-managed",
  infoPlistPath: "",
  displayName: "",
  bundleIdentifier: undefined,
  version: undefined,
  manifestUrl: undefined,
  restrictions: undefined,
  downloadAllowanceInBytes: undefined,
  essentialDownloadAllowanceInBytes: undefined,
  domainAllowList: undefined,
  maxInstallSizeInBytes: undefined,
  essentialMaxInstallSizeInBytes: undefined,
  appGroupId: undefined,
};
