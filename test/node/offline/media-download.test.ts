import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { MediaFolder } from "../../../src/node/offline/media-folder";
import type { MediaRunOptions } from "../../../src/node/offline/run-media-plan";
import { readPlaylist } from "../../../src/offline/playlist/read-playlist";
import { testBytes } from "../transport/transport-rig";
import { contentOf, filesBelow, film, found, master, mediaRig, planText, vod } from "./media-rig";

const downloads = { downloads: true };

describe("downloading a media plan", () => {
  it("saves every file, with playlists that lead to them and nothing else", async (t) => {
    const rig = await mediaRig(t);
    const report = await rig.report(downloads);
    assert.equal(report.outcome, "complete");
    assert.deepEqual(
      found(report).filter((text) => !text.startsWith("BA537")),
      [],
    );
    assert.equal(report.download?.files, 10);
    assert.equal(report.download?.bytes, report.download?.transferredBytes);
    const text = readFileSync(join(rig.output, "master.m3u8"), "utf8");
    const multivariant = readPlaylist(text, "file:///out/master.m3u8");
    assert.ok(multivariant.kind === "multivariant");
    const [variant] = multivariant.playlist.variants;
    assert.equal(variant?.uri, "video/video-1.m3u8");
    const media = readPlaylist(readFileSync(join(rig.output, "video/video-1.m3u8"), "utf8"), "file:///x");
    assert.ok(media.kind === "media" && media.playlist.hasEndList);
    for (const [index, segment] of media.playlist.segments.entries()) {
      assert.deepEqual(readFileSync(join(rig.output, "video", segment.uri)), testBytes(300_000 + index));
    }
    assert.deepEqual(
      filesBelow(rig.output).filter((path) => path.includes("partial")),
      [],
    );
  });

  it("fetches nothing a second time", async (t) => {
    const rig = await mediaRig(t);
    await rig.report(downloads);
    const before = contentOf(rig.output);
    const again = await rig.report(downloads);
    assert.equal(again.outcome, "complete");
    assert.equal(again.download?.transferredBytes, 0);
    assert.deepEqual(contentOf(rig.output), before);
  });

  it("fetches a file again that has lost bytes since", async (t) => {
    const rig = await mediaRig(t);
    await rig.report(downloads);
    const before = contentOf(rig.output);
    const [segment] = filesBelow(rig.output).filter((path) => path.startsWith("video/video-1/"));
    truncateSync(join(rig.output, segment ?? ""), 100);
    const again = await rig.report(downloads);
    assert.equal(again.download?.transferredBytes, 300_000);
    assert.deepEqual(contentOf(rig.output), before);
  });

  it("continues what was cut, in the middle of a file, and ends in the same bytes", async (t) => {
    const whole = await mediaRig(t);
    await whole.report(downloads);
    let cuts = 0;
    // Two cuts are continued by the transport itself, a fourth attempt is another run's.
    const rig = await mediaRig(t, film(), ({ path, method }) =>
      path === "/video/segment-2.ts" && method === "GET" && cuts++ < 8 ? { cutAfterBytes: 1 } : undefined,
    );
    const first = await rig.report(downloads);
    assert.equal(first.outcome, "incomplete");
    assert.ok(!existsSync(join(rig.output, "master.m3u8")), "nothing leads to what is not there");
    assert.match(found(first).join("\n"), /BA540 error .*segment-2\.ts could not be fetched: the connection/);
    assert.match(found(first).join("\n"), /BA545 error /);
    let last = first;
    for (let run = 0; run < 5 && last.outcome !== "complete"; run++) last = await rig.report(downloads);
    assert.equal(last.outcome, "complete");
    assert.deepEqual(contentOf(rig.output), contentOf(whole.output));
  });

  it("is interrupted without losing what came, and goes on from there", async (t) => {
    const whole = await mediaRig(t);
    await whole.report(downloads);
    const abort = new AbortController();
    const rig = await mediaRig(t, film(), ({ path }) =>
      path.startsWith("/video/") && !abort.signal.aborted ? { bytesPerSecond: 400_000 } : undefined,
    );
    const text = planText({ simulation: { maxConcurrentDownloads: 1, sizeMethod: "declared" } });
    const options: Partial<MediaRunOptions> = {
      ...downloads,
      text,
      signal: abort.signal,
      progress: ({ step, done, receivedBytes }) => {
        if (step === "download" && done === 2 && receivedBytes > 450_000) abort.abort();
      },
    };
    const first = await rig.report(options);
    assert.equal(first.outcome, "interrupted");
    assert.ok((first.download?.files ?? 0) >= 2);
    assert.ok(!existsSync(join(rig.output, "master.m3u8")));
    const second = await rig.report({ ...downloads, text });
    assert.equal(second.outcome, "complete");
    const came = (first.download?.transferredBytes ?? 0) + (second.download?.transferredBytes ?? 0);
    assert.equal(came, second.download?.bytes, "no byte came twice");
    assert.deepEqual(contentOf(rig.output), contentOf(whole.output));
  });

  it("stops at the budget, says what is missing, and goes on with a larger one", async (t) => {
    const rig = await mediaRig(t);
    const text = (byteBudget: number) => planText({ simulation: { byteBudget, maxConcurrentDownloads: 1 } });
    const first = await rig.report({ ...downloads, text: text(700_000) });
    assert.equal(first.outcome, "incomplete");
    assert.ok((first.download?.bytes ?? 0) <= 700_000);
    assert.match(
      found(first).join("\n"),
      /BA543 error The budget of 700 KB is used up: 3 files of .* and 3 .* not fetched/,
    );
    const second = await rig.report({ ...downloads, text: text(700_000) });
    assert.equal(second.download?.transferredBytes, 0, "the budget is that of the whole download");
    const third = await rig.report({ ...downloads, text: text(5_000_000), maxBytes: 4_000_000 });
    assert.equal(third.outcome, "complete");
    assert.equal(third.byteBudget, 4_000_000);
  });

  it("saves sub-ranges of a file as files of their own", async (t) => {
    const all = testBytes(500_000);
    const lines = ["#EXT-X-BYTERANGE:200000@0", "#EXT-X-BYTERANGE:200000", "#EXT-X-BYTERANGE:100000"];
    const segments = lines.map((line) => `#EXTINF:4,\n${line}\nall.ts`).join("\n");
    const playlist = `#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n${segments}\n#EXT-X-ENDLIST\n`;
    const files = { ...film(), "video/index.m3u8": playlist, "video/all.ts": all };
    const rig = await mediaRig(t, files);
    const report = await rig.report(downloads);
    assert.equal(report.outcome, "complete");
    assert.equal(report.streams[0]?.bytes, 500_000);
    const parts = filesBelow(rig.output).filter((path) => path.startsWith("video/video-1/"));
    assert.deepEqual(Buffer.concat(parts.map((path) => readFileSync(join(rig.output, path)))), all);
    let cuts = 0;
    const cut = await mediaRig(t, files, ({ path, headers }) =>
      path === "/video/all.ts" && headers.range === "bytes=200000-399999" && cuts++ === 0
        ? { cutAfterBytes: 150_000 }
        : undefined,
    );
    assert.equal((await cut.report(downloads)).outcome, "complete");
    const ranges = cut.host.requests.flatMap(({ path, range }) => (path === "/video/all.ts" ? (range ?? []) : []));
    assert.ok(ranges.includes("bytes=350000-399999"), `continued within the sub-range: ${ranges.join(", ")}`);
    assert.deepEqual(contentOf(cut.output), contentOf(rig.output));
    const without = await mediaRig(t, files, ({ path }) =>
      path === "/video/all.ts" ? { ignoreRange: true } : undefined,
    );
    const failed = await without.report(downloads);
    assert.equal(failed.outcome, "incomplete");
    assert.match(found(failed).join("\n"), /BA540 error .*all\.ts .*does not know Range requests/);
  });

  it("saves AES-128 keys where that is asked for, and never asks for FairPlay's", async (t) => {
    const keys = ['#EXT-X-KEY:METHOD=AES-128,URI="film.key"'];
    const files = { ...film(), "video/index.m3u8": vod(5, keys), "video/film.key": "0123456789abcdef" };
    const rig = await mediaRig(t, files);
    const without = await rig.report(downloads);
    assert.match(found(without).join("\n"), /BA544 info /);
    assert.ok(!rig.host.requests.some(({ path }) => path.endsWith(".key")));
    assert.match(
      readFileSync(join(rig.output, "video/video-1.m3u8"), "utf8"),
      /URI="https:\/\/media\.example\.com\/video\/film\.key"/,
    );
    const text = planText({ simulation: { fetchIdentityKeys: true } });
    const withKeys = await rig.report({ ...downloads, text });
    assert.equal(withKeys.outcome, "complete");
    const [key] = filesBelow(rig.output).filter((path) => path.startsWith("key/"));
    assert.equal(readFileSync(join(rig.output, key ?? ""), "utf8"), "0123456789abcdef");
    assert.match(readFileSync(join(rig.output, "video/video-1.m3u8"), "utf8"), new RegExp(`URI="\\.\\./${key}"`));

    const skd = ['#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://film",KEYFORMAT="com.apple.streamingkeydelivery"'];
    const fairPlay = await mediaRig(t, { ...film(), "video/index.m3u8": vod(5, skd) });
    const report = await fairPlay.report({ ...downloads, text });
    assert.equal(report.outcome, "complete");
    assert.match(found(report).join("\n"), /BA503 warning /);
    assert.match(readFileSync(join(fairPlay.output, "video/video-1.m3u8"), "utf8"), /URI="skd:\/\/film"/);
  });

  it("removes what an earlier plan saved once another one is complete", async (t) => {
    const rig = await mediaRig(t);
    await rig.report(downloads);
    const short = await rig.report({ ...downloads, text: planText({ simulation: { maxDuration: 8 } }) });
    assert.equal(short.outcome, "complete");
    assert.equal(filesBelow(rig.output).filter((path) => path.endsWith(".ts")).length, 4);
  });

  it("refuses a folder of somebody else, one that is in use, and paths that lead out of it", async (t) => {
    const rig = await mediaRig(t);
    mkdirSync(rig.output, { recursive: true });
    writeFileSync(join(rig.output, "mine.txt"), "mine");
    const refused = await rig.run(downloads);
    assert.ok(refused.kind === "failed");
    assert.match(refused.message, /is not empty and holds no download of ours: choose another folder/);
    assert.deepEqual(filesBelow(rig.output), ["mine.txt"]);

    const other = await mediaRig(t);
    await other.report(downloads);
    const outside = join(other.output, "..", "keep.ts");
    writeFileSync(outside, "keep");
    appendFileSync(join(other.output, "downloaded.jsonl"), '{"path":"../keep.ts","bytes":4}\n{"path":"vid');
    const held = await MediaFolder.open(other.output);
    assert.ok(held.ok);
    const second = await other.run(downloads);
    assert.ok(second.kind === "failed");
    assert.match(second.message, /^Process \d+ on .* downloads into/);
    held.folder.close();
    assert.equal((await other.report(downloads)).outcome, "complete");
    assert.equal(readFileSync(outside, "utf8"), "keep");
  });

  it("says which files were answered by something else, or came from another host", async (t) => {
    const rig = await mediaRig(t, { ...film(), "video/segment-1.ts": "<html>" }, ({ path }) =>
      path === "/video/segment-1.ts" ? { headers: { "content-type": "text/html" } } : undefined,
    );
    const report = await rig.report(downloads);
    assert.match(found(report).join("\n"), /BA542 warning .*segment-1\.ts was answered with text\/html/);
  });

  it("downloads an MP4 source as it is", async (t) => {
    const rig = await mediaRig(t, { "film.mp4": testBytes(400_000) });
    const text = JSON.stringify({
      kind: "DTGItem",
      id: "film",
      sources: [{ id: "1", url: "https://media.example.com/film.mp4", mediaFormat: "mp4" }],
    });
    const report = await rig.report({ ...downloads, text });
    assert.equal(report.outcome, "complete");
    assert.equal(report.download?.localPlaylist, "media.mp4");
    assert.equal(report.download?.bytes, 400_000);
  });

  it("asks again after a server's trouble, and masks secrets", async (t) => {
    const secret = master.replace("video/index.m3u8", "video/index.m3u8?token=geheim");
    const rig = await mediaRig(t, { ...film(), "master.m3u8": secret }, ({ path, method, attempt }) =>
      path === "/video/segment-1.ts" && method === "GET" && attempt === 1 ? { status: 503 } : undefined,
    );
    const report = await rig.report(downloads);
    assert.equal(report.outcome, "complete");
    assert.doesNotMatch(readFileSync(join(rig.output, "report.json"), "utf8"), /geheim/);
  });
});
