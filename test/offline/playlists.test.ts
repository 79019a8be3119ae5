import assert from "node:assert/strict";
import { describe, it } from "node:test";
import HLS from "hls-parser";
import { changedAttributes } from "../../src/offline/local-folder/attribute-text";
import type { MediaPlaylist, MultivariantPlaylist, PlaylistReading } from "../../src/offline/playlist/playlist";
import { readPlaylist } from "../../src/offline/playlist/read-playlist";

const url = "https://media.example.com/film/master.m3u8?token=blue";

const master = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="stereo",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="stereo",NAME="Français, canadien",LANGUAGE="fr-CA",AUTOSELECT=YES,CHANNELS="6/JOC/IMMERSIVE,DOWNMIX",URI="audio/fr.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",FORCED=YES,AUTOSELECT=YES,CHARACTERISTICS="public.a,public.b",URI="text/en.m3u8"
#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="English",INSTREAM-ID="CC1"
#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://film",KEYFORMAT="com.apple.streamingkeydelivery",KEYFORMATVERSIONS="1"
#EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=700000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,SCORE=2.5,VIDEO-RANGE=SDR,AUDIO="stereo",SUBTITLES="text",CLOSED-CAPTIONS="cc",STABLE-VARIANT-ID="a"
720/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=500000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=960x540,AUDIO="stereo",CLOSED-CAPTIONS=NONE
/540.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,RESOLUTION=640x360,URI="iframe.m3u8"
`;

const media = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:5
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
#EXT-X-KEY:METHOD=AES-128,URI="key.bin",IV=0x000102030405060708090A0B0C0D0E0F
#EXT-X-BYTERANGE:1000@720
#EXTINF:5.5,One
all.mp4
#EXT-X-BYTERANGE:500
#EXTINF:6,
all.mp4
#EXT-X-DISCONTINUITY
#EXT-X-KEY:METHOD=NONE
#EXT-X-MAP:URI="init2.mp4"
#EXT-X-BITRATE:800
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
#EXTINF:4.004,
b.mp4
#EXT-X-GAP
#EXTINF:4,
c.mp4
#EXT-X-ENDLIST
`;

function multivariantOf(reading: PlaylistReading): MultivariantPlaylist {
  if (reading.kind !== "multivariant") throw new Error(reading.kind);
  return reading.playlist;
}

function mediaOf(reading: PlaylistReading): MediaPlaylist {
  if (reading.kind !== "media") throw new Error(reading.kind);
  return reading.playlist;
}

