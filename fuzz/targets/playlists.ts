import assert from "node:assert/strict";
import { parseJson } from "../../src/model/json/parse-json";
import { chooseSource } from "../../src/offline/choose-source";
import { segmentPath } from "../../src/offline/download/download-jobs";
import { judgePlan } from "../../src/offline/judge/judge-plan";
import type { MediaPlan } from "../../src/offline/plan/media-plan";
import { readMediaPlan } from "../../src/offline/plan/read-media-plan";
import { planMedia } from "../../src/offline/plan-media";
import type { FetchedPlaylist, PlannedMedia } from "../../src/offline/planned-media";
import { readPlaylist } from "../../src/offline/playlist/read-playlist";
import { parsePredicate } from "../../src/offline/predicate/parse-predicate";
import { selectMedia } from "../../src/offline/select/select-media";
import { type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedText } from "../mutate";
import { assertPlaces } from "../places";

const url = "https://media.example.com/film/master.m3u8";

const multivariant = `#EXTM3U
#EXT-X-VERSION:8
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-DEFINE:NAME="q",VALUE="x"
#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="com.apple.streamingkeydelivery",KEYFORMATVERSIONS="1"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a/de.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",FORCED=NO,CHARACTERISTICS="public.accessibility.describes-video",URI="s/en.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1500000,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=25.000,VIDEO-RANGE=SDR,AUDIO="a",SUBTITLES="s",CLOSED-CAPTIONS=NONE
v/720.m3u8?{$q}
#EXT-X-STREAM-INF:BANDWIDTH=6000000,CODECS="hvc1.2.4.L120.90,mp4a.40.2",RESOLUTION=1920x1080,AUDIO="a",STABLE-VARIANT-ID="h"
v/1080.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100000,URI="v/i.m3u8"
`;
const media = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:3
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example.com/1",IV=0x0123456789abcdef0123456789abcdef
#EXT-X-MAP:URI="init.mp4",BYTERANGE="600@0"
#EXT-X-BITRATE:1800
#EXTINF:5.99,first
#EXT-X-BYTERANGE:1000@600
s.mp4
#EXTINF:6,
#EXT-X-BYTERANGE:1000
s.mp4
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z
#EXT-X-GAP
#EXTINF:4.5,
../elsewhere/t.ts
#EXT-X-ENDLIST
`;
const seeds = [multivariant, media];
const words = [
  "#EXTM3U\n",
  "#EXTINF:",
  "#EXT-X-KEY:",
  "#EXT-X-MAP:",
  "#EXT-X-BYTERANGE:",
  "#EXT-X-MEDIA:",
  "#EXT-X-STREAM-INF:",
  "#EXT-X-DEFINE:",
  "#EXT-X-ENDLIST\n",
  "URI=",
  "METHOD=NONE",
  "TYPE=",
  "{$q}",
  'IMPORT="q"',
  'QUERYPARAM="q"',
  ",",
  '"',
  "=",
  "@",
  "\r",
  "\n",
  "file:///etc/passwd",
  "data:,a",
  "../../../../x",
  "%2e%2e/",
  "\\..\\",
  "CON",
  "0x",
  "1e400",
  "skd://",
  "http://[::1]/",
]; // prettier-ignore

const plans = [
  '{"kind": "AVAssetDownloadConfiguration", "asset": {"url": "https://media.example.com/film/master.m3u8"}, "title": "Film"}',
  '{"kind": "AVAssetDownloadConfiguration", "asset": {"url": "https://media.example.com/film/master.m3u8", "isFairPlay": true}, "title": "Film", "primaryContentConfiguration": {"variantQualifiers": [{"predicate": "peakBitRate < 5000000 AND videoAttributes.presentationSize.width >= 1280"}, {"presentationHeight": {"operator": "<=", "value": 720}}], "mediaSelections": [{"audible": {"language": "de"}}]}, "auxiliaryContentConfigurations": [{"variantQualifiers": [], "mediaSelections": [{"legible": null}]}], "storageManagementPolicy": {"priority": "important", "expirationDate": "2027-01-01"}, "simulation": {"maxDuration": 9, "byteBudget": 100000, "fetchIdentityKeys": true, "outputFolder": "out"}}',
  '{"kind": "DTGItem", "id": "film", "url": "https://media.example.com/film/master.m3u8", "options": {"audioLanguages": ["de"], "allTextLanguages": true, "videoCodecs": ["avc1"], "videoHeight": 720, "videoBitrates": {"avc1": 500000}}}',
  '{"kind": "DTGItem", "id": "film", "sources": [{"id": "a", "url": "https://media.example.com/film.mp4", "mediaFormat": "mp4"}, {"url": "https://media.example.com/film/master.m3u8", "mediaFormat": "hls", "drmData": [{"scheme": "fairplay"}]}]}',
] as const; // prettier-ignore

function readPlan(text: string): { readonly plan: MediaPlan | undefined } {
  const { root } = parseJson(text);
  const reading = readMediaPlan({ path: "/w/film.media-plan.jsonc", root });
  assertPlaces(reading.problems, text);
  if (reading.plan !== undefined) assertPlaces(judgePlan(reading.plan), text);
  return reading;
}

/** As a host does it, with one text for the multivariant playlist and one for every other. */
function planned(plan: MediaPlan, mainText: string, mediaText: string): PlannedMedia {
  const source = chooseSource(plan);
  const main: FetchedPlaylist | undefined =
    source.url === undefined || source.format !== "hls"
      ? undefined
      : { kind: "read", reading: readPlaylist(mainText, source.url) };
  const fetched = new Map<string, FetchedPlaylist>();
  if (main?.kind === "read" && main.reading.kind === "multivariant") {
    const { playlist } = main.reading;
    for (const { url: needed } of selectMedia(plan, playlist).needed) {
      fetched.set(needed, { kind: "read", reading: readPlaylist(mediaText, needed, playlist.variables) });
    }
  }
  return planMedia(plan, { source, main, media: fetched });
}

/** Where files of a download go: below its folder, on every file system. */
const localPath = /^(?:(?:video|audio|text|key)\/)?(?:[a-z]+-\d+\/)?[a-z0-9-]+\.[a-z0-9]+$/;

function assertPlanned(result: PlannedMedia, planText: string): void {
  assertPlaces(result.diagnostics, planText);
  for (const job of result.jobs) {
    assert.match(job.localPath, localPath);
    if (result.canDownload) assert.match(job.url, /^https?:/);
  }
  assert.equal(
    new Set(result.jobs.map(({ localPath }) => localPath)).size,
    result.jobs.length,
    "two files of one name",
  );
  for (const { path, text } of result.files) {
    assert.match(path, localPath);
    const again = readPlaylist(text, "file:///offline/x.m3u8");
    assert.notEqual(again.kind, "notAPlaylist", text);
  }
  for (const stream of result.streams) {
    const file = result.files.find(({ path }) => path.endsWith(`/${stream.id}.m3u8`));
    if (file === undefined) continue;
    const again = readPlaylist(file.text, "file:///offline/x.m3u8");
    assert.ok(again.kind === "media", "the local playlist of a stream is one of media");
    const wanted = stream.playlist.segments.slice(0, stream.segmentCount);
    assert.deepEqual(
      again.playlist.segments.map(({ durationSeconds, isGap, isDiscontinuity }) => [
        durationSeconds,
        isGap,
        isDiscontinuity,
      ]),
      wanted.map(({ durationSeconds, isGap, isDiscontinuity }) => [durationSeconds, isGap, isDiscontinuity]),
    );
    for (const segment of wanted) assert.match(segmentPath(stream, segment), localPath);
  }
}

export const playlists: FuzzTarget = {
  name: "playlist",
  share: 7,
  generate: (random) => mutatedText(random.pick(seeds), random, words, seeds),
  check(input, random) {
    const text = textOf(input);
    const reading = readPlaylist(text, url);
    assertPlaces(reading.problems, text);
    const planText = random.pick(plans);
    const { plan } = readPlan(planText);
    assert.ok(plan !== undefined);
    const isMedia = reading.kind === "media" && random.below(4) > 0;
    assertPlanned(planned(plan, isMedia ? multivariant : text, isMedia ? text : media), planText);
  },
};

export const mediaPlans: FuzzTarget = {
  name: "media-plan",
  share: 4,
  generate: (random) =>
    mutatedText(
      random.pick(plans),
      random,
      [
        '"kind"',
        '"url"',
        '"sources"',
        '"variantQualifiers"',
        '"predicate"',
        "null",
        "[]",
        "{}",
        "-1",
        '"https://a.example/x.m3u8"',
        "AND",
        "NOT (",
        "<=",
        "BETWEEN {",
        "nil",
      ],
      plans,
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    const { plan } = readPlan(text);
    if (plan !== undefined) assertPlanned(planned(plan, multivariant, media), text);
  },
};

export const predicates: FuzzTarget = {
  name: "predicate",
  share: 3,
  generate: (random) =>
    mutatedText(
      "(peakBitRate < 5000000 AND NOT videoAttributes.videoRange == 'HLG') || audioAttributes.formatIDs CONTAINS 1667312482",
      random,
      [
        "AND",
        "OR",
        "NOT",
        "&&",
        "||",
        "!",
        "(",
        ")",
        "==",
        "!=",
        "BETWEEN",
        "IN",
        "{1, 2}",
        "nil",
        "%@",
        "'",
        '"',
        "TRUEPREDICATE",
        "SELF.",
      ],
      ["averageBitRate > 1"],
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    const reading = parsePredicate(text);
    if ("range" in reading) assertPlaces([reading as { readonly range: { start: number; end: number } }], text);
  },
};
