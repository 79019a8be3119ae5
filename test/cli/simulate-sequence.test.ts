import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";
import { EventLog, type ServedAsset, SimulatedProject, someBytes } from "./simulated-project";

/** How often a run is killed; more by hand. */
const killRounds = Number(process.env.BACKGROUND_ASSETS_KILL_ROUNDS ?? 15);

describe("background-assets simulate, run after run", { concurrency: 2 }, () => {
  let cli: Cli;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => cli.dispose());

  it("downloads with an update and a periodic check only what has changed", async (t) => {
    const version1: ServedAsset[] = [
      { id: "core", essential: true },
      { id: "terrain", essential: true },
      { id: "music" },
    ];
    const project = await SimulatedProject.create(t, cli.path, { assets: version1 });
    const install = await project.events(["install"]);
    assert.deepEqual(install.events.finished, ["core", "music", "terrain"]);
    assert.equal((await project.requests()).length, 4);
    assert.equal((await project.run(["launch"])).status, 0);
    assert.deepEqual(await project.requests(), [], "launching downloads nothing");

    // One changed, one is new, one is gone.
    await project.serve([
      { id: "core", essential: true },
      { id: "terrain", essential: true, version: 2, content: someBytes("terrain 2", 1500) },
      { id: "festival" },
    ]);
    const update = await project.events(["update"]);
    assert.equal(update.status, 0);
    assert.deepEqual(await project.requests(), ["/manifest.json", "/assets/terrain.bin", "/assets/festival.bin"]);
    assert.equal(update.events.of("extension.launched")[0]?.restrictedDownloadSizeRemaining, null, "it was launched");
    assert.ok([...project.contents().values()].some((bytes) => bytes.equals(someBytes("terrain 2", 1500))));

    const periodic = await project.events(["periodic"]);
    assert.deepEqual(await project.requests(), ["/manifest.json"]);
    assert.equal(periodic.events.of("extension.returned")[0]?.downloads, 0);
    assert.equal(periodic.status, 0);
    const times = [install, update, periodic].map(({ events }) => Date.parse(events.all[0]?.time ?? ""));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
      "the device's clock goes on from run to run",
    );
  });

  it("survives being killed at any moment: the next run goes on and ends with exactly the right bytes", async (t) => {
    const assets: ServedAsset[] = Array.from({ length: 40 }, (_, index) => {
      // Small ones are written in one go, large ones leave something to continue.
      const length = index % 13 === 5 ? 3_000_000 : 5_000 + index * 700;
      return { id: `pack-${index}`, essential: index < 10, content: someBytes(`pack ${index}`, length) };
    });
    const expected = assets.map(({ content }) => digest(content ?? [])).sort();
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const args = ["--network", "160mbps", "--format", "jsonl"];
    const next = seededRandom(20260101);
    let continued = 0;
    for (let round = 0; round < killRounds; round++) {
      // From before the first event to the last ones: 9 MB at 20 MB/s.
      const killAfterEvents = Math.floor(next() * 110);
      const killAfterMs = Math.floor(next() ** 2 * 500);
      const first = project.start(["install", "--fresh", ...args]);
      if (killAfterEvents > 0) await first.said(new RegExp(`"seq":${killAfterEvents},`)).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, killAfterMs));
      first.process.kill("SIGKILL");
      await first.ended;
      const about = `round ${round}: killed ${killAfterMs} ms after ${killAfterEvents} events`;
      for (const [name, bytes] of project.contents()) {
        if (!name.includes(".partial")) assert.ok(expected.includes(digest(bytes)), `${about}: ${name} is not whole`);
      }
      await project.requests();
      // What a person does next.
      let second = await project.run(["launch", "update", ...args]);
      continued += (await project.requests()).filter((request) => request.includes("bytes=")).length;
      assert.doesNotMatch(second.stderr, /damaged/, `${about}: the journal is whole`);
      if (second.status === 2) {
        assert.match(second.stderr, /not installed/, about);
        second = await project.run(["install", ...args]);
      }
      // Cut off during the manifest: not launchable until the update has found out what is needed.
      if (second.status === 1) assert.match(second.stdout, /"reason":"not-launchable"/, about);
      else assert.equal(second.status, 0, about + second.stdout.slice(-600) + second.stderr);
      assert.deepEqual([...project.contents().values()].map(digest).sort(), expected, about);
    }
    t.diagnostic(`${continued} downloads went on in the middle`);
    if (killRounds >= 15) assert.ok(continued > 0, "some downloads went on in the middle");
  });

  it("keeps what has come when it is interrupted, says so, and continues in the next run", async (t) => {
    const content = someBytes("big", 3_000_000);
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [{ id: "big", essential: true, content }, { id: "small" }],
    });
    const running = project.start(["install", "--network", "40mbps", "--format", "jsonl", "--report", "cut.json"]);
    await running.said(/"download\.progress"/);
    running.process.kill("SIGINT");
    const { status, stderr, stdout } = await running.ended;
    assert.match(
      stderr,
      /\nReport: cut\.json\n$|Interrupted\. What was downloaded so far is kept; the next run continues/,
    );
    assert.match(stderr, /Interrupted\. What was downloaded so far is kept; the next run continues with it\.\n/);
    assert.match(stdout, /"download\.paused"/);
    assert.equal(status, 1);
    const report = JSON.parse(readFileSync(join(project.folder, "cut.json"), "utf8"));
    assert.equal(report.exitCode, 1, "it did not come to its end");
    assertInterrupted(stdout);
    assert.deepEqual(
      [...project.contents().keys()].map((name) => name.replace(/-[0-9a-f]{32}/, "")),
      ["big.partial", "big.partial.json"],
    );
    await project.requests();

    const next = await project.events(["launch"]);
    assert.equal(next.status, 0);
    assert.ok((next.events.of("download.resumed")[0]?.offset ?? 0) > 0);
    assert.match((await project.requests())[0] ?? "", /^\/assets\/big\.bin bytes=[1-9]\d*-$/);
    assert.ok([...project.contents().values()].some((bytes) => bytes.equals(content)));
    assert.equal(project.contents().size, 2);
  });

  it("lets a device be used by one process at a time", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [{ id: "big" }],
      respond: ({ path }) => (path.endsWith(".bin") ? { stallAfterBytes: 10 } : undefined),
    });
    const first = project.start(["install", "--format", "jsonl"]);
    await first.said(/"download\.started"/);
    const second = await project.run(["install"]);
    assert.equal(second.status, 2);
    assert.equal(second.stdout, "");
    assert.match(
      second.stderr,
      /^background-assets: This device is in use by process (\d+) on [^\n]+ --state folder\.\n$/,
    );
    assert.match(second.stderr, new RegExp(`by process ${first.process.pid} `));
    const elsewhere = project.start(["install", "--state", join(project.folder, "elsewhere"), "--format", "jsonl"]);
    await elsewhere.said(/"download\.started"/);
    for (const running of [first, elsewhere]) {
      running.process.kill("SIGTERM");
      assert.equal((await running.ended).status, 1);
    }
    const devices = join(project.stateFolder, "devices");
    assert.equal(existsSync(join(devices, readdirSync(devices)[0] ?? "", "lock")), false, "the lock is given back");
  });

  it("ends quietly when nobody reads any more", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      assets: Array.from({ length: 300 }, (_, index) => ({ id: `pack-${index}` })),
    });
    const running = project.start(["install", "--format", "jsonl"]);
    await running.said(/run\.started/);
    running.process.stdout?.destroy();
    const [status] = await once(running.process, "exit");
    assert.equal(status, 0);
    assert.notEqual((await project.run(["launch"])).status, 2, "the lock that was left behind is taken over");
  });
});

/** The log comes to its end, whatever ended the run. */
function assertInterrupted(stdout: string): void {
  const events = new EventLog(stdout);
  assert.deepEqual(
    events.all.slice(-2).map(({ type }) => type),
    ["event.finished", "run.finished"],
  );
  assert.equal(events.of("event.finished").at(-1)?.outcome, "interrupted");
  assert.equal(events.of("run.finished")[0]?.exitCode, 1);
  for (const event of events.all) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
}

function digest(bytes: Uint8Array | readonly never[]): string {
  return createHash("sha1").update(Buffer.from(bytes)).digest("hex");
}

/** Numbers from 0 to 1, the same in each run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
