import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { avPlan, codes, select, takenUris } from "./plan-of";

/** A ladder with the same three videos for stereo and for multichannel audio, as Apple's examples have it. */
const audio = (group: string, channels: number) =>
  ["en", "fr"]
    .map(
      (language) =>
        `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="${language}",LANGUAGE="${language}",${language === "en" ? "DEFAULT=YES," : ""}AUTOSELECT=YES,CHANNELS="${channels}",URI="${group}-${language}.m3u8"`,
    )
    .join("\n");
const stream = (uri: string, attributes: string) => `#EXT-X-STREAM-INF:${attributes}\n${uri}`;
const ladder = [
  audio("stereo", 2),
  audio("surround", 6),
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",URI="text-en.m3u8"',
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English, forced",LANGUAGE="en",FORCED=YES,AUTOSELECT=YES,URI="text-forced.m3u8"',
  ...["stereo", "surround"].flatMap((group) => {
    const codec = group === "stereo" ? "mp4a.40.2" : "ec-3";
    const groups = `AUDIO="${group}",SUBTITLES="text"`;
    return [
      stream(
        "360.m3u8",
        `BANDWIDTH=800000,AVERAGE-BANDWIDTH=600000,RESOLUTION=640x360,CODECS="avc1.64001f,${codec}",${groups}`,
      ),
      stream(
        "720.m3u8",
        `BANDWIDTH=3000000,AVERAGE-BANDWIDTH=2400000,RESOLUTION=1280x720,CODECS="avc1.64001f,${codec}",${groups}`,
      ),
      stream("1080.m3u8", `BANDWIDTH=6000000,RESOLUTION=1920x1080,CODECS="avc1.640028,${codec}",${groups}`),
    ];
  }),
  stream(
    "hdr.m3u8",
    'BANDWIDTH=14000000,RESOLUTION=3840x2160,VIDEO-RANGE=PQ,CODECS="hvc1.2.4.L153.b0,mp4a.40.2",AUDIO="stereo"',
  ),
].join("\n");

const noAuxiliary = { auxiliaryContentConfigurations: [] };
const english = [{ audible: { language: "en" }, legible: null }];
const primary = (variantQualifiers: readonly unknown[], mediaSelections: readonly unknown[] = english) => ({
  primaryContentConfiguration: { variantQualifiers, mediaSelections },
});
const height = (operatorType: string, value: number) => ({ presentationHeight: { operatorType, value } });

function chosen(members: Record<string, unknown>, playlist = ladder) {
  const selection = select(avPlan({ ...noAuxiliary, ...members }), playlist);
  return {
    selection,
    uris: takenUris(selection),
    found: codes(selection),
    assumed: selection.assumptions.map(({ name }) => name),
  };
}

