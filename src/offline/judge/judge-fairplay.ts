import type { Findings } from "../findings";
import type { MediaPlan } from "../plan/media-plan";
import type { PlannedStream } from "../planned-media";
import type { Key, MultivariantPlaylist } from "../playlist/playlist";

const fairPlayFormat = "com.apple.streamingkeydelivery";

/** What PlayKit's expression finds an identifier in. */
const extractable = /^skd:\/\/[A-Za-z0-9_-]+$/;

/** Keys of FairPlay and how they are announced. */
export function judgeFairPlay(
  plan: MediaPlan,
  multivariant: MultivariantPlaylist | undefined,
  streams: readonly PlannedStream[],
  findings: Findings,
): void {
  const sessionKeys = multivariant?.sessionKeys ?? [];
  const keys: { readonly key: Key; readonly url: string }[] = [];
  for (const { playlist } of streams) for (const key of playlist.keys) keys.push({ key, url: playlist.url });
  const isFairPlay = plan.kind === "DTGItem" ? plan.isFairPlay : plan.asset.isFairPlay;
  const first = keys.find(({ key }) => isFairPlayKey(key));
  if ((isFairPlay || first !== undefined) && !sessionKeys.some(isFairPlayKey)) {
    const place = first === undefined ? {} : { playlist: { url: first.url, line: first.key.line } };
    const message =
      plan.kind === "DTGItem"
        ? "The media is protected with FairPlay and the multivariant playlist has no EXT-X-SESSION-KEY: DownloadToGo's local playlist then names no key, and registerDownloadedAsset cannot install a licence. Turn on “Allow Fairplay Offline” in the delivery profile, or add EXT-X-SESSION-KEY for every key."
        : "The media is protected with FairPlay and the multivariant playlist has no EXT-X-SESSION-KEY: the app cannot load the keys before the download, as Apple asks. Some report that it works all the same. Add EXT-X-SESSION-KEY for every key.";
    findings.atUrl("fairplay-no-session-key", plan.kind === "DTGItem" ? "error" : "warning", message, place);
  }
  judgeMismatch(sessionKeys, keys, findings, multivariant);
  if (plan.kind === "DTGItem") judgeIdentifiers(sessionKeys, keys, findings, multivariant);
}

function judgeMismatch(
  sessionKeys: readonly Key[],
  keys: readonly { readonly key: Key; readonly url: string }[],
  findings: Findings,
  multivariant: MultivariantPlaylist | undefined,
): void {
  const seen = new Set<string>();
  for (const sessionKey of sessionKeys) {
    for (const { key } of keys) {
      if (key.url === undefined || key.url !== sessionKey.url) continue;
      const differing = [
        key.method !== sessionKey.method && "METHOD",
        key.keyFormat !== sessionKey.keyFormat && "KEYFORMAT",
        (key.keyFormatVersions ?? "1") !== (sessionKey.keyFormatVersions ?? "1") && "KEYFORMATVERSIONS",
      ].filter((one) => one !== false);
      const id = `${sessionKey.line} ${differing.join()}`;
      if (differing.length === 0 || seen.has(id)) continue;
      seen.add(id);
      const message = `EXT-X-SESSION-KEY and EXT-X-KEY with the URI ${key.uri} differ in ${differing.join(" and ")}: the key that is loaded ahead is not the one that the segments ask for. Make them equal.`;
      const place = multivariant === undefined ? {} : { playlist: { url: multivariant.url, line: sessionKey.line } };
      findings.atUrl("session-key-mismatch", "error", message, place);
    }
  }
}

function judgeIdentifiers(
  sessionKeys: readonly Key[],
  keys: readonly { readonly key: Key; readonly url: string }[],
  findings: Findings,
  multivariant: MultivariantPlaylist | undefined,
): void {
  const all = [...sessionKeys.map((key) => ({ key, url: multivariant?.url ?? "" })), ...keys];
  for (const { key, url } of all) {
    if (!isFairPlayKey(key) || key.uri === undefined || extractable.test(key.uri)) continue;
    const message = `PlayKit finds no identifier in ${key.uri}: it takes skd:// followed by letters, digits, _ and - only, and ends with missingAssetId. Change the URI where the media is packaged.`;
    findings.atUrl("fairplay-skd-not-extractable", "error", message, { playlist: { url, line: key.line } });
  }
}

function isFairPlayKey({ keyFormat, uri }: Key): boolean {
  return keyFormat === fairPlayFormat || (uri !== undefined && /^skd:/i.test(uri));
}
