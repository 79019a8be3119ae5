import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chooseSource } from "../../src/offline/choose-source";
import { codes, dtgPlan, planned, select, takenUris, vod } from "./plan-of";

const languages = ["bul", "eng", "fra", "deu"];
const shapeA = [
  ...languages.map(
    (language) =>
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="${language}",LANGUAGE="${language}",URI="${language}.m3u8"`,
  ),
  '#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x720,AUDIO="a"\n720.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=488448,RESOLUTION=640x360,AUDIO="a"\n360.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=960x540,AUDIO="a"\n540.m3u8',
].join("\n");
/** 25.12 seconds in six segments. */
const six = vod(6)
  .replaceAll("#EXTINF:4,", "#EXTINF:4.25,")
  .replace(/#EXTINF:4\.25,(?=\nsegment5)/, "#EXTINF:3.87,")
  .replace("N:4\n", "N:5\n");
const textsA: Record<string, string> = Object.fromEntries(
  ["", "720.m3u8", "360.m3u8", "540.m3u8", ...languages.map((one) => `${one}.m3u8`)].map((uri) => [
    uri,
    uri === "" ? `#EXTM3U\n${shapeA}\n` : six,
  ]),
);

const shapeB = [
  '#EXT-X-STREAM-INF:BANDWIDTH=781707,RESOLUTION=1280x544,CODECS="hvc1.1.6.L93,mp4a.40.2"\nh544.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x272,CODECS="hvc1.1.6.L63,mp4a.40.2"\nh272.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=700000,RESOLUTION=640x272,CODECS="avc1.4d401e,mp4a.40.2"\na272.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=1400032,RESOLUTION=1280x544,CODECS="avc1.64001f,mp4a.40.2"\na544.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1920x816,CODECS="avc1.640028,mp4a.40.2"\na816.m3u8',
].join("\n");
/** 883.148 seconds in 92 segments and an init section. */
const ninetyTwo = `#EXTM3U
#EXT-X-TARGETDURATION:10
#EXT-X-MAP:URI="https://media.example.com/film/init.mp4"
${Array.from({ length: 92 }, (_, index) => `#EXTINF:${index === 91 ? 9.548 : 9.6},\ns${index}.m4s`).join("\n")}
#EXT-X-ENDLIST
`;
const textsB: Record<string, string> = { "": `#EXTM3U\n${shapeB}\n` };
for (const uri of ["h544", "h272", "a272", "a544", "a816"]) textsB[`${uri}.m3u8`] = ninetyTwo;

const bulEng = { audioLanguages: ["bul", "en"] };

describe("a DTGItem selects", () => {
  for (const [name, options, bandwidth, files, estimate] of [
    ["nothing asked for", undefined, 488448, 6, 1_533_726],
    ["two audio languages", bulEng, 488448, 18, 1_935_646],
    ["a width and a bit rate", { ...bulEng, videoWidth: 900, videoBitrates: { avc1: 900000 } }, 900000, 18, 3_227_920],
    ["a width and a height", { ...bulEng, videoWidth: 900, videoHeight: 700 }, 900000, 18, 3_227_920],
  ] as const) {
    it(`with ${name}: variant, files and its own estimate`, () => {
      const result = planned(dtgPlan(options === undefined ? {} : { options }), textsA);
      const variant = result.selection?.variants.find(({ isTaken }) => isTaken);
      assert.equal(result.selection?.playlist.variants[variant?.index ?? -1]?.bandwidth, bandwidth);
      assert.equal(result.jobs.length, files);
      assert.equal(result.estimate.dtgEstimatedBytes, estimate);
    });
  }

  for (const [name, deviceProfile, options, bandwidth, estimate] of [
    ["no HEVC hardware", { codecs: ["avc1", "mp4a"] }, { videoWidth: 1280 }, 1400032, 154_554_432],
    [
      "HEVC in software",
      { codecs: ["avc1", "mp4a"], softwareCodecs: ["hvc1"] },
      { videoWidth: 1280, allowInefficientCodecs: true },
      781707,
      86_295_371,
    ],
  ] as const) {
    it(`with ${name}: variant, files and its own estimate`, () => {
      const result = planned(dtgPlan({ options, simulation: { deviceProfile } }), textsB);
      const variant = result.selection?.variants.find(({ isTaken }) => isTaken);
      assert.equal(result.selection?.playlist.variants[variant?.index ?? -1]?.bandwidth, bandwidth);
      assert.equal(result.jobs.length, 93);
      // The last segment's length is rounded: within a byte.
      assert.ok(
        Math.abs((result.estimate.dtgEstimatedBytes ?? 0) - estimate) <= 1,
        `${result.estimate.dtgEstimatedBytes}`,
      );
    });
  }

  it("the lowest at or above preferredVideoBitrate, in every language; 0.7 of it for HEVC", () => {
    const avc = select(dtgPlan({ preferredVideoBitrate: 490_000 }), shapeA);
    assert.deepEqual(takenUris(avc), ["540.m3u8", ...languages.map((one) => `${one}.m3u8`)]);
    assert.deepEqual(codes(avc), ["BA530"]);
    assert.deepEqual(takenUris(select(dtgPlan({ preferredVideoBitrate: 600_000 }), shapeB)), ["h544.m3u8"]);
    assert.deepEqual(takenUris(select(dtgPlan({ preferredVideoBitrate: 99_000_000 }), shapeA)).slice(0, 1), [
      "720.m3u8",
    ]);
  });

  it("codecs in the order asked for, then HEVC before AVC; one unknown tag drops a variant", () => {
    assert.deepEqual(takenUris(select(dtgPlan(), shapeB)), ["h272.m3u8"]);
    assert.deepEqual(takenUris(select(dtgPlan({ options: { videoCodecs: ["avc1"] } }), shapeB)), ["a272.m3u8"]);
    const odd = select(
      dtgPlan(),
      '#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="hev1.1.6.L93,mp4a.40.2"\nhev1.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=200000,CODECS="avc1.4d401e,stpp.ttml.im1t"\nstpp.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=300000\nplain.m3u8',
    );
    assert.deepEqual(takenUris(odd), ["plain.m3u8"]);
    assert.deepEqual(codes(odd), ["BA529"]);
    assert.match(odd.variants[1]?.why ?? "", /stpp/);
    const none = select(dtgPlan(), '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="dvh1.05.06"\na.m3u8');
    assert.deepEqual(codes(none), ["BA529", "BA550"]);
  });

  it("audio variants where there is no video: as asked, then E-AC-3, AC-3, AAC", () => {
    const only = [
      ["mp4a.40.2", "aac"],
      ["ac-3", "ac3"],
      ["ec-3", "eac3"],
    ]
      .map(([codec, uri], index) => `#EXT-X-STREAM-INF:BANDWIDTH=${(index + 1) * 64000},CODECS="${codec}"\n${uri}.m3u8`)
      .join("\n");
    assert.deepEqual(takenUris(select(dtgPlan(), only)), ["eac3.m3u8"]);
    assert.deepEqual(takenUris(select(dtgPlan({ options: { audioCodecs: ["mp4a"] } }), only)), ["aac.m3u8"]);
  });

  it("renditions by language; without one always; of any group where the variant names none", () => {
    const text = `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Music",URI="music.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="b",NAME="English",LANGUAGE="eng",URI="english.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="t",NAME="Deutsch",LANGUAGE="de",URI="german.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=300000
video.m3u8`;
    assert.deepEqual(
      takenUris(select(dtgPlan({ options: { audioLanguages: ["en"], textLanguages: ["deu"] } }), text)),
      ["video.m3u8", "music.m3u8", "english.m3u8", "german.m3u8"],
    );
    assert.deepEqual(takenUris(select(dtgPlan(), text)), ["video.m3u8", "music.m3u8"]);
    assert.deepEqual(codes(select(dtgPlan(), shapeA)), ["BA530", "BA531"]);
  });
});

