import assert from "node:assert/strict";
import { describe, it } from "node:test";
import HLS from "hls-parser";
import { sizeSamples } from "../../src/offline/estimate/size-samples";
import type { MediaPlan } from "../../src/offline/plan/media-plan";
import type { PlannedMedia } from "../../src/offline/planned-media";
import { readPlaylist } from "../../src/offline/playlist/read-playlist";
import { summarizePlan } from "../../src/offline/summarize-plan";
import { avPlan, codes, dtgPlan, planned, vod } from "./plan-of";

const none = { auxiliaryContentConfigurations: [] };
const text = (result: PlannedMedia, path: string) => result.files.find((file) => file.path === path)?.text ?? "";
const messages = ({ diagnostics }: PlannedMedia) => diagnostics.map(({ code, message }) => `${code} ${message}`);

/** A stream with everything that a local copy must keep: two audio languages, subtitles, fMP4 with byte ranges, keys. */
const stream: Readonly<Record<string, string>> = {
  "": `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-DEFINE:NAME="set",VALUE="stereo"
#EXT-X-SESSION-DATA:DATA-ID="title",VALUE="Film"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="stereo",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="stereo",NAME="Français",LANGUAGE="fr",AUTOSELECT=YES,CHANNELS="2",URI="audio/fr.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",URI="text/en.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=10000,URI="iframe.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2",AUDIO="{$set}",SUBTITLES="text",PATHWAY-ID="."
https://cdn.example.com/720.m3u8?v=1
#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x360,CODECS="avc1.64001f,mp4a.40.2",AUDIO="stereo"
360.m3u8
`,
  "https://cdn.example.com/720.m3u8?v=1": `#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-MAP:URI="all.mp4",BYTERANGE="800@0"
#EXT-X-KEY:METHOD=AES-128,URI="/keys/1?a=b",IV=0x01
#EXT-X-BYTERANGE:5000@800
#EXTINF:4,
all.mp4
#EXT-X-BYTERANGE:6000
#EXTINF:4,
all.mp4
#EXT-X-KEY:METHOD=NONE
#EXT-X-DISCONTINUITY
#EXT-X-BYTERANGE:1000
#EXTINF:2,
all.mp4
#EXT-X-ENDLIST
`,
  "audio/en.m3u8": vod(3),
  "audio/fr.m3u8": vod(3),
  "text/en.m3u8": vod(1, 10).replace("segment0.ts", "../../outside.php/segment.webvtt"),
  "360.m3u8": vod(3),
};

const english = { mediaSelections: [{ audible: { language: "en" }, legible: { language: "en" } }] };

