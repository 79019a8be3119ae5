import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkAccess } from "../../../src/node/simulation/network-access";
import type { MediaProgress } from "../../../src/protocol/media-report";
import { testCa } from "../asset-host/served-folder";
import { filesBelow, film, found, master, mediaOrigin, mediaRig, planText, vod } from "./media-rig";

describe("planning over the network", () => {
  it("fetches playlists and asks for sizes, and downloads nothing", async (t) => {
    const rig = await mediaRig(t);
    const steps: MediaProgress[] = [];
    const report = await rig.report({ progress: (step) => steps.push(step) });
    assert.equal(report.outcome, "planned");
    assert.equal(report.estimate.method, "sampled");
    assert.equal(report.estimate.minimumBytes <= report.estimate.expectedBytes, true);
    const sum = report.streams.reduce((bytes, { estimatedBytes }) => bytes + estimatedBytes, 0);
    assert.equal(sum, 1_600_020, "the sizes of all segments, because all are sampled");
    const gets = rig.host.requests.filter(({ method }) => method === "GET").map(({ path }) => path);
    assert.deepEqual(gets.sort(), ["/en/index.m3u8", "/master.m3u8", "/video/index.m3u8"]);
    assert.deepEqual(filesBelow(rig.output), []);
    assert.deepEqual([...new Set(steps.map(({ step }) => step))], ["playlists", "sizes"]);
    assert.equal(steps.at(-1)?.done, steps.at(-1)?.total);
  });

  it("asks for the size of every segment, of some, or of none, as the plan says", async (t) => {
    const files = { ...film(), "video/index.m3u8": vod(40) };
    const asked = async (sizeMethod: string) => {
      const rig = await mediaRig(t, files);
      await rig.report({ text: planText({ simulation: { sizeMethod } }) });
      return rig.host.requests.filter(({ method, path }) => method === "HEAD" && path.startsWith("/video/")).length;
    };
    assert.deepEqual([await asked("head"), await asked("auto"), await asked("declared")], [40, 8, 0]);
  });

  it("resolves addresses against where a redirect led, and says that it is another host", async (t) => {
    const moved = Object.fromEntries(Object.entries(film()).map(([path, content]) => [`moved/${path}`, content]));
    const keys: (string | undefined)[] = [];
    const rig = await mediaRig(t, moved, ({ path, headers }) => {
      if (path.endsWith("master.m3u8")) keys.push(String(headers["x-key"]));
      return path === "/master.m3u8" ? { redirectTo: "https://cdn.example.com/moved/master.m3u8" } : undefined;
    });
    const access = new NetworkAccess({
      certificateAuthorities: [testCa.certificatePem],
      environment: {},
      developmentCaFolder: rig.output,
    });
    const hosts = { [mediaOrigin]: rig.host.origin, "https://cdn.example.com": rig.host.origin };
    const headers = { "media.example.com": { "x-key": "for the first host" } };
    const network = { access, hosts, headers, allowPrivate: false, notice: () => undefined };
    const report = await rig.report({ network, downloads: true });
    assert.equal(report.outcome, "complete");
    assert.deepEqual(keys, ["for the first host", "undefined"], "its headers are not another host's to see");
    assert.equal(report.streams[0]?.url, "https://cdn.example.com/moved/video/index.m3u8");
    assert.match(found(report).join("\n"), /BA541 warning media\.example\.com redirects to cdn\.example\.com/);
  });

  it("does not begin what the disk cannot hold", async (t) => {
    const huge = master.replace("BANDWIDTH=4000000", "BANDWIDTH=900000000000000");
    const rig = await mediaRig(t, { ...film(), "master.m3u8": huge });
    const report = await rig.report({ downloads: true, text: planText({ simulation: { sizeMethod: "declared" } }) });
    assert.equal(report.outcome, "refused");
    assert.match(found(report).join("\n"), /BA543 error .* are free where it goes/);
    assert.ok(!rig.host.requests.some(({ path }) => path.endsWith(".ts")));
  });

  it("stops when it is cancelled", async (t) => {
    const abort = new AbortController();
    const rig = await mediaRig(t, film(), ({ path }) => {
      if (path !== "/en/index.m3u8") return undefined;
      abort.abort();
      return { stallAfterBytes: "before-headers" };
    });
    assert.deepEqual(await rig.run({ signal: abort.signal, downloads: true }), { kind: "interrupted" });
    assert.deepEqual(filesBelow(rig.output), []);
  });
});
