import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import type { DeviceEvent } from "../../../src/simulator/events";
import { describeEffect } from "../../../src/simulator/faults";
import { type MatrixRow, matrix, matrixTable, type SeenRow, well } from "./fault-matrix";
import { bytesOf, type FaultyAsset, type FaultyDevice, faultyDevice, type Protocol } from "./faulty-device";

/*
 * Every fault at every moment over every protocol. `WRITE_FAULT_TABLE=1 node scripts/unit-tests.mjs fault-matrix` writes the table.
 */

const page = "docs/reliability.md";
const marks = ["<!-- fault table: written by a test -->\n", "\n<!-- end of the fault table -->"] as const;
const protocols: readonly Protocol[] = ["http", "tls", "proxy"];
const names = new Map<string, string>();
const seen: SeenRow[] = [];

type Happening = "install" | "update" | "periodic";

/** A device's story with one fault: what it ought to have is known at every moment. */
class Story {
  readonly #device: FaultyDevice;
  readonly #row: MatrixRow;
  #assets: readonly FaultyAsset[] = [
    { id: "core", sizeInBytes: 3000, essential: true },
    { id: "music", sizeInBytes: 5000 },
  ];
  #there = new Map<string, Buffer>();

  private constructor(device: FaultyDevice, row: MatrixRow) {
    this.#device = device;
    this.#row = row;
  }

  static async begin(t: TestContext, row: MatrixRow, protocol: Protocol): Promise<Story> {
    const story = new Story(await faultyDevice(t, { assets: [], protocol }), row);
    await story.publish(["core", "music"], 1);
    return story;
  }

  /** Assets get new bytes. */
  async publish(named: readonly string[], version: number): Promise<void> {
    this.#assets = this.#assets.map((asset) => (named.includes(asset.id) ? { ...asset, version } : asset));
    await this.#device.serve(this.#assets);
  }

  /** Lets something happen while requests for these files are struck; what is on the disk afterwards is as it ought to be. */
  async happens(
    event: Happening | "launch",
    struck: readonly string[],
    meanwhile: (event: DeviceEvent, device: FaultyDevice["device"]) => void = () => {},
    times: { readonly times?: number } = {},
  ): Promise<readonly DeviceEvent[]> {
    const { effect } = this.#row;
    const { device } = this.#device;
    device.setFaults(struck.map((name) => ({ url: `**/${name}`, effect, ...times })));
    if (event === "install") this.#there = new Map();
    const events = await this.#device.fire(event, (told) => meanwhile(told, device));
    const isCorrupted = events.some(
      ({ type, identifier }) => type === "fault.applied" && effect.kind === "corrupted" && identifier !== undefined,
    );
    for (const asset of this.#assets) {
      if (endOf(events, asset.id) === well) {
        const bytes = bytesOf(asset);
        if (isCorrupted && times.times === undefined && struck.includes(asset.id)) bytes[0] = (bytes[0] ?? 0) ^ 0xff;
        this.#there.set(asset.id, bytes);
      }
      const ought = this.#there.get(asset.id);
      const content = this.#device.content(asset.id);
      const isRight = ought === undefined ? content === undefined : content?.equals(ought);
      assert.equal(isRight, true, `${asset.id} after ${event}: what was there before, or all that is on the server`);
    }
    return events;
  }

  async manifestIsStruck(event: Happening): Promise<string> {
    const events = await this.happens(event, ["manifest.json"]);
    const end = events.find(({ type }) => ["manifest.failed", "extension.failed", "extension.returned"].includes(type));
    assert.deepEqual([codeOf(end), this.#device.exitCode], [this.#row.manifest, exitCodeOf(this.#row.manifest)], event);
    return codeOf(end);
  }

  async assetsAreStruck(event: Happening, named: readonly string[]): Promise<readonly string[]> {
    const events = await this.happens(event, named);
    const ends = named.map((name) => endOf(events, name));
    const expected = named.map(() => this.#row.asset);
    assert.deepEqual([ends, this.#device.exitCode], [expected, exitCodeOf(this.#row.asset)], event);
    assert.ok(events.filter(({ type }) => type === "fault.applied").length >= named.length, "each fault is in the log");
    return ends;
  }

  async nothingIsStruck(event: Happening): Promise<void> {
    const events = await this.happens(event, []);
    const asked = events.filter(({ type }) => type === "download.enqueued").map(({ identifier = "" }) => identifier);
    assert.deepEqual(
      asked.map((name) => endOf(events, name)),
      asked.map(() => well),
    );
    assert.equal(this.#device.exitCode, 0);
  }
}

function endOf(events: readonly DeviceEvent[], identifier: string): string {
  const ends = ["download.finished", "download.failed", "download.cancelled", "download.refused"];
  const end = events.findLast((event) => event.identifier === identifier && ends.includes(event.type));
  return end === undefined ? "nothing" : codeOf(end);
}

/** The error's domain without its suffix and its code, or that all went well. */
function codeOf(event: DeviceEvent | undefined): string {
  if (event === undefined) return "nothing";
  if (event.error === undefined) return well;
  const { domain, code, name } = event.error;
  const short = `${domain.replace("ErrorDomain", "")} ${code}`;
  names.set(short, name);
  return short;
}

function exitCodeOf(end: string): 0 | 1 {
  return end === well ? 0 : 1;
}

async function tell(t: TestContext, row: MatrixRow, protocol: Protocol): Promise<SeenRow> {
  const story = await Story.begin(t, row, protocol);
  let version = 1;
  // Each moment has something to download, also where the one before went well.
  const publish = (...named: string[]) => story.publish(named, ++version);
  const manifest = await story.manifestIsStruck("install");
  const [essential = "", nonEssential = ""] = await story.assetsAreStruck("install", ["core", "music"]);
  await story.nothingIsStruck("update");
  if (row.untilLaunch === true) return { row, manifest, essential, nonEssential, pausedAndResumed: "", cancelled: "" };

  await story.happens("launch", []);
  await publish("core", "music");
  await story.manifestIsStruck("update");
  await publish("core", "music");
  await story.assetsAreStruck("update", ["core", "music"]);
  await story.nothingIsStruck("update");

  await publish("music");
  await story.manifestIsStruck("periodic");
  await publish("music");
  await story.assetsAreStruck("periodic", ["music"]);
  await story.nothingIsStruck("periodic");

  await publish("music");
  const resumed = await story.happens(
    "update",
    ["music"],
    ({ type, identifier }, device) => {
      if (identifier !== "music") return;
      if (type === "fault.applied") device.pause();
      if (type === "download.paused") setImmediate(() => device.resume());
    },
    { times: 1 },
  );
  assert.equal(resumed.filter(({ type }) => type === "download.paused").length, 1);

  await publish("music");
  const cancelled = await story.happens("update", ["music"], ({ type }, device) => {
    if (type === "fault.applied") device.cancel();
  });
  await story.nothingIsStruck("update");
  return {
    row,
    manifest,
    essential,
    nonEssential,
    pausedAndResumed: endOf(resumed, "music"),
    cancelled: endOf(cancelled, "music"),
  };
}

for (const row of matrix) {
  const name = `${describeEffect(row.effect)}: the same at every moment over ${protocols.join(", ")}`;
  test(name, async (t) => {
    const told = await Promise.allSettled(protocols.map((protocol) => tell(t, row, protocol)));
    const [first, ...others] = told.map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    });
    assert.ok(first !== undefined);
    for (const other of others) assert.deepEqual(other, first);
    if (row.untilLaunch !== true) assert.deepEqual([first.pausedAndResumed, first.cancelled], [well, "NSURL -999"]);
    seen.push(first);
  });
}

test(`the table in ${page} is what was seen`, () => {
  const text = readFileSync(page, "utf8");
  const [before = "", rest = ""] = text.split(marks[0]);
  const [table, after = ""] = rest.split(marks[1]);
  const current = matrixTable(seen, (code) => names.get(code) ?? "");
  if (process.env.WRITE_FAULT_TABLE === "1") {
    writeFileSync(page, before + marks[0] + current + marks[1] + after);
    return;
  }
  assert.equal(table?.replaceAll("\r\n", "\n"), current);
});
