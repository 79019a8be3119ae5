import { fetchedSegments, isIdentityKey } from "../download/download-jobs";
import type { Findings } from "../findings";
import type { MediaPlan } from "../plan/media-plan";
import { setMember } from "../plan/set-member";
import type { PlannedStream } from "../planned-media";
import type { Assumptions } from "../select/assumptions";
import { hostOf, redirectMessage } from "./judge-download";

/** What the chosen media playlists say about being saved. */
export function judgeStreams(
  plan: MediaPlan,
  streams: readonly PlannedStream[],
  findings: Findings,
  assumptions: Assumptions,
): void {
  const isApple = plan.kind === "AVAssetDownloadConfiguration";
  for (const stream of streams) {
    const { playlist, needed } = stream;
    const playlistPlace = { playlist: { url: playlist.url, line: 1 } };
    if (!playlist.hasEndList) {
      if (playlist.playlistType === "VOD") {
        const message = `The playlist of ${needed.title} says EXT-X-PLAYLIST-TYPE:VOD and has no EXT-X-ENDLIST: players and downloads wait for segments that never come. Add EXT-X-ENDLIST at its end.`;
        findings.atUrl("vod-without-endlist", "error", message, playlistPlace);
      } else if (isApple) {
        const message = `The playlist of ${needed.title} has no EXT-X-ENDLIST: it is live, and only video on demand can be saved. The system throws an exception, which ends the app. Use the URL of the finished recording.`;
        findings.atUrl("live-not-downloadable", "error", message, playlistPlace);
        assumptions.add(
          "live-exception",
          "Apple does not say when the exception for a live stream is thrown. Assumed: when the task is made.",
        );
      } else {
        const message = `The playlist of ${needed.title} has no EXT-X-ENDLIST: it is live. DownloadToGo does not look, and saves what is listed now, without the rest. Use the URL of the finished recording.`;
        findings.atUrl("live-not-downloadable", "warning", message, playlistPlace);
      }
    }
    const gap = playlist.segments.slice(0, stream.segmentCount).find(({ isGap }) => isGap);
    if (gap !== undefined) {
      const message = `The playlist of ${needed.title} marks segments with EXT-X-GAP: they are not there and not fetched, and playback jumps over them.`;
      findings.atUrl("gap-segment", "warning", message, { playlist: { url: playlist.url, line: gap.line } });
    }
    const strange = fetchedSegments(stream).find(
      ({ url, initSection }) => !isFetched(url) || (initSection !== undefined && !isFetched(initSection.url)),
    );
    if (strange !== undefined) {
      const message = `A segment of ${needed.title} is at “${strange.uri}”: only https and http are fetched, and nothing else from a playlist. Nothing is downloaded.`;
      findings.atUrl("playlist-syntax", "error", message, { playlist: { url: playlist.url, line: strange.line } });
    }
    judgeInsecure(stream, findings);
    const [asked, answered] = [hostOf(needed.url), hostOf(playlist.url)];
    if (asked !== answered) findings.atUrl("redirect-host", "warning", redirectMessage(asked, answered), playlistPlace);
  }
  judgeIdentityKeys(plan, streams, findings);
}

/** A playlist may name any address, files of this computer among them. */
export function isFetched(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

function judgeInsecure(stream: PlannedStream, findings: Findings): void {
  const segment = fetchedSegments(stream).find(({ url }) => url.startsWith("http:"));
  if (segment === undefined && !stream.playlist.url.startsWith("http:")) return;
  const what = segment === undefined ? stream.playlist.url : segment.url;
  const message = `${stream.needed.title} comes over http (${what}): App Transport Security refuses it on a device unless the app's Info.plist has an exception. Use https.`;
  findings.atUrl("insecure-url", "warning", message, {
    playlist: { url: stream.playlist.url, line: segment?.line ?? 1 },
  });
}

function judgeIdentityKeys(plan: MediaPlan, streams: readonly PlannedStream[], findings: Findings): void {
  if (plan.simulation.fetchIdentityKeys) return;
  const urls = new Set<string>();
  for (const { playlist } of streams) {
    for (const key of playlist.keys) if (isIdentityKey(key) && key.url !== undefined) urls.add(key.url);
  }
  if (urls.size === 0) return;
  const keys = urls.size === 1 ? "1 key" : `${urls.size} keys`;
  const message = `${keys} of the kind AES-128 ${urls.size === 1 ? "lies" : "lie"} beside the media and ${urls.size === 1 ? "is" : "are"} not saved: the folder plays only where the keys can be fetched. Set simulation.fetchIdentityKeys to true to save them.`;
  const edits = setMember(plan.root, ["simulation", "fetchIdentityKeys"], true);
  findings.atUrl("identity-key-not-fetched", "info", message, {
    fixes: [{ title: "Save the keys as well", preferred: false, edits }],
  });
}