describe("getPreferredDownloadableMediaSource", () => {
  const fairPlay = {
    drmData: [{ scheme: "fairplay", licenseUri: "https://udrm.example.com", fpsCertificate: "AAAA" }],
  };
  const sources = [
    { id: "wvm", url: "https://a.example.com/1.wvm" },
    { id: "mp4", url: "https://a.example.com/1.mp4?x=1" },
    { id: "fps", url: "https://a.example.com/fps.m3u8", ...fairPlay },
    { id: "clear", url: "https://a.example.com/clear", sourceType: 0 },
  ];
  const choice = (list: readonly object[], deviceProfile: object = {}) =>
    chooseSource(dtgPlan({ sources: list, simulation: { deviceProfile } }));
  const taken = (list: readonly object[], deviceProfile: object = {}) =>
    choice(list, deviceProfile).considered.find(({ isTaken }) => isTaken)?.source.id;

  it("takes the first HLS source, without DRM where FairPlay cannot be saved, then MP4", () => {
    assert.equal(taken(sources), "fps");
    assert.equal(taken(sources, { supportsOfflineFairPlay: false }), "clear");
    assert.equal(taken(sources.slice(0, 3), { supportsOfflineFairPlay: false }), "mp4");
    assert.equal(taken(sources.slice(0, 1)), undefined);
    assert.deepEqual(
      choice(sources).considered.map(({ why }) => why.length > 10),
      [true, true, true, true],
    );
  });

  it("says which downloader takes it and what follows", () => {
    assert.equal(choice(sources).downloader, "DTG");
    assert.match(choice(sources).steps.join(" "), /registerDownloadedAsset.*FairPlay/);
    assert.equal(choice(sources, { systemVersion: "10.2" }).downloader, "AVAssetDownloadTask");
    assert.equal(choice(sources, { systemVersion: "10.3" }).downloader, "DTG");
    const mp4 = choice(sources.slice(0, 2));
    assert.equal(mp4.format, "mp4");
    assert.match(mp4.why, /takes no MP4/);
    const plan = dtgPlan({ sources: sources.slice(0, 2) });
    const { jobs, canDownload } = planned(plan, {});
    assert.deepEqual(
      jobs.map(({ role, localPath, url }) => [role, localPath, url]),
      [["file", "media.mp4", sources[1]?.url]],
    );
    assert.equal(canDownload, true);
  });

  it("refuses to plan where nothing can be downloaded", () => {
    const result = planned(dtgPlan({ sources: sources.slice(0, 1) }), {});
    assert.deepEqual(codes(result), ["BA548"]);
    assert.equal(result.canDownload, false);
  });
});