describe("an AVAssetDownloadConfiguration selects", () => {
  it("the first qualifier that matches, and says that the later ones are not looked at", () => {
    const { uris, found, selection } = chosen(
      primary([{ predicate: "peakBitRate > 90000000" }, height("lessThanOrEqualTo", 720), height("equalTo", 1080)]),
    );
    assert.deepEqual(uris, ["720.m3u8", "stereo-en.m3u8"]);
    assert.deepEqual(found, ["BA520"]);
    assert.match(selection.variants[1]?.why ?? "", /satisfies qualifier 2 \(presentationHeight <= 720\).*most pixels/);
    assert.match(selection.variants[0]?.why ?? "", /Satisfies qualifier 2 as well/);
    assert.match(selection.variants[2]?.why ?? "", /Does not satisfy qualifier 2/);
    assert.match(selection.renditions[1]?.why ?? "", /No media selection asks for it/);
    assert.match(selection.renditions[2]?.why ?? "", /belongs to variants that are not taken/);
  });

  it("among all where nothing matches, with a warning, because a predicate is no limit", () => {
    const { uris, found, assumed } = chosen(primary([{ predicate: "peakBitRate < 1000" }]));
    assert.deepEqual(uris, ["hdr.m3u8", "stereo-en.m3u8"]);
    assert.deepEqual(found, ["BA519"]);
    assert.ok(assumed.includes("automatic-variant-selection"));
  });

  it("as Apple's own example of 2021 does: the PQ variant is above its limit, so the choice is automatic", () => {
    const playlist = [
      stream("sdr.m3u8", 'BANDWIDTH=14516883,RESOLUTION=1920x1080,VIDEO-RANGE=SDR,CODECS="avc1.640028,mp4a.40.2"'),
      stream("pq.m3u8", 'BANDWIDTH=34516883,RESOLUTION=3840x1920,VIDEO-RANGE=PQ,CODECS="dvh1.05.06,ec-3"'),
    ].join("\n");
    const qualifier = { predicate: "videoAttributes.videoRange == 'PQ' && peakBitRate < 5000000" };
    const { uris, found } = chosen(primary([qualifier], []), playlist);
    assert.deepEqual(uris, ["pq.m3u8"]);
    assert.deepEqual(found, ["BA519"]);
    const sdrOnly = { simulation: { deviceProfile: { videoRanges: ["SDR"] } } };
    assert.deepEqual(chosen({ ...primary([qualifier], []), ...sdrOnly }, playlist).uris, ["sdr.m3u8"]);
  });

  it("an exact variant without evaluation, playable or not", () => {
    const profile = { simulation: { deviceProfile: { maxPresentationSize: "1920x1080" } } };
    const exact = chosen({ ...primary([{ variant: { url: "hdr.m3u8" } }, height("equalTo", 720)]), ...profile });
    assert.deepEqual(exact.uris, ["hdr.m3u8", "stereo-en.m3u8"]);
    assert.deepEqual(exact.found, ["BA520", "BA522"]);
    const byPredicate = chosen({ ...primary([{ predicate: "peakBitRate > 10000000" }]), ...profile });
    assert.deepEqual(byPredicate.uris, ["1080.m3u8", "stereo-en.m3u8"]);
    assert.match(byPredicate.selection.variants[6]?.why ?? "", /Not playable: 3840x2160 is larger/);
    assert.deepEqual(chosen(primary([{ variant: { index: 99 } }])).found, ["BA519", "BA524"]);
  });

  it("only playable variants: codecs, ranges, layouts, content protection, pathways", () => {
    const variant = (uri: string, more: string) => stream(uri, `BANDWIDTH=9000000,RESOLUTION=1920x1080,${more}`);
    const playlist = [
      variant("av1.m3u8", 'CODECS="av01.0.08M.10,mp4a.40.2"'),
      variant("range.m3u8", 'CODECS="hvc1.2.4.L123,mp4a.40.2",VIDEO-RANGE=ULTRA'),
      variant("layout.m3u8", 'CODECS="hvc1.2.4.L123,mp4a.40.2",REQ-VIDEO-LAYOUT="CH-TRIPLE"'),
      variant("cpc.m3u8", 'CODECS="hvc1.2.4.L123,mp4a.40.2",ALLOWED-CPC="com.example.drm:A"'),
      stream("plain.m3u8", "BANDWIDTH=100000"),
    ].join("\n");
    const { uris, selection } = chosen(primary([], []), playlist);
    assert.deepEqual(uris, ["plain.m3u8"]);
    assert.deepEqual(
      selection.variants.slice(0, 4).map(({ why }) => why.startsWith("Not playable")),
      [true, true, true, true],
    );
    const nothing = chosen({ ...primary([]), simulation: { deviceProfile: { codecs: ["vp09"] } } });
    assert.deepEqual(nothing.uris, []);
    assert.ok(nothing.found.includes("BA550"));
    const steered = [
      '#EXT-X-CONTENT-STEERING:SERVER-URI="s",PATHWAY-ID="B"',
      stream("a/high.m3u8", 'BANDWIDTH=2000000,PATHWAY-ID="A"'),
      stream("b/low.m3u8", 'BANDWIDTH=1000000,PATHWAY-ID="B"'),
      stream("b/high.m3u8", 'BANDWIDTH=2000000,PATHWAY-ID="B"'),
    ].join("\n");
    assert.deepEqual(chosen(primary([], []), steered).uris, ["b/high.m3u8"]);
  });

  it("with undeclared rates as negative numbers, and offers to exclude them", () => {
    const { uris, found, selection } = chosen(primary([{ predicate: "averageBitRate < 500000" }]));
    assert.deepEqual(uris, ["hdr.m3u8", "stereo-en.m3u8"]);
    assert.deepEqual(found, ["BA521"]);
    const [edit] = selection.diagnostics[0]?.fixes?.[0]?.edits ?? [];
    assert.equal(edit?.newText, '"averageBitRate < 500000 AND averageBitRate >= 0"');
    assert.deepEqual(chosen(primary([{ predicate: "averageBitRate BETWEEN {0, 700000}" }])).uris, [
      "360.m3u8",
      "stereo-en.m3u8",
    ]);
  });

  it("by predicates over codecs, nil and combinations", () => {
    const first = (predicate: string) => chosen(primary([{ predicate }], [])).uris[0];
    assert.equal(first("'hvc1' IN videoAttributes.codecTypes"), "hdr.m3u8");
    assert.equal(first("NOT (1752589105 IN videoAttributes.codecTypes) AND peakBitRate < 4000000"), "720.m3u8");
    assert.equal(first("audioAttributes.formatIDs CONTAINS 'ec-3' && peakBitRate <= 800000"), "360.m3u8");
    assert.equal(first("videoAttributes.videoRange != 'PQ'"), "1080.m3u8");
    assert.equal(first("peakBitRate > 265000 AND (averageBitRate == 600000 OR averageBitRate == 2400000)"), "720.m3u8");
    const withAudioOnly = `${ladder}\n${stream("audio.m3u8", 'BANDWIDTH=64000,CODECS="mp4a.40.2"')}`;
    const nil = chosen(primary([{ predicate: "videoAttributes == nil" }], []), withAudioOnly);
    assert.deepEqual(nil.uris, ["audio.m3u8"]);
    assert.equal(nil.selection.needed[0]?.role, "audio");
    const compared = chosen(primary([{ predicate: "videoAttributes.nominalFrameRate > 100" }], []), withAudioOnly);
    assert.ok(compared.assumed.includes("predicate-on-missing-attributes"));
  });

  it("by width, height, channels and the kind of audio", () => {
    assert.equal(
      chosen(primary([{ presentationWidth: { operatorType: "lessThan", value: 1280 } }])).uris[0],
      "360.m3u8",
    );
    const channels = (extra: object) => ({ channelCount: { operatorType: "greaterThan", value: 2, ...extra } });
    const surround = chosen(
      primary(
        [channels({ mediaSelectionOption: { language: "fr" } })],
        [{ audible: { language: "fr" }, legible: null }],
      ),
    );
    assert.deepEqual(surround.uris, ["1080.m3u8", "surround-fr.m3u8"]);
    assert.deepEqual(chosen(primary([channels({ mediaSelectionOption: { language: "de" } })])).found, ["BA519"]);
    const special = [
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="b",NAME="a",CHANNELS="2/-/BINAURAL",SAMPLE-RATE=48000,URI="b.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="s",NAME="a",CHANNELS="2",SAMPLE-RATE=44100,URI="s.m3u8"',
      stream("one.m3u8", 'BANDWIDTH=1000000,AUDIO="b"'),
      stream("two.m3u8", 'BANDWIDTH=2000000,AUDIO="s"'),
    ].join("\n");
    assert.equal(chosen(primary([{ binauralAudio: true }], []), special).uris[0], "one.m3u8");
    assert.equal(chosen(primary([{ binauralAudio: false }], []), special).uris[0], "two.m3u8");
    assert.equal(
      chosen(primary([{ audioSampleRate: { operatorType: "greaterThan", value: 45000 } }], []), special).uris[0],
      "one.m3u8",
    );
  });

  it("automatically as the plan's method says", () => {
    const by = (automaticVariantSelection: string) =>
      chosen({ ...primary([]), simulation: { automaticVariantSelection } }).uris[0];
    assert.equal(by("assumedApple"), "hdr.m3u8");
    assert.equal(by("highestPeakBitRate"), "hdr.m3u8");
    assert.equal(by("lowestPeakBitRate"), "360.m3u8");
    const scored = [
      stream("low.m3u8", "BANDWIDTH=1000,RESOLUTION=640x360,SCORE=9"),
      stream("high.m3u8", "BANDWIDTH=2000,RESOLUTION=1280x720,SCORE=1"),
      stream("lossless.m3u8", 'BANDWIDTH=3000,RESOLUTION=1280x720,SCORE=99,CODECS="alac"'),
    ].join("\n");
    assert.equal(chosen(primary([], []), scored).uris[0], "low.m3u8");
  });

  it("several media selections, and errors for what is not there", () => {
    const selections = [
      { audible: { language: "en" }, legible: null },
      { audible: { language: "fr" }, legible: { language: "en", forced: false } },
    ];
    const both = chosen(primary([height("equalTo", 720)], selections));
    assert.deepEqual(both.uris, ["720.m3u8", "stereo-en.m3u8", "stereo-fr.m3u8", "text-en.m3u8"]);
    const typo = chosen(
      primary([height("equalTo", 720)], [{ audible: { language: "de" }, legible: { name: "Englisch" } }]),
    );
    assert.deepEqual(typo.found, ["BA524"]);
    assert.equal(typo.selection.diagnostics.length, 2);
    assert.match(typo.selection.diagnostics[0]?.message ?? "", /there are en, fr/);
  });

  it("audio and subtitles automatically where no selection is given", () => {
    const automatic = chosen(primary([height("equalTo", 720)], []));
    assert.deepEqual(automatic.uris, ["720.m3u8", "stereo-en.m3u8", "text-forced.m3u8"]);
    assert.ok(automatic.assumed.includes("automatic-media-selection"));
    const french = chosen({
      ...primary([height("equalTo", 720)], []),
      simulation: { preferredLanguages: ["de", "fr"] },
    });
    assert.deepEqual(french.uris, ["720.m3u8", "stereo-fr.m3u8"]);
  });

  it("an auxiliary variant with the primary's video when optimizing, another one when not", () => {
    const auxiliary = (more: object) => ({
      ...primary([height("equalTo", 720)]),
      auxiliaryContentConfigurations: [
        { variantQualifiers: [{ channelCount: { operatorType: "greaterThan", value: 2 } }], mediaSelections: english },
      ],
      ...more,
    });
    const optimized = chosen(auxiliary({}));
    assert.deepEqual(optimized.uris, ["720.m3u8", "720.m3u8", "stereo-en.m3u8", "surround-en.m3u8"]);
    assert.equal(optimized.selection.needed.length, 3);
    assert.ok(optimized.assumed.includes("optimize-among-matches"));
    const not = chosen(auxiliary({ optimizesAuxiliaryContentConfigurations: false }));
    assert.deepEqual(not.uris, ["720.m3u8", "1080.m3u8", "stereo-en.m3u8", "surround-en.m3u8"]);
    const twice = chosen({
      ...auxiliary({}),
      auxiliaryContentConfigurations: [{ variantQualifiers: [height("equalTo", 720)], mediaSelections: english }],
    });
    assert.deepEqual(twice.found, ["BA526"]);
  });

  it("default auxiliary content where none is configured, which differs from an empty list", () => {
    const absent = select(avPlan(primary([height("equalTo", 720)])), ladder);
    assert.deepEqual(takenUris(absent), ["720.m3u8", "stereo-en.m3u8", "surround-en.m3u8"]);
    assert.ok(absent.assumptions.some(({ name }) => name === "default-auxiliary"));
    assert.deepEqual(chosen(primary([height("equalTo", 720)])).uris, ["720.m3u8", "stereo-en.m3u8"]);
  });

  it("by the options of the deprecated tasks: the lowest that is enough, else the highest", () => {
    const legacy = (options: object) =>
      takenUris(
        select(
          avPlan({ options: { AVAssetDownloadTaskMediaSelectionPrefersMultichannelKey: false, ...options } }),
          ladder,
        ),
      )[0];
    const sdr = { AVAssetDownloadTaskPrefersHDRKey: false };
    const rate = (value: number) => ({ ...sdr, AVAssetDownloadTaskMinimumRequiredMediaBitrateKey: value });
    const size = (width: number, height: number) => ({
      ...sdr,
      AVAssetDownloadTaskMinimumRequiredPresentationSizeKey: { width, height },
    });
    assert.equal(legacy({}), "hdr.m3u8");
    assert.equal(legacy(sdr), "1080.m3u8");
    assert.equal(legacy(rate(1_000_000)), "720.m3u8");
    assert.equal(legacy(rate(3_000_000)), "720.m3u8");
    assert.equal(legacy(rate(99_000_000)), "1080.m3u8");
    assert.equal(legacy(size(640, 360)), "360.m3u8");
    assert.equal(legacy(size(641, 360)), "720.m3u8");
    assert.equal(legacy(size(8000, 4000)), "1080.m3u8");
  });
});