describe("reading playlists", () => {
  it("agrees with hls-parser about a multivariant playlist", () => {
    const reading = readPlaylist(master, url);
    const ours = multivariantOf(reading);
    const theirs = HLS.parse(master) as HLS.types.MasterPlaylist;
    assert.deepEqual(reading.problems, []);
    assert.equal(ours.version, theirs.version);
    assert.equal(ours.isIndependentSegments, theirs.independentSegments);
    const theirVariants = theirs.variants.filter(({ isIFrameOnly }) => !isIFrameOnly);
    assert.deepEqual(
      ours.variants.map((one) => [
        one.uri,
        one.bandwidth,
        one.averageBandwidth,
        one.codecs?.join(),
        one.resolution,
        one.frameRate,
        one.score,
        one.stableVariantId,
      ]),
      theirVariants.map((one) => [
        one.uri,
        one.bandwidth,
        one.averageBandwidth,
        one.codecs,
        one.resolution && { ...one.resolution },
        one.frameRate,
        one.score,
        one.stableVariantId,
      ]),
    );
    for (const [index, variant] of ours.variants.entries()) {
      const members = ours.renditions.filter(({ type, groupId }) => type === "AUDIO" && groupId === variant.audioGroup);
      assert.deepEqual(
        members.map((one) => [
          one.name,
          one.language,
          one.uri,
          one.isDefault,
          one.isAutoselect,
          one.channels?.join("/"),
        ]),
        theirVariants[index]?.audio.map((one) => [
          one.name,
          one.language,
          one.uri,
          one.isDefault ?? false,
          one.autoselect ?? false,
          one.channels,
        ]),
      );
    }
    assert.deepEqual(
      ours.sessionKeys.map((key) => [key.method, key.uri, key.keyFormat, key.keyFormatVersions]),
      theirs.sessionKeyList.map((key) => [key.method, key.uri, key.format, key.formatVersion]),
    );
    assert.equal(ours.iFrameVariants.length, theirs.variants.length - theirVariants.length);
  });

  it("agrees with hls-parser about a media playlist", () => {
    const reading = readPlaylist(media, url);
    const ours = mediaOf(reading);
    const theirs = HLS.parse(media) as HLS.types.MediaPlaylist;
    assert.deepEqual(reading.problems, []);
    assert.equal(ours.targetDurationSeconds, theirs.targetDuration);
    assert.equal(ours.hasEndList, theirs.endlist);
    assert.equal(ours.playlistType, theirs.playlistType);
    assert.equal(ours.mediaSequence, theirs.mediaSequenceBase);
    assert.deepEqual(
      ours.segments.map((one) => [
        one.uri,
        one.durationSeconds,
        one.mediaSequenceNumber,
        one.byteRange?.offset,
        one.byteRange?.length,
        one.isDiscontinuity,
        one.isGap,
        one.initSection?.uri,
        one.initSection?.byteRange?.length,
        one.keys[0]?.method,
      ]),
      theirs.segments.map((one) => [
        one.uri,
        one.duration,
        one.mediaSequenceNumber,
        one.byterange?.offset,
        one.byterange?.length,
        one.discontinuity ?? false,
        one.gap ?? false,
        one.map?.uri,
        one.map?.byterange?.length,
        one.key?.method === "NONE" ? undefined : one.key?.method,
      ]),
    );
  });

  it("knows what hls-parser drops: bit rates, variables, pathways", () => {
    assert.deepEqual(
      mediaOf(readPlaylist(media, url)).segments.map(({ bitRateInKilobits }) => bitRateInKilobits),
      [undefined, undefined, 800, 800],
    );
    const text = `#EXTM3U
#EXT-X-DEFINE:NAME="host",VALUE="https://cdn.example.com"
#EXT-X-DEFINE:QUERYPARAM="token"
#EXT-X-CONTENT-STEERING:SERVER-URI="/steer",PATHWAY-ID="B"
#EXT-X-STREAM-INF:BANDWIDTH=1000,PATHWAY-ID="A"
{$host}/a.m3u8?t={$token}
#EXT-X-STREAM-INF:BANDWIDTH=1000,PATHWAY-ID="B"
{$nothing}/b.m3u8
`;
    const reading = readPlaylist(text, url);
    const playlist = multivariantOf(reading);
    assert.equal(playlist.variants[0]?.url, "https://cdn.example.com/a.m3u8?t=blue");
    assert.deepEqual(playlist.contentSteering, { serverUrl: "https://media.example.com/steer", pathwayId: "B" });
    assert.match(reading.problems[0]?.message ?? "", /nothing is not defined/);
    assert.equal(reading.problems[0]?.line, 8);
    const imported = readPlaylist(
      '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-DEFINE:IMPORT="host"\n#EXTINF:4,\n{$host}/1.ts\n',
      url,
      playlist.variables,
    );
    assert.equal(mediaOf(imported).segments[0]?.url, "https://cdn.example.com/1.ts");
  });

  it("says of what is no playlist what it is instead", () => {
    for (const [text, message] of [
      ["", /it is empty/],
      ["<!DOCTYPE html><html><body>404</body></html>", /a page of HTML/],
      ['<?xml version="1.0"?><MPD></MPD>', /XML, perhaps a DASH manifest/],
      ['{"error": 1}', /JSON/],
      ["\u0000\u0001ID3", /begins with/],
      ["#EXTM3U8\n", /begins with “#EXTM3U8”/],
    ] as const) {
      const reading = readPlaylist(text, url);
      assert.equal(reading.kind, "notAPlaylist", text);
      assert.equal(reading.problems[0]?.name, "not-a-playlist");
      assert.match(reading.problems[0]?.message ?? "", message);
    }
    const mixed = readPlaylist("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na\n#EXTINF:4,\nb.ts\n", url);
    assert.equal(mixed.kind, "notAPlaylist");
    assert.equal(mixed.problems[0]?.name, "mixed-playlist");
    assert.equal(mixed.problems[0]?.line, 4);
  });

  it("reports each mistake with its line", () => {
    const cases: readonly (readonly [string, string, number])[] = [
      ["#EXT-X-VERSION:3\n#EXT-X-VERSION:4\n#EXT-X-STREAM-INF:BANDWIDTH=1\na", "duplicate-version", 3],
      ["#EXT-X-STREAM-INF:RESOLUTION=1x1\na", "missing-bandwidth", 2],
      ['#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="gone"\na', "group-not-found", 2],
      [
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="a"\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="a"',
        "duplicate-name",
        3,
      ],
      [
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="a",DEFAULT=YES\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="b",DEFAULT=YES',
        "duplicate-default",
        3,
      ],
      [
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="a"\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="h",NAME="b"',
        "groups-differ",
        3,
      ],
      [
        '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k"\n#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k"',
        "session-key-duplicate",
        3,
      ],
      ["#EXT-X-SESSION-KEY:METHOD=NONE", "session-key-method-none", 2],
      ["#EXTINF:4,\na.ts", "missing-targetduration", 1],
      ["#EXT-X-TARGETDURATION:4\n#EXTINF:4.4,\na.ts\n#EXTINF:4.6,\nb.ts", "extinf-over-target", 5],
      ["#EXT-X-TARGETDURATION:4\n#EXT-X-BYTERANGE:5\n#EXTINF:4,\na.ts", "syntax", 3],
      ["#EXT-X-TARGETDURATION:4\na.ts", "syntax", 3],
    ];
    for (const [text, name, line] of cases) {
      const { problems } = readPlaylist(`#EXTM3U\n${text}\n`, url);
      assert.deepEqual(
        problems.map((one) => [one.name, one.line]),
        [[name, line]],
        text,
      );
    }
  });

  it("reads 50,000 segments, and never throws on noise", () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, index) => `#EXT-X-BYTERANGE:100\n#EXTINF:2,\nall.ts?part=${index % 7}`,
    );
    const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${lines.join("\n")}\n`;
    const start = performance.now();
    assert.equal(mediaOf(readPlaylist(text, url)).segments.length, 50_000);
    assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`);
    const long = "x".repeat(1_000_000);
    for (const attributes of [long, `${long}=`, `A="${long}`, `${" ".repeat(500_000)}=`, "=,".repeat(500_000)]) {
      readPlaylist(`#EXTM3U\n#EXT-X-STREAM-INF:${attributes}\na\n`, url);
      changedAttributes(attributes, new Map());
    }
    assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
    for (let cut = 0; cut < master.length; cut += 7) {
      readPlaylist(master.slice(0, cut), url);
      readPlaylist(`#EXTM3U\n${master.slice(cut)}`, url);
      readPlaylist(media.replaceAll(",", cut % 2 === 0 ? ":" : '"').slice(0, cut), "not a url");
    }
  });
});
