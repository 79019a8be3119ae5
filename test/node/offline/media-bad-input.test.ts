import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkAccess } from "../../../src/node/simulation/network-access";
import { validateAgainstSchema } from "../../validate-against-schema";
import { testCa } from "../asset-host/served-folder";
import { testBytes } from "../transport/transport-rig";
import { filesBelow, film, found, master, masterUrl, mediaRig, planText, vod } from "./media-rig";

const downloads = { downloads: true };
const dtg = JSON.stringify({ kind: "DTGItem", id: "film", url: masterUrl }, undefined, 2);

/** What a refused download says, all of it at the URL of the plan, and that nothing was written. */
async function refused(
  t: Parameters<typeof mediaRig>[0],
  files: Readonly<Record<string, string | Uint8Array>>,
  text = planText(),
): Promise<string> {
  const rig = await mediaRig(t, files);
  const report = await rig.report({ ...downloads, text });
  assert.equal(report.outcome, "refused");
  assert.deepEqual(filesBelow(rig.output), []);
  assert.deepEqual(validateAgainstSchema("media-output.schema.json", report), []);
  const errors = report.diagnostics.filter(({ severity }) => severity === "error");
  const line = text.split("\n").findIndex((one) => one.includes(masterUrl)) + 1;
  assert.ok(errors.length > 0);
  for (const error of errors) assert.equal(error.line, line, error.message);
  return found(report).join("\n");
}

