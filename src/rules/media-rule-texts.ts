import type { MediaFindingName } from "../offline/media-codes";

/** The texts of the documentation pages of the rules about offline media; not in the extension's bundle, where pages are files. */
export interface MediaRuleText {
  readonly explanation: string;
  /** What the source says, in our words. */
  readonly says: string;
  readonly examples?: { readonly wrong: string; readonly right: string };
}

export const mediaRuleTexts: Readonly<Partial<Record<MediaFindingName, MediaRuleText>>> = {
  "live-not-downloadable": {
    explanation:
      "Only video on demand can be saved. A media playlist without `EXT-X-ENDLIST` is live: an `AVAssetDownloadTask` ends the app with an exception, and DownloadToGo saves what is listed at that moment, without the rest. Use the URL of the finished recording.",
    says: "Only video on demand can be saved; trying to save a live stream makes the system throw an exception.",
  },
  "vod-without-endlist": {
    explanation:
      "`EXT-X-PLAYLIST-TYPE:VOD` says that the playlist never changes, and without `EXT-X-ENDLIST` more segments may come: players and downloads wait for what never comes.",
    says: "Without EXT-X-ENDLIST more segments may come; a VOD playlist cannot change.",
  },
  "fairplay-no-session-key": {
    explanation:
      "Keys for offline playback are loaded before the download, which the multivariant playlist makes possible by announcing them. Kaltura's guide requires `EXT-X-SESSION-KEY`; some report that Apple's task works without it.",
    says: "Playlists protected with FairPlay must carry EXT-X-SESSION-KEY, or the licence cannot be installed.",
  },
  "fairplay-skd-not-extractable": {
    explanation:
      "PlayKit looks for `skd://` followed by letters, digits, `_` and `-`, closed by the quote. Anything else, such as a query, ends with `missingAssetId`.",
    says: "The identifier is found by an expression that takes letters, digits, _ and - only.",
  },
  "session-key-mismatch": {
    explanation:
      "A key that is announced must be the one that the segments use: with the same URI, `METHOD`, `KEYFORMAT` and `KEYFORMATVERSIONS` must be equal. What is loaded ahead is otherwise of no use.",
    says: "METHOD, KEYFORMAT and KEYFORMATVERSIONS must equal those of any EXT-X-KEY with the same URI.",
  },
  "session-key-duplicate": {
    explanation:
      "Two `EXT-X-SESSION-KEY` tags with the same attributes are not allowed: each key is announced once. Remove one of them.",
    says: "A playlist must not hold the same session key twice.",
  },
  "session-key-method-none": {
    explanation:
      "`EXT-X-SESSION-KEY` announces a key that will be needed: its `METHOD` must be there and must not be `NONE`.",
    says: "METHOD of EXT-X-SESSION-KEY must not be NONE.",
  },
  "not-a-multivariant-playlist": {
    explanation:
      "A media playlist lists segments. There is nothing to choose from: qualifiers, minimums, languages and media selections do nothing.",
    says: "A multivariant playlist lists variants, a media playlist lists segments.",
  },
  "not-a-playlist": {
    explanation:
      "The first line of a playlist is `#EXTM3U`. Often a server answers with a page of HTML or JSON about an error, with status 200.",
    says: "A playlist must begin with #EXTM3U.",
  },
  "mixed-playlist": {
    explanation: "A playlist is either multivariant or media. Players refuse one that has tags of both.",
    says: "A playlist with both multivariant tags and media tags must be refused.",
  },
  "duplicate-version": {
    explanation:
      "`EXT-X-VERSION` may stand in a playlist only once: which of two versions holds, no player says. Keep the higher one.",
    says: "A playlist must not have more than one EXT-X-VERSION.",
  },
  "missing-bandwidth": {
    explanation:
      "`BANDWIDTH` is required. Without it `peakBitRate` is negative, every selection by bit rate is off, and the size is unknown.",
    says: "BANDWIDTH is required on every EXT-X-STREAM-INF.",
  },
  "missing-targetduration": {
    explanation:
      "`EXT-X-TARGETDURATION` is required, and must be a whole number of seconds. Players refuse a media playlist without it.",
    says: "EXT-X-TARGETDURATION is required.",
  },
  "extinf-over-target": {
    explanation: "Every `EXTINF`, rounded, must be at most `EXT-X-TARGETDURATION`. Players plan their buffers by it.",
    says: "Each rounded EXTINF is at most the target duration.",
  },
  "group-not-found": {
    explanation:
      "`AUDIO`, `SUBTITLES`, `VIDEO` and `CLOSED-CAPTIONS` of a variant must be the `GROUP-ID` of renditions of that type. Without them there is nothing to select, and playback may be silent.",
    says: "The attribute must match the GROUP-ID of an EXT-X-MEDIA of that TYPE.",
  },
  "duplicate-default": {
    explanation:
      "A group has at most one rendition with `DEFAULT=YES`. Which of two is selected automatically is anybody's guess.",
    says: "A group must not have more than one DEFAULT=YES.",
  },
  "duplicate-name": {
    explanation: "`NAME` must be unique in a group: people choose by it, and readers may keep only one of the two.",
    says: "NAME must be unique among the members of a group.",
  },
  "groups-differ": {
    explanation:
      "All groups of a type must have the same members, so that what is selected is there whichever variant is taken. A media selection is otherwise lost.",
    says: "Groups of the same TYPE must have the same set of members.",
  },
  "qualifier-no-match": {
    explanation:
      "Qualifiers are preferences and no limits. Where none of them matches a playable variant, the system chooses among all, without an error: often the largest.",
    says: "If no qualifier is satisfied, automatic variant selection is used.",
    examples: {
      wrong: '"variantQualifiers": [{ "predicate": "peakBitRate < 1000" }]',
      right:
        '"variantQualifiers": [\n  { "predicate": "peakBitRate < 5000000" },\n  { "predicate": "peakBitRate < 10000000" }\n]',
    },
  },
  "qualifier-unreachable": {
    explanation:
      "The first qualifier that matches a playable variant decides; the later ones are ignored, and never combined with it. Conditions that must hold together belong into one predicate.",
    says: "Qualifiers are evaluated in order, and the first that is satisfied is used.",
    examples: {
      wrong: '"variantQualifiers": [\n  { "variant": { "index": 0 } },\n  { "predicate": "peakBitRate < 5000000" }\n]',
      right:
        '"variantQualifiers": [\n  { "predicate": "peakBitRate < 5000000 AND videoAttributes.videoRange == \'PQ\'" }\n]',
    },
  },
  "qualifier-matches-undeclared": {
    explanation:
      "Bit rates and frame rates that the playlist does not declare are negative, sizes zero: `averageBitRate < 2000000` matches every variant without `AVERAGE-BANDWIDTH`.",
    says: "The value is negative if it is not declared.",
    examples: {
      wrong: '{ "predicate": "averageBitRate < 2000000" }',
      right: '{ "predicate": "averageBitRate < 2000000 AND averageBitRate >= 0" }',
    },
  },
  "qualifier-explicit-unplayable": {
    explanation:
      "A qualifier made from a variant skips evaluation, and the question whether the device plays it: it is downloaded, and does not play.",
    says: "The variant is downloaded without evaluating its playability.",
  },
  "qualifier-unavailable-api": {
    explanation:
      "`assetVariantQualifierForMinimumValueInKeyPath:` and its twin for maximums are in the documentation, and the headers mark them unavailable on every platform. Write a predicate.",
    says: "The methods are documented, and API_UNAVAILABLE on every platform in the headers.",
    examples: {
      wrong: '{ "maximumValueInKeyPath": "peakBitRate" }',
      right: '{ "predicate": "peakBitRate <= 5000000" }',
    },
  },
  "selection-not-found": {
    explanation:
      "A media selection and an exact variant come from the asset itself and always exist there. In a plan they are described by language, name or URL, and a misspelt one selects nothing.",
    says: "Media selections are taken from the asset.",
  },
  "auxiliary-second-video": {
    explanation:
      "Auxiliary content complements the primary, usually by audio. If no variant with the primary's video satisfies it, a whole second video is downloaded.",
    says: "With optimizesAuxiliaryContentConfigurations the total number of video renditions is kept small.",
  },
  "auxiliary-duplicate": {
    explanation:
      "The variant and the renditions of this configuration are downloaded already, by the primary one or one before it. Remove it, or change what it selects.",
    says: "Auxiliary configurations are downloads in addition to the primary one.",
  },
  "legacy-option-deprecated": {
    explanation:
      "`AVAssetDownloadTask…Key` options belong to task factories that are deprecated. `AVAssetDownloadConfiguration` does the same with variant qualifiers and media selections.",
    says: "The option keys are deprecated in favour of content configurations.",
    examples: {
      wrong: '"options": { "AVAssetDownloadTaskMinimumRequiredMediaBitrateKey": 2000000 }',
      right:
        '"primaryContentConfiguration": {\n  "variantQualifiers": [{ "predicate": "peakBitRate >= 2000000 AND peakBitRate < 4000000" }]\n}',
    },
  },
  availability: {
    explanation:
      "Some members need a newer system than `AVAssetDownloadConfiguration` itself (iOS 15, macOS 12). The code has to ask with `#available`.",
    says: "Interstitials since iOS 18, their criteria since 18.4, audio predicates since iOS 17 and 18.",
  },
  "dtg-codec-dropped": {
    explanation:
      "DownloadToGo knows `avc1`, `hvc1`, `mp4a`, `ac-3` and `ec-3`. One other tag in `CODECS`, such as `hev1`, `dvh1` or `stpp`, drops the whole variant.",
    says: "A variant is skipped if any of its codec tags is not supported.",
  },
  "dtg-lowest-chosen": {
    explanation:
      "Of the variants at or above the minimums, the one with the lowest bandwidth is taken, although comments speak of the best. Without minimums that is the lowest above 180 kbit/s.",
    says: "The variants are sorted by bandwidth and the first one that is left is taken.",
  },
  "dtg-no-audio-rendition": {
    explanation:
      "Audio renditions with a language are taken only where the options list it. If the video has no sound of its own, playback is silent.",
    says: "Renditions with a LANGUAGE are kept only if it is asked for; those without always.",
  },
  "dtg-relative-map": {
    explanation:
      "The URI of `EXT-X-MAP` is not resolved against the playlist's URL: a relative one cannot be downloaded, and nothing plays.",
    says: "The first EXT-X-MAP is fetched with its URI as written.",
  },
  "dtg-byte-range": {
    explanation:
      "Segments that are ranges of one file have one local name: the file is fetched once as a whole, while progress counts every segment.",
    says: "EXT-X-BYTERANGE is never looked at.",
  },
  "dtg-multiple-maps": {
    explanation:
      "Only the first `EXT-X-MAP` of a playlist is fetched. The segments that follow a second one have no init section, and do not play.",
    says: "Only the first EXT-X-MAP is fetched.",
  },
  "dtg-free-space": {
    explanation: "DownloadToGo wants more free bytes than what remains of its estimate and 200,000,000 on top.",
    says: "startItem ends with insufficientDiskSpace below the remaining estimate and 200 MB.",
  },
  "gap-segment": {
    explanation: "`EXT-X-GAP` marks segments that are not there. They are not fetched, and playback jumps over them.",
    says: "A segment with EXT-X-GAP must not be loaded.",
  },
  "size-low-confidence": {
    explanation:
      "`BANDWIDTH` is the peak: the true size may be half. `AVERAGE-BANDWIDTH`, `EXT-X-BITRATE`, byte ranges or a sample of the segments say more.",
    says: "BANDWIDTH is the largest sum of peak bit rates, AVERAGE-BANDWIDTH that of averages.",
  },
  "size-off": {
    explanation:
      "After a full download the measured average should be within 10 % of `AVERAGE-BANDWIDTH`. Selections by `averageBitRate` are otherwise off.",
    says: "The measured average bit rate must be within 10 % of AVERAGE-BANDWIDTH (1.26).",
  },
  "insecure-url": {
    explanation:
      "App Transport Security refuses http on a device, unless the app's Info.plist has an exception for the host. Use https.",
    says: "Streams over http need an exception for App Transport Security.",
    examples: {
      wrong: '"asset": { "url": "http://media.example.com/film.m3u8" }',
      right: '"asset": { "url": "https://media.example.com/film.m3u8" }',
    },
  },
  "http-status": {
    explanation:
      "A playlist, segment or key could not be fetched: the message says what the server or the network answered.",
    says: "The answer of the server.",
  },
  "redirect-host": {
    explanation:
      "The media comes from another host than the plan says: look whether that host is meant, and whether the app may use it.",
    says: "The answer of the server.",
  },
  "type-mismatch": {
    explanation:
      "What the server answers is not what the playlist says, such as a page of HTML with status 200 in place of a segment.",
    says: "The answer of the server.",
  },
  "over-budget": {
    explanation:
      "The download takes more than `simulation.byteBudget`, or than what is free. It stops there; what is missing is listed.",
    says: "The budget is that of the plan.",
  },
  "identity-key-not-fetched": {
    explanation:
      "AES-128 keys are plain files beside the media. They are saved only where `simulation.fetchIdentityKeys` is true, because who has the folder can then play it; otherwise playback needs the network.",
    says: "Keys of the key format identity are fetched when asked.",
  },
  incomplete: {
    explanation:
      "A stream is not complete: the folder does not play offline to its end. Run the download again to continue it.",
    says: "What the download left.",
  },
  "plan-shape": {
    explanation:
      "A member that is misspelt or has a value of another type has no effect: what it was meant to say is not planned.",
    says: "The shape is that of schemas/media-plan.schema.json of this tool.",
    examples: {
      wrong: '{ "kind": "DTGItem", "id": "film", "uri": "https://media.example.com/film.m3u8" }',
      right: '{ "kind": "DTGItem", "id": "film", "url": "https://media.example.com/film.m3u8" }',
    },
  },
  predicate: {
    explanation:
      "`NSPredicate` raises an exception for a format that it cannot read, and for key paths that `AVAssetVariant` does not have. The app ends.",
    says: "Predicates are evaluated over the attributes of AVAssetVariant.",
    examples: { wrong: '{ "predicate": "bitrate < 2000000" }', right: '{ "predicate": "peakBitRate < 2000000" }' },
  },
  "no-downloadable-source": {
    explanation:
      "`getPreferredDownloadableMediaSource` takes the first HLS source (without DRM data where the device does not play FairPlay offline), else the first MP4, and returns nil where there is none.",
    says: "First HLS, then MP4, then Widevine Classic.",
  },
  "playlist-syntax": {
    explanation:
      "Something in a playlist is not as the specification has it. The message names the line and what players do.",
    says: "The playlist's grammar and required attributes.",
  },
  "no-playable-variant": {
    explanation: "No variant is playable on the device that the plan describes, or DownloadToGo drops them all.",
    says: "Variants that the device cannot play are not considered.",
  },
};