describe("planning a download", () => {
  it("lists init sections first, then segment by segment of every stream, under names of our own", () => {
    const result = planned(avPlan({ ...none, primaryContentConfiguration: english }), stream);
    assert.equal(result.canDownload, true);
    assert.deepEqual(
      result.streams.map(({ id, needed }) => [id, needed.title]),
      [
        ["video-1", "1280x720, 2 Mbit/s"],
        ["audio-1", "English (en)"],
        ["text-1", "English (en)"],
      ],
    );
    assert.deepEqual(
      result.jobs.map(({ role, localPath, byteRange }) => [
        role,
        localPath.replace(/-[0-9a-f]{8}\./, "-#."),
        byteRange?.offset,
      ]),
      [
        ["init", "video/video-1/init-00000-#.mp4", 0],
        ["segment", "video/video-1/00000-#.mp4", 800],
        ["segment", "audio/audio-1/00000-#.ts", undefined],
        ["segment", "text/text-1/00000-#.webvtt", undefined],
        ["segment", "video/video-1/00001-#.mp4", 5800],
        ["segment", "audio/audio-1/00001-#.ts", undefined],
        ["segment", "video/video-1/00002-#.mp4", 11800],
        ["segment", "audio/audio-1/00002-#.ts", undefined],
      ],
    );
    assert.equal(new Set(result.jobs.map(({ localPath }) => localPath)).size, result.jobs.length);
    // Nothing says how large the audio is once the video is measured.
    assert.deepEqual(codes(result), ["BA537", "BA544"]);
  });

  it("writes playlists that a player can open in the folder: every file they name is downloaded or written", () => {
    const simulation = { fetchIdentityKeys: true };
    const result = planned(avPlan({ ...none, primaryContentConfiguration: english, simulation }), stream);
    const there = new Set([...result.jobs.map(({ localPath }) => localPath), ...result.files.map(({ path }) => path)]);
    for (const file of result.files) {
      const reading = readPlaylist(file.text, `https://local.example.com/${file.path}`);
      assert.deepEqual(reading.problems, [], file.path);
      HLS.parse(file.text);
      const urls =
        reading.kind === "media"
          ? reading.playlist.segments.flatMap(({ url, initSection, keys }) => [
              url,
              initSection?.url,
              ...keys.map((key) => key.url),
            ])
          : reading.kind === "multivariant"
            ? [...reading.playlist.variants, ...reading.playlist.renditions].map(({ url }) => url)
            : [];
      assert.ok(urls.length > 0);
      for (const url of urls) {
        if (url !== undefined)
          assert.ok(there.has(url.replace("https://local.example.com/", "")), `${file.path}: ${url}`);
      }
    }
    const master = text(result, "master.m3u8");
    assert.match(
      master,
      /#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1000000,.*AUDIO="stereo",SUBTITLES="text"\nvideo\/video-1\.m3u8/,
    );
    assert.match(master, /DATA-ID="title",VALUE="Film"/);
    assert.doesNotMatch(master, /fr|360|I-FRAME|PATHWAY|DEFINE|https:/);
    const video = text(result, "video/video-1.m3u8");
    assert.match(
      video,
      /#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP:[^\n]+\n#EXT-X-KEY:METHOD=AES-128,URI="\.\.\/key\/[0-9a-f]{8}\.key",IV=0x01\n#EXTINF:4,\nvideo-1\/00000/,
    );
    assert.match(video, /#EXT-X-KEY:METHOD=NONE\n#EXT-X-DISCONTINUITY\n#EXTINF:2,\n/);
    assert.doesNotMatch(video, /BYTERANGE/);
    assert.ok(result.jobs.some(({ role, url }) => role === "key" && url === "https://cdn.example.com/keys/1?a=b"));
  });

  it("keeps the address of keys that are not saved, FairPlay's among them", () => {
    const fairPlay =
      'METHOD=SAMPLE-AES,URI="skd://film",KEYFORMAT="com.apple.streamingkeydelivery",KEYFORMATVERSIONS="1"';
    const texts = {
      "": `#EXTM3U\n#EXT-X-SESSION-KEY:${fairPlay}\n#EXT-X-STREAM-INF:BANDWIDTH=1000\na.m3u8\n`,
      "a.m3u8": vod(1, 4, `#EXT-X-KEY:${fairPlay}\n`),
    };
    const result = planned(avPlan({ ...none, simulation: { fetchIdentityKeys: true } }), texts);
    assert.ok(text(result, "master.m3u8").includes(`#EXT-X-SESSION-KEY:${fairPlay}`));
    assert.ok(text(result, "video/video-1.m3u8").includes(`#EXT-X-KEY:${fairPlay}`));
    assert.deepEqual(
      result.jobs.map(({ role }) => role),
      ["segment"],
    );
    assert.match(
      text(planned(avPlan(none), stream), "video/video-1.m3u8"),
      /URI="https:\/\/cdn\.example\.com\/keys\/1\?a=b"/,
    );
  });

  it("saves a media playlist as it is, with a warning, and ends at maxDuration", () => {
    const result = planned(avPlan({ ...none, simulation: { maxDuration: 7 } }), { "": vod(5) });
    assert.ok(codes(result).includes("BA508"));
    assert.equal(result.canDownload, true);
    assert.equal(result.jobs.length, 2);
    assert.match(text(result, "master.m3u8"), /#EXT-X-STREAM-INF:BANDWIDTH=\d+\nvideo\/video-1\.m3u8/);
    assert.equal(text(result, "video/video-1.m3u8").match(/#EXTINF/g)?.length, 2);
  });

  it("plans 50,000 segments in a time that grows with their number only", () => {
    const result = planned(avPlan(none), {
      "": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\na.m3u8\n",
      "a.m3u8": vod(50_000),
    });
    assert.equal(result.jobs.length, 50_000);
    assert.ok(result.jobs.every(({ expectedBytes }) => expectedBytes === 500));
  });
});

describe("the bytes of a plan", () => {
  const one = (attributes: string, playlist: string) => ({
    "": `#EXTM3U\n#EXT-X-STREAM-INF:${attributes}\na.m3u8\n`,
    "a.m3u8": playlist,
  });
  /** Of the only stream. */
  const size = (result: PlannedMedia) => {
    const [estimate] = result.estimate.streams;
    return [estimate?.method, estimate?.minimumBytes, estimate?.expectedBytes, estimate?.maximumBytes];
  };

  it("are exact by byte ranges", () => {
    const ranges = vod(2).replaceAll("#EXTINF", "#EXT-X-BYTERANGE:1000@5\n#EXTINF");
    assert.deepEqual(size(planned(avPlan(none), one("BANDWIDTH=9", ranges))), ["byte-ranges", 2000, 2000, 2000]);
  });

  it("are within ten percent by EXT-X-BITRATE", () => {
    const rated = vod(10, 4, "#EXT-X-BITRATE:800\n");
    assert.deepEqual(size(planned(avPlan(none), one("BANDWIDTH=9", rated))), [
      "EXT-X-BITRATE",
      3_600_000,
      4_000_000,
      4_400_000,
    ]);
  });

  it("are asked for in samples, and measured by them", () => {
    const plan = avPlan(none);
    const texts = one("BANDWIDTH=8000000,AVERAGE-BANDWIDTH=4000000", vod(100));
    const before = planned(plan, texts);
    assert.deepEqual(size(before), ["AVERAGE-BANDWIDTH", 180_000_000, 200_000_000, 400_000_000]);
    const samples = sizeSamples(plan, before);
    assert.equal(samples.length, 8);
    assert.equal(sizeSamples(avPlan({ ...none, simulation: { sizeMethod: "head" } }), before).length, 100);
    assert.equal(sizeSamples(avPlan({ ...none, simulation: { sizeMethod: "declared" } }), before).length, 0);
    const sizes = new Map(samples.map(({ jobId }, index) => [jobId, index % 2 === 0 ? 1000 : 3000]));
    assert.deepEqual(size(planned(plan, texts, { sizes })), ["sampled", 108_000, 200_000, 292_000]);
    const all = new Map(before.jobs.map(({ id }) => [id, 700]));
    assert.deepEqual(size(planned(plan, texts, { sizes: all })), ["sampled", 70_000, 70_000, 70_000]);
  });

  it("are an upper bound by BANDWIDTH, and assumed where nothing is declared", () => {
    const peak = planned(avPlan(none), one("BANDWIDTH=8000", vod(10)));
    assert.deepEqual(size(peak), ["BANDWIDTH", 20_000, 40_000, 40_000]);
    assert.deepEqual(codes(peak), ["BA537"]);
    assert.equal(size(planned(avPlan(none), one("RESOLUTION=1x1", vod(10))))[0], "assumed-rate");
  });

  it("count the first audio of a variant's group once, and further ones on top", () => {
    const texts = {
      "": `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",AUTOSELECT=YES,URI="de.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=4000000,AVERAGE-BANDWIDTH=2000000,AUDIO="a"
v.m3u8
`,
      "v.m3u8": vod(10),
      "en.m3u8": vod(10),
      "de.m3u8": vod(10),
    };
    const media = (languages: readonly string[]) => ({
      primaryContentConfiguration: { mediaSelections: languages.map((language) => ({ audible: { language } })) },
    });
    const bytes = (languages: readonly string[]) =>
      planned(avPlan({ ...none, ...media(languages) }), texts).estimate.streams.map(
        ({ expectedBytes }) => expectedBytes,
      );
    assert.deepEqual(bytes(["en"]), [10_000_000, 0]);
    assert.deepEqual(bytes(["en", "de"]), [10_000_000, 0, 640_000]);
  });

  it("are held against the budget and the free space", () => {
    const texts = one("BANDWIDTH=8000000,AVERAGE-BANDWIDTH=4000000", vod(10));
    const budget = (byteBudget: number) => planned(avPlan({ ...none, simulation: { byteBudget } }), texts).diagnostics;
    assert.deepEqual(
      budget(10_000_000).map(({ code, severity }) => [code, severity]),
      [["BA543", "error"]],
    );
    assert.deepEqual(
      budget(30_000_000).map(({ code, severity }) => [code, severity]),
      [["BA543", "info"]],
    );
    assert.deepEqual(budget(50_000_000), []);
    assert.match(budget(10_000_000)[0]?.fixes?.[0]?.title ?? "", /Raise the budget to 40 MB/);
    assert.deepEqual(codes(planned(avPlan(none), texts, { freeBytes: 1_000_000 })), ["BA543"]);
    const dtg = planned(dtgPlan(), texts, { freeBytes: 219_000_000 });
    assert.deepEqual(codes(dtg), ["BA535"]);
    assert.deepEqual(codes(planned(dtgPlan(), texts, { freeBytes: 221_000_000 })), []);
  });
});

describe("findings of planning", () => {
  const with1 = (plan: MediaPlan, playlist: string, head = "") =>
    planned(plan, {
      "": `#EXTM3U\n${head}#EXT-X-STREAM-INF:BANDWIDTH=300000,AVERAGE-BANDWIDTH=200000\na.m3u8\n`,
      "a.m3u8": playlist,
    });
  const live = vod(3).replace("#EXT-X-ENDLIST\n", "");

  it("a live stream: an exception with AVFoundation, a snapshot with DownloadToGo", () => {
    const apple = with1(avPlan(none), live);
    assert.deepEqual(
      apple.diagnostics.map(({ code, severity }) => [code, severity]),
      [["BA501", "error"]],
    );
    assert.equal(apple.canDownload, false);
    assert.match(summarizePlan(apple).total, /cannot be downloaded \(BA501\)/);
    const kaltura = with1(dtgPlan(), live);
    assert.deepEqual(
      kaltura.diagnostics.map(({ code, severity }) => [code, severity]),
      [["BA501", "warning"]],
    );
    assert.equal(kaltura.canDownload, true);
    const event = (end: string) =>
      with1(avPlan(none), live.replace("#EXT-X-T", "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-T") + end);
    assert.deepEqual(codes(event("")), ["BA501"]);
    assert.deepEqual(codes(event("#EXT-X-ENDLIST\n")), []);
    assert.deepEqual(codes(with1(dtgPlan(), live.replace("#EXT-X-T", "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-T"))), [
      "BA502",
    ]);
  });

  it("FairPlay without, with another and with a sound EXT-X-SESSION-KEY", () => {
    const key = (uri: string, method = "SAMPLE-AES") =>
      `METHOD=${method},URI="${uri}",KEYFORMAT="com.apple.streamingkeydelivery",KEYFORMATVERSIONS="1"`;
    const playlist = vod(1, 4, `#EXT-X-KEY:${key("skd://film")}\n`);
    const session = (text: string) => `#EXT-X-SESSION-KEY:${text}\n`;
    assert.deepEqual(
      with1(avPlan(none), playlist).diagnostics.map(({ code, severity }) => [code, severity]),
      [["BA503", "warning"]],
    );
    assert.deepEqual(
      with1(dtgPlan(), playlist).diagnostics.map(({ code, severity }) => [code, severity]),
      [["BA503", "error"]],
    );
    assert.deepEqual(codes(with1(dtgPlan({ isFairPlay: true }), vod(1))), ["BA503"]);
    assert.deepEqual(codes(with1(dtgPlan(), playlist, session(key("skd://film")))), []);
    assert.deepEqual(codes(with1(avPlan(none), playlist, session(key("skd://film", "SAMPLE-AES-CTR")))), ["BA505"]);
    const query = key("skd://drmtoday?assetId=1");
    const odd = with1(dtgPlan(), vod(1, 4, `#EXT-X-KEY:${query}\n`), session(query));
    assert.deepEqual(codes(odd), ["BA504"]);
    assert.deepEqual(codes(with1(avPlan(none), vod(1, 4, `#EXT-X-KEY:${query}\n`), session(query))), []);
  });

  it("what DownloadToGo does not do with a playlist", () => {
    const maps = vod(1, 4, '#EXT-X-MAP:URI="init.mp4"\n').replace(
      "#EXT-X-ENDLIST",
      '#EXT-X-MAP:URI="other.mp4"\n#EXTINF:4,\nb.mp4\n#EXT-X-ENDLIST',
    );
    assert.deepEqual(codes(with1(dtgPlan(), maps)), ["BA532", "BA534"]);
    const ranges = vod(2).replaceAll("#EXTINF", "#EXT-X-BYTERANGE:9@0\n#EXTINF");
    assert.deepEqual(codes(with1(dtgPlan(), ranges)), ["BA533"]);
    assert.deepEqual(codes(with1(avPlan(none), maps)), []);
  });

  it("gaps, http, and what a server answers instead of a playlist", () => {
    const gap = with1(avPlan(none), vod(3).replace("#EXTINF:4,\nsegment1", "#EXT-X-GAP\n#EXTINF:4,\nsegment1"));
    assert.deepEqual(codes(gap), ["BA536"]);
    assert.equal(gap.jobs.length, 2);
    assert.match(text(gap, "video/video-1.m3u8"), /#EXT-X-GAP\n#EXTINF/);
    assert.deepEqual(codes(with1(avPlan(none), vod(1).replace("segment0.ts", "http://cdn.example.com/0.ts"))), [
      "BA539",
    ]);
    const html = with1(avPlan(none), "<html></html>");
    assert.match(messages(html)[0] ?? "", /BA509 In the playlist of .*, line 1: .*HTML/);
    assert.equal(html.canDownload, false);
    const gone = planned(avPlan(none), { "": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n" });
    assert.match(messages(gone)[0] ?? "", /BA540 .*404 Not Found/);
    assert.equal(gone.canDownload, false);
    assert.deepEqual(codes(planned(avPlan(none), {})), ["BA540"]);
    const nested = with1(avPlan(none), "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n");
    assert.match(messages(nested).join(), /BA509 .*multivariant playlist itself/);
  });

  it("addresses that are none of the network's, and values that would break out of a local playlist", () => {
    const local = with1(avPlan(none), vod(1).replace("segment0.ts", "file:///etc/passwd"));
    assert.deepEqual(codes(local), ["BA549"]);
    assert.equal(local.canDownload, false);
    const url = `https://media.example.com/m.m3u8?q=${encodeURIComponent('x"\n#EXT-X-EVIL\n')}`;
    const texts = {
      [url]:
        '#EXTM3U\n#EXT-X-DEFINE:QUERYPARAM="q"\n#EXT-X-SESSION-DATA:DATA-ID="a",VALUE="{$q}"\n#EXT-X-STREAM-INF:BANDWIDTH=9,AVERAGE-BANDWIDTH=9,STABLE-VARIANT-ID="{$q}"\na.m3u8\n',
      "a.m3u8": vod(1),
    };
    const result = planned(avPlan({ ...none, asset: { url } }), texts);
    assert.match(
      text(result, "master.m3u8"),
      /VALUE="x#EXT-X-EVIL"\n#EXT-X-STREAM-INF:.*STABLE-VARIANT-ID="x#EXT-X-EVIL"\nvideo/,
    );
    const huge = with1(avPlan(none), vod(1).replace("#EXTINF:4", `#EXTINF:1e999`));
    assert.ok(Number.isFinite(huge.estimate.maximumBytes));
    assert.deepEqual(codes(huge), ["BA549"]);
  });

  it("a rendition that does not load: an end for AVFoundation, a line in a log for DownloadToGo", () => {
    const texts = {
      "": '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",DEFAULT=YES,URI="en.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=300000,AVERAGE-BANDWIDTH=200000,AUDIO="a"\na.m3u8\n',
      "a.m3u8": vod(2),
    };
    assert.equal(planned(avPlan(none), texts).canDownload, false);
    const kaltura = planned(dtgPlan(), texts);
    assert.deepEqual(
      kaltura.diagnostics.map(({ code, severity }) => [code, severity]),
      [["BA540", "warning"]],
    );
    assert.equal(kaltura.canDownload, true);
    assert.doesNotMatch(text(kaltura, "master.m3u8"), /AUDIO/);
  });

  it("a second video by an auxiliary configuration, with its bytes and the switch that avoids it", () => {
    const texts = {
      "": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=8000000,AVERAGE-BANDWIDTH=8000000,RESOLUTION=1920x1080\nhigh.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=4000000,AVERAGE-BANDWIDTH=4000000,RESOLUTION=1280x720\nlow.m3u8\n",
      "high.m3u8": vod(10),
      "low.m3u8": vod(10),
    };
    const members = {
      primaryContentConfiguration: { variantQualifiers: [{ predicate: "peakBitRate == 8000000" }] },
      auxiliaryContentConfigurations: [{ variantQualifiers: [{ predicate: "peakBitRate < 5000000" }] }],
    };
    const second = planned(avPlan({ ...members, optimizesAuxiliaryContentConfigurations: false }), texts);
    assert.deepEqual(codes(second), ["BA525"]);
    assert.match(messages(second)[0] ?? "", /second video, 1280x720, 4 Mbit\/s: about 20 MB more/);
    assert.equal(second.diagnostics[0]?.fixes?.[0]?.edits[0]?.newText, "true");
    const optimized = planned(avPlan(members), texts);
    assert.deepEqual(codes(optimized), ["BA525"]);
    assert.ok(optimized.assumptions.some(({ name }) => name === "auxiliary-second-video"));
    assert.deepEqual(summarizePlan(optimized), {
      total: "about 60 MB",
      choices: [
        { path: ["primaryContentConfiguration"], title: "Takes 1920x1080, 8 Mbit/s" },
        { path: ["auxiliaryContentConfigurations", 0], title: "Takes 1280x720, 4 Mbit/s" },
      ],
    });
  });
});
