import type { Evidence } from "./rule";

const avFoundation = "https://developer.apple.com/documentation/avfoundation";

/** Where facts about offline media come from. Kaltura's sources were read, not run on a device. */
const sources = {
  task: { label: "documented", url: `${avFoundation}/avassetdownloadconfiguration` },
  content: { label: "documented", url: `${avFoundation}/avassetdownloadcontentconfiguration` },
  qualifier: { label: "documented", url: `${avFoundation}/avassetvariantqualifier` },
  variant: { label: "documented", url: `${avFoundation}/avassetvariant` },
  persist: {
    label: "documented",
    url: `${avFoundation}/using-avfoundation-to-play-and-persist-http-live-streams`,
  },
  authoring: {
    label: "documented",
    url: "https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices",
  },
  hls: { label: "documented", url: "https://datatracker.ietf.org/doc/html/draft-pantos-hls-rfc8216bis" },
  kaltura: { label: "reported", url: "https://developer.kaltura.com/player/ios/offline-assets-ios" },
  playkit: { label: "reported", url: "https://github.com/kaltura/playkit-ios" },
  dtg: { label: "reported", url: "https://github.com/kaltura/playkit-ios-dtg" },
  own: { label: "reported", url: undefined },
} as const;

export type MediaSource = keyof typeof sources;

export function mediaEvidence(source: MediaSource, says: string): Evidence {
  const { label, url } = sources[source];
  return url === undefined ? { label, says } : { label, says, url };
}
