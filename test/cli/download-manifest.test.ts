import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, describe, it, type TestContext } from "node:test";
import { startedHost, testCa } from "../node/asset-host/served-folder";
import { bundleCli, type Cli } from "./run-cli";

interface Entry {
  readonly id: string;
  readonly url: string;
  readonly version: number;
  readonly downloadSize: number;
}

describe("background-assets download-manifest", () => {
  let cli: Cli;
  let folder: string;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => {
    cli.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), "background-assets-download-manifest-"));
    put("Packs/core.json", packagingManifest("core", { essential: { installationEventTypes: ["firstInstallation"] } }));
    put("Packs/bonus.json", packagingManifest("bonus", { onDemand: {} }));
    put("build/core.aar", "core, first");
    put("build/bonus.aar", "bonus");
  });
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const run = (...args: readonly string[]) => cli.run(["download-manifest", ...args], { cwd: folder });
  const create = () => run("create", "--base-url", "https://cdn.example.com/packs");
  const entries = () =>
    (JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as { assetPacks: Entry[] }).assetPacks;

  it("writes what a device reads: URLs without an ending, exact sizes, and an order for publishing", () => {
    const { stdout, stderr, status } = create();
    assert.equal(status, 0, stderr);
    assert.deepEqual(entries(), [
      {
        id: "bonus",
        url: "https://cdn.example.com/packs/bonus",
        version: 1,
        downloadSize: 5,
        downloadPolicy: { onDemand: {} },
        host: { thirdParty: {} },
      },
      {
        id: "core",
        url: "https://cdn.example.com/packs/core",
        version: 1,
        downloadSize: 11,
        downloadPolicy: { essential: { installationEventTypes: ["firstInstallation"] } },
        host: { thirdParty: {} },
      },
    ]);
    assert.ok(stdout.indexOf("archive at https://cdn.example.com/packs/core") < stdout.indexOf("manifest.json at"));
    assert.equal(cli.run(["check", "manifest.json"], { cwd: folder }).status, 0);
  });

  it("raises the version of an archive that changed, even one of the same size, and of no other", () => {
    create();
    put("build/core.aar", "CORE, FIRST");
    const { stdout } = run("update");
    assert.match(stdout, /^core: version 1 becomes 2/m);
    assert.match(stdout, /^bonus: unchanged, version 1/m);
    assert.deepEqual(
      entries().map(({ id, version, url }) => [id, version, url]),
      [
        ["bonus", 1, "https://cdn.example.com/packs/bonus"],
        ["core", 2, "https://cdn.example.com/packs/core"],
      ],
    );
  });

  it("never lowers a version, where an older manifest is the one to go on from", () => {
    create();
    const first = readFileSync(join(folder, "manifest.json"), "utf8");
    put("build/core.aar", "core, second");
    run("update");
    put("manifest.json", first);
    assert.match(run("update").stdout, /^core: version 1 becomes 2/m);
    put("manifest.json", first);
    put("build/core.aar", "core, third!");
    assert.match(run("update").stdout, /^core: version 1 becomes 3/m);
  });

  it("leaves published archives where they are, unless all are to move", () => {
    create();
    put("build/core.aar", "core, second");
    const urls = () => entries().map(({ url }) => url);
    const moved = run("update", "--base-url", "https://cdn.example.com/2/");
    assert.deepEqual(urls(), ["https://cdn.example.com/packs/bonus", "https://cdn.example.com/2/core"]);
    assert.match(moved.stdout, /1\. the archive at https:\/\/cdn\.example\.com\/2\/core\n {2}2\. manifest\.json/);
    assert.match(moved.stdout, /^Leave archives that are published as they are/m);
    put("build/core.aar", "core, the third");
    const replaced = run("update");
    assert.deepEqual(urls(), ["https://cdn.example.com/packs/bonus", "https://cdn.example.com/2/core"]);
    assert.match(replaced.stdout, /until the new one is there, devices\nrefuse its size/);
    run("update", "--base-url", "https://other.example/", "--move-all");
    assert.deepEqual(urls(), ["https://other.example/bonus", "https://other.example/core"]);
  });

  it("says where it cannot know, and raises on demand", () => {
    create();
    rmSync(join(folder, "background-assets.published.json"));
    assert.match(run("update").stdout, /^core: version 1 stays: the archive has the same size/m);
    assert.match(run("update", "--raise", "core").stdout, /^core: version 1 becomes 2/m);
    assert.match(run("update", "--raise", "none").stderr, /--raise none: there is no such pack/);
  });

  it("goes on with the versions of a pack that was removed and comes back", () => {
    create();
    const bonus = packagingManifest("bonus", { onDemand: {} });
    rmSync(join(folder, "Packs/bonus.json"));
    assert.match(run("update").stdout, /^bonus: removed/m);
    put("Packs/bonus.json", bonus);
    run("update");
    assert.equal(entries().find(({ id }) => id === "bonus")?.version, 2);
  });

  it("refuses what would not work, and writes nothing then", () => {
    assert.match(run("check", "http://cdn.example.com/manifest.json").stderr, /over https only/);
    assert.match(run("create").stderr, /--base-url is needed/);
    assert.match(run("create", "--base-url", "http://cdn.example.com").stderr, /https only/);
    assert.match(run("update").stderr, /create writes the first/);
    rmSync(join(folder, "build/core.aar"));
    const missing = create();
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /there is no core\.aar/);
    assert.throws(() => readFileSync(join(folder, "manifest.json")));
    assert.match(run("create", "--platform", "macOS", "--base-url", "https://a.example/").stderr, /for macOS/);
  });

  const check = (...args: readonly string[]) =>
    new Promise<{ stdout: string; stderr: string; status: number | null }>((resolve) => {
      // Not spawnSync: the host answers in this process.
      const child: ChildProcess = spawn(process.execPath, [cli.path, "download-manifest", "check", ...args], {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", BACKGROUND_ASSETS_STATE: join(folder, "state") },
      });
      let stdout = "";
      let stderr = "";
      child.stdout?.on("data", (chunk) => {
        stdout += chunk;
      });
      child.stderr?.on("data", (chunk) => {
        stderr += chunk;
      });
      child.on("close", (status) => resolve({ stdout, stderr, status }));
    });
  const published = async (t: TestContext) => {
    create();
    put("server/packs/core", "core, first");
    put("server/packs/bonus", "bonus");
    put("server/manifest.json", readFileSync(join(folder, "manifest.json"), "utf8"));
    put("ca.pem", testCa.certificatePem);
    const host = await startedHost(t, { folder: join(folder, "server") });
    return ["--map-host", `https://cdn.example.com=${host.origin}`, "--ca", "ca.pem"];
  };
  const manifestUrl = "https://cdn.example.com/manifest.json";

  it("finds nothing wrong with what is published as it should be", async (t) => {
    const options = await published(t);
    const { stdout, stderr, status } = await check(manifestUrl, ...options);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^ok {2}BAManifestURL {2}the same with a query parameter$/m);
    assert.match(stdout, /^ok {2}core {2}11 bytes, version 1, ranges$/m);
  });

  it("finds an archive of another size, one that is missing, and a version that went down", async (t) => {
    const options = await published(t);
    put("server/packs/core", "core, second");
    rmSync(join(folder, "server/packs/bonus"));
    put("before.json", JSON.stringify({ assetPacks: [{ id: "core", url: "", version: 4, downloadSize: 1 }] }));
    const { stdout, status } = await check(manifestUrl, "--previous", "before.json", ...options);
    assert.equal(status, 1);
    assert.match(stdout, /^error {2}core {2}version 1 is lower than 4/m);
    assert.match(stdout, /^error {2}core {2}the server has 12 bytes, the manifest says 11/m);
    assert.match(stdout, /^error {2}bonus {2}the server answers 404: publish the archive before the manifest/m);
  });

  it("checks a manifest before it is published, in JSON too, and asks no private address unasked", async (t) => {
    const options = await published(t);
    const { stdout, status } = await check("manifest.json", "--format", "json", ...options);
    assert.equal(status, 0);
    const { checks } = JSON.parse(stdout) as { checks: { subject: string; severity: string }[] };
    assert.deepEqual(
      checks.map(({ subject, severity }) => [subject, severity]),
      [
        ["bonus", "ok"],
        ["core", "ok"],
      ],
    );
    put("local.json", readFileSync(join(folder, "manifest.json"), "utf8").replaceAll("cdn.example.com", "127.0.0.1"));
    const local = await check("local.json");
    assert.equal(local.status, 1);
    assert.match(local.stdout, /private|loopback/);
  });
});

function packagingManifest(id: string, downloadPolicy: unknown): string {
  return JSON.stringify({ assetPackID: id, downloadPolicy, fileSelectors: [{ file: "a.bin" }], platforms: ["iOS"] });
}
