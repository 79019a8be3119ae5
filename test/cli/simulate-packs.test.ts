import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";

interface LoggedEvent {
  readonly type: string;
  readonly identifier?: string;
  readonly lane?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly notes?: readonly string[];
}

describe("background-assets simulate, managed projects", () => {
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
    folder = mkdtempSync(join(tmpdir(), "background-assets-managed-"));
    cpSync("examples/apple-hosted/Lanterns", join(folder, "Lanterns"), { recursive: true });
  });
  const simulate = (...args: readonly string[]) => {
    const result = spawnSync(
      process.execPath,
      [cli.path, "simulate", ...args, "--project", "Lanterns", "--format", "jsonl"],
      {
        encoding: "utf8",
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: "", BACKGROUND_ASSETS_STATE: join(folder, "state") },
      },
    );
    const events = result.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as LoggedEvent);
    for (const event of events) validateAgainstSchema("event.schema.json", event);
    const downloaded = events.filter(({ type }) => type === "download.finished").map(({ identifier }) => identifier);
    return { ...result, events, downloaded: downloaded.sort() };
  };

  it("Apple-hosted: downloads by policy, and a pack again when its files have changed", () => {
    const install = simulate("install", "launch");
    assert.equal(install.status, 0, install.stderr);
    assert.deepEqual(install.downloaded, ["Core", "Harbors"], "OS 26 takes no localized pack");
    assert.deepEqual(simulate("periodic").downloaded, []);

    const path = join(folder, "Lanterns/Assets/Core/lights.table");
    const before = readFileSync(path);
    before[before.length - 1] = before[before.length - 1] === 0 ? 1 : 0;
    writeFileSync(path, before);
    const periodic = simulate("periodic");
    assert.deepEqual(periodic.downloaded, ["Core"]);
    const notes = periodic.events.find(({ type }) => type === "extension.returned")?.notes ?? [];
    assert.ok(notes.includes("Core: version 1 is on the device, 2 on the server"), notes.join("\n"));
  });

  it("Apple-hosted: localized packs on OS 27 only, and those of the language that the person chooses", () => {
    const { downloaded } = simulate("install", "launch", "language-change", "--language", "de-CH");
    assert.deepEqual(downloaded, ["Core", "Harbors", "VoicesDE", "VoicesEN"]);
  });

  it("Apple-hosted: simulates a Mac where no pack is for an iPhone, and names packs that are for others", () => {
    const packsFolder = join(folder, "Lanterns/Packs");
    const rewrite = (name: string, platform: string) => {
      const path = join(packsFolder, name);
      writeFileSync(path, readFileSync(path, "utf8").replace('"iOS"', JSON.stringify(platform)));
    };
    rewrite("Core.json", "macOS");
    const phone = simulate("install");
    assert.deepEqual(phone.downloaded, ["Harbors"]);
    assert.match(phone.stderr, /The simulated device runs iOS: Core is not offered to it/);
    for (const name of readdirSync(packsFolder)) rewrite(name, "macOS");
    const mac = simulate("install", "--fresh");
    assert.deepEqual(mac.downloaded, ["Core", "Harbors"], mac.stderr);
  });

  it("judges without downloading when it is a dry run", () => {
    const { status, events } = simulate("install", "--dry-run");
    assert.equal(status, 0);
    assert.ok(events.some(({ type }) => type === "extension.returned"));
    const devices = join(folder, "state/devices");
    const contents = readdirSync(devices).flatMap((name) => readdirSync(join(devices, name, "content")));
    assert.deepEqual(
      contents.filter((name) => !name.includes("manifest")),
      [],
    );
  });

  it("says in the device's words that the app would be killed, and that a pack's files are not there", () => {
    const plist = join(folder, "Lanterns/App/Info.plist");
    const text = readFileSync(plist, "utf8");
    writeFileSync(plist, text.replace(/\t<key>BAAppGroupID<\/key>\n.*\n/, ""));
    const trapped = simulate("install");
    assert.equal(trapped.status, 1);
    const [notRun] = trapped.events.filter(({ type }) => type === "event.notRun");
    assert.equal(notRun?.reason, "app-would-trap");
    assert.match(notRun?.message ?? "", /lacks a string value for the key "BAAppGroupID"/);

    writeFileSync(plist, text);
    rmSync(join(folder, "Lanterns/Assets/Storms"), { recursive: true });
    const incomplete = simulate("install", "--fresh");
    assert.match(incomplete.stderr, /Storms: not all of its files are known/);
    assert.deepEqual(incomplete.downloaded, ["Core", "Harbors"]);
  });

  it("ends when it is interrupted, and goes on with the bytes that came", async () => {
    const events = ["install", "--project", "Lanterns", "--network", "1mbps"];
    const child = spawn(process.execPath, [cli.path, "simulate", ...events, "--format", "jsonl"], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: "", BACKGROUND_ASSETS_STATE: join(folder, "state") },
    });
    let log = "";
    let isInterrupted = false;
    child.stdout.on("data", (chunk) => {
      log += chunk;
      // In the middle of a pack, and once: a second one would end the process at once.
      if (!log.includes('"download.progress"') || isInterrupted) return;
      isInterrupted = true;
      child.kill("SIGINT");
    });
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 1, log);
    assert.match(log, /"outcome":"interrupted"/);
    const launch = simulate("launch");
    assert.equal(launch.status, 0, launch.stderr);
    assert.deepEqual(launch.downloaded, ["Core", "Harbors"]);
    const resumed = launch.events.find(({ type }) => type === "download.resumed") as { offset?: number } | undefined;
    assert.ok((resumed?.offset ?? 0) > 0, "it continues where it stopped");
  });

  it("needs packs to simulate Apple's hosting, and says where it looked", () => {
    rmSync(join(folder, "Lanterns/Packs"), { recursive: true });
    const { status, stderr } = simulate("install");
    assert.equal(status, 2);
    assert.match(stderr, /^background-assets: There is no packaging manifest in .*Lanterns/m);
  });

  it("an unmanaged app whose manifest is one of asset packs downloads by their policies", () => {
    rmSync(join(folder, "Lanterns"), { recursive: true });
    cpSync("examples/self-hosted", folder, { recursive: true });
    const plist = join(folder, "Atlas/App/Info.plist");
    const managed = /\t<key>BAHasManagedAssetPacks<\/key>\n\t<true\/>\n/;
    writeFileSync(plist, readFileSync(plist, "utf8").replace(managed, ""));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli.path, "simulate", "--scenario", "first-light.ba-scenario.jsonc"],
      {
        encoding: "utf8",
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", BACKGROUND_ASSETS_STATE: join(folder, "state") },
      },
    );
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /Self-hosted, unmanaged/);
    assert.match(stdout, /Andes: on demand: downloaded when the app asks for it/);
  });
});