describe("streams that are not as they should be", () => {
  it("no playlist at all", async (t) => {
    assert.match(
      await refused(t, { "master.m3u8": "<!DOCTYPE html><title>Sign in</title>" }),
      /BA509 error .*a page of HTML/,
    );
    assert.match(await refused(t, { "master.m3u8": "" }), /BA509 error .*it is empty/);
    assert.match(await refused(t, { "master.m3u8": testBytes(3_000_000) }), /BA509 error .*first line must be #EXTM3U/);
    assert.match(
      await refused(t, {}),
      /BA540 error The playlist cannot be fetched: media\.example\.com answered with status 404/,
    );
  });

  it("a media playlist in place of a multivariant one is saved as it is, with a warning", async (t) => {
    const files: Record<string, string | Uint8Array> = { "master.m3u8": vod(2) };
    for (const index of [0, 1]) files[`segment-${index}.ts`] = testBytes(5000);
    const rig = await mediaRig(t, files);
    const report = await rig.report(downloads);
    assert.equal(report.outcome, "complete");
    assert.match(found(report).join("\n"), /BA508 warning .*there are no variants/);
    assert.ok(filesBelow(rig.output).includes("master.m3u8"));
  });

  it("a group that does not exist", async (t) => {
    const rig = await mediaRig(t, { ...film(), "master.m3u8": master.replace('AUDIO="a"', 'AUDIO="other"') });
    const report = await rig.report();
    const finding = report.diagnostics.find(({ code }) => code === "BA515");
    assert.match(finding?.message ?? "", /other/);
    assert.deepEqual(finding?.playlist, { url: masterUrl, line: 3 });
  });

  it("a media playlist that is missing, or a multivariant one again", async (t) => {
    const { "video/index.m3u8": _, ...without } = film();
    assert.match(await refused(t, without), /BA540 error The playlist of 640x360.* cannot be fetched: .*404/);
    assert.match(
      await refused(t, { ...film(), "video/index.m3u8": master }),
      /BA509 error The playlist of 640x360.* is a multivariant playlist itself/,
    );
  });

  it("a playlist that grows: refused for Apple's task, a snapshot for DownloadToGo", async (t) => {
    const live = vod(5)
      .replace("#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-PLAYLIST-TYPE:EVENT")
      .replace("#EXT-X-ENDLIST\n", "");
    const files = { ...film(), "video/index.m3u8": live };
    assert.match(await refused(t, files), /BA501 error .*it is live/);
    const rig = await mediaRig(t, files);
    const report = await rig.report({ ...downloads, text: dtg });
    assert.equal(report.outcome, "complete");
    assert.match(found(report).join("\n"), /BA501 warning .*saves what is listed now/);
  });

  it("a segment that is not there", async (t) => {
    const { "video/segment-3.ts": _, ...files } = film();
    const rig = await mediaRig(t, files);
    const report = await rig.report({ ...downloads, text: planText({ simulation: { sizeMethod: "declared" } }) });
    assert.equal(report.outcome, "incomplete");
    const finding = report.diagnostics.find(({ code }) => code === "BA540");
    assert.match(finding?.message ?? "", /video\/segment-3\.ts could not be fetched: .* answered with status 404/);
    // Where the media playlist names it.
    assert.deepEqual(finding?.playlist, { url: "https://media.example.com/video/index.m3u8", line: 12 });
    assert.equal(rig.host.requests.filter(({ path }) => path === "/video/segment-3.ts").length, 1, "asked once");
    assert.equal(report.download?.missing[0]?.url, "https://media.example.com/video/segment-3.ts");
    assert.deepEqual(validateAgainstSchema("media-output.schema.json", report), []);
  });

  it("50,000 segments, within seconds and a budget", async (t) => {
    const files: Record<string, string | Uint8Array> = {
      "master.m3u8": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=80000,RESOLUTION=640x360\nvideo/index.m3u8\n",
      "video/index.m3u8": vod(50_000),
    };
    const rig = await mediaRig(t, files, ({ path }) =>
      path.endsWith(".ts") ? { status: 200, body: "x".repeat(100) } : undefined,
    );
    const text = planText({ simulation: { byteBudget: 20_000, sizeMethod: "declared" } });
    const begun = performance.now();
    const report = await rig.report({ ...downloads, text });
    assert.ok(performance.now() - begun < 30_000);
    assert.equal(report.outcome, "incomplete");
    assert.equal(report.download?.totalFiles, 50_000);
    assert.ok((report.download?.bytes ?? 0) <= 20_000);
    assert.ok((report.download?.files ?? 0) >= 190, `${report.download?.files}`);
    assert.match(found(report).join("\n"), /BA543 error The budget of 20 KB is used up: 49,?\d{3} files/);
  });

  it("a host that does not exist, a private one, and http", async (t) => {
    const rig = await mediaRig(t);
    const unmapped = async (url: string) => {
      const run = await rig.run({ text: planText({ asset: { url } }) });
      assert.ok(run.kind === "done");
      return found(run.result.report).join("\n");
    };
    assert.match(
      await unmapped("https://127.0.0.1:9/film.m3u8"),
      /BA540 error .*is a private address.*--allow-private/,
    );
    assert.match(
      await unmapped("http://other.example.com/film.m3u8"),
      /BA540 error .*is not https, which App Transport Security refuses/,
    );
  });

  it("a plan that cannot be read is not run, and says where", async (t) => {
    const rig = await mediaRig(t);
    const wrong = await rig.run({
      text: planText({ primaryContentConfiguration: { variantQualifiers: [{ predicat: "" }] } }),
    });
    assert.ok(wrong.kind === "failed");
    assert.equal(wrong.range?.start.line, 10);
    const broken = await rig.run({ text: "{" });
    assert.ok(broken.kind === "failed" && broken.range !== undefined);
    assert.deepEqual(rig.host.requests, []);
  });

  it("a host that nobody agreed to gets no request, and is named", async (t) => {
    const rig = await mediaRig(t, film(), ({ path }) =>
      path === "/en/index.m3u8" ? { redirectTo: "https://elsewhere.example.com/en.m3u8" } : undefined,
    );
    const access = new NetworkAccess({
      certificateAuthorities: [testCa.certificatePem],
      environment: {},
      developmentCaFolder: rig.output,
    }).confinedTo([]);
    const hosts = { "https://media.example.com": rig.host.origin };
    const network = { access, hosts, headers: {}, allowPrivate: false, notice: () => undefined };
    const run = await rig.run({ network });
    assert.deepEqual(run, { kind: "not-confirmed", host: "elsewhere.example.com" });
    assert.deepEqual(filesBelow(rig.output), []);
  });
});
