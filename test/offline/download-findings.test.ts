import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseJson } from "../../src/model/json/parse-json";
import { applyEdits } from "../../src/model/text";
import { chooseSource } from "../../src/offline/choose-source";
import type { JobOutcome } from "../../src/offline/download/download-outcome";
import { judgeDownload } from "../../src/offline/judge/judge-download";
import { readMediaPlan } from "../../src/offline/plan/read-media-plan";
import { setMember } from "../../src/offline/plan/set-member";
import { planMedia } from "../../src/offline/plan-media";
import { readPlaylist } from "../../src/offline/playlist/read-playlist";
import { avPlan, master, planned, vod } from "./plan-of";

const texts = {
  "": '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="en.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=3000,AVERAGE-BANDWIDTH=2000,RESOLUTION=640x360,AUDIO="a"\nv.m3u8\n',
  "v.m3u8": vod(2),
  "en.m3u8": vod(2),
};

describe("what a download shows", () => {
  const plan = avPlan({ auxiliaryContentConfigurations: [], simulation: { byteBudget: 5000 } });
  const result = planned(plan, texts);
  /** Every job done with a size, but those that are changed. */
  const judged = (
    sizeInBytes: number,
    changed: (index: number) => Partial<Extract<JobOutcome, { kind: "done" }>> | JobOutcome | undefined = () =>
      undefined,
  ) => {
    const outcome = new Map<string, JobOutcome>();
    for (const [index, { id, url }] of result.jobs.entries()) {
      const other = changed(index);
      const done = { kind: "done", sizeInBytes, contentType: "video/mp2t", finalUrl: url } as const;
      outcome.set(id, other !== undefined && "kind" in other ? (other as JobOutcome) : { ...done, ...other });
    }
    return judgeDownload(plan, result, outcome).map(({ code, message }) => `${code} ${message}`);
  };

  it("nothing where all is as it was declared", () => {
    assert.deepEqual(judged(500), []);
    assert.deepEqual(judged(540), []);
  });

  it("another average than the declared one, audio included", () => {
    const [finding, ...rest] = judged(800);
    assert.match(finding ?? "", /^BA538 .*is 2000, and the download has 3200 bits per second, 160 %/);
    assert.deepEqual(rest, []);
  });

  it("what failed, and what is missing of which stream", () => {
    const failed = judged(500, (index) => (index === 1 ? { kind: "failed", reason: "404 Not Found" } : undefined));
    assert.match(failed[0] ?? "", /^BA540 .*segment0\.ts could not be fetched: 404 Not Found$/);
    assert.match(failed[1] ?? "", /^BA545 .*1 file of English is missing/);
    const budget = judged(500, (index) => (index > 0 ? { kind: "over-budget" } : undefined));
    assert.match(
      budget[0] ?? "",
      /^BA543 The budget of 5 KB is used up: 2 files of English and 1 file of 640x360, 3 kbit\/s are not fetched/,
    );
    assert.match(budget[1] ?? "", /^BA545/);
  });

  it("redirects to another host once, and pages instead of media", () => {
    const moved = judged(500, () => ({ finalUrl: "https://evil.example.net/x" }));
    assert.equal(moved.length, 1);
    assert.match(moved[0] ?? "", /^BA541 media\.example\.com redirects to evil\.example\.net/);
    assert.match(
      judged(500, (index) => (index === 0 ? { contentType: " text/html; charset=utf-8" } : undefined))[0] ?? "",
      /^BA542/,
    );
    const read = (text: string, url: string) => ({ kind: "read", reading: readPlaylist(text, url) }) as const;
    const elsewhere = planMedia(plan, {
      source: chooseSource(plan),
      main: read(texts[""], "https://cdn.example.com/m.m3u8"),
      media: new Map([
        ["https://cdn.example.com/v.m3u8", read(vod(1), "https://cdn.example.com/v.m3u8")],
        ["https://cdn.example.com/en.m3u8", read(vod(1), "https://other.example.com/en.m3u8")],
      ]),
    });
    assert.deepEqual(
      elsewhere.diagnostics.filter(({ code }) => code === "BA541").map(({ message }) => message.split(":")[0]),
      ["media.example.com redirects to cdn.example.com", "cdn.example.com redirects to other.example.com"],
    );
  });
});

describe("fixes of a plan", () => {
  it("write a member in its place, or where it belongs", () => {
    for (const [text, after] of [
      ["{}", '{ "a": { "b": true } }'],
      ['{"x": 1}', '{"x": 1, "a": { "b": true }}'],
      ['{"a": {"c": 1,}, }', '{"a": {"c": 1, "b": true,}, }'],
      ['{"a": {"b": false}}', '{"a": {"b": true}}'],
      ['{"a": 5}', '{"a": 5}'],
    ] as const) {
      const { root } = parseJson(text);
      assert.ok(root !== undefined);
      const changed = applyEdits(text, setMember(root, ["a", "b"], true));
      assert.equal(changed, after);
      assert.deepEqual(parseJson(changed).problems, []);
    }
  });

  it("take audio where DownloadToGo takes none, save keys, select a language that is there", () => {
    const mended = (value: object, finding: string, playlist: Readonly<Record<string, string>>, title: string) => {
      const text = JSON.stringify(value);
      const { root } = parseJson(text);
      const { plan } = readMediaPlan({ path: "/a.media-plan.jsonc", root });
      assert.ok(plan !== undefined);
      const found = planned(plan, playlist).diagnostics.find(({ code }) => code === finding);
      const fix = found?.fixes?.find((one) => one.title === title);
      assert.ok(fix !== undefined, `${finding}: ${found?.fixes?.map((one) => one.title).join(", ")}`);
      const changed = readMediaPlan({ path: "/a.media-plan.jsonc", root: parseJson(applyEdits(text, fix.edits)).root });
      assert.deepEqual(changed.problems, []);
      assert.ok(changed.plan !== undefined);
      const left = planned(changed.plan, playlist).diagnostics.map(({ code }) => code);
      assert.ok(!left.includes(found?.code ?? "BA501"), left.join());
    };
    const audio = { ...texts, "": texts[""].replace('NAME="English"', 'NAME="English",LANGUAGE="en"') };
    mended({ kind: "DTGItem", id: "a", url: master }, "BA531", audio, "Take the audio of every language");
    const av = { kind: "AVAssetDownloadConfiguration", asset: { url: master }, title: "a" };
    const keys = { ...texts, "v.m3u8": vod(2, 4, '#EXT-X-KEY:METHOD=AES-128,URI="k"\n') };
    mended(av, "BA544", keys, "Save the keys as well");
    const german = { ...av, primaryContentConfiguration: { mediaSelections: [{ audible: { language: "de" } }] } };
    mended(german, "BA524", audio, "Select en");
  });
});
