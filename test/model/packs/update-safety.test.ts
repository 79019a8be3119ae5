import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PackContents } from "../../../src/model/packs/pack-contents";
import { packTotals } from "../../../src/model/packs/pack-totals";
import type { AppReads } from "../../../src/model/packs/published-packs";
import { readPublishedPacks, withPublished } from "../../../src/model/packs/published-packs";
import { comparePacks, isBreaking } from "../../../src/model/packs/update-safety";

function pack(id: string, paths: Readonly<Record<string, number>>, more: Partial<PackContents> = {}): PackContents {
  const files = Object.entries(paths).map(([path, sizeInBytes]) => ({ path, sizeInBytes }));
  return {
    id,
    manifest: `${id}.json`,
    policy: "onDemand",
    installationEventTypes: [],
    platforms: ["iOS"],
    language: null,
    files,
    sizeInBytes: files.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
    isComplete: true,
    ...more,
  };
}

const compare = (before: readonly PackContents[], after: readonly PackContents[], apps: readonly AppReads[] = []) =>
  comparePacks({ version: 1, packs: before, apps, archives: [] }, after);

const reads = (version: string, paths: readonly string[], packIds: readonly string[] = []): AppReads => ({
  version,
  paths,
  packIds,
});

describe("what an update of asset packs does to installed apps", () => {
  it("says nothing of packs that stay as they are", () => {
    const same = [pack("core", { "a/b.bin": 1 })];
    assert.deepEqual(compare(same, same, [reads("1.0", ["a/b.bin", "a"], ["core"])]), []);
  });

  it("finds the installed version that loses a file, and the one that does not read it is left out", () => {
    const changes = compare(
      [pack("core", { "levels/1.json": 10, "levels/2.json": 10 })],
      [pack("core", { "levels/2.json": 10 })],
      [reads("1.0", ["levels/1.json"]), reads("1.1", ["levels/2.json", "levels"])],
    );
    assert.deepEqual(changes, [{ kind: "path-lost", appVersion: "1.0", path: "levels/1.json", packId: "core" }]);
  });

  it("takes a folder for lost only when nothing is left in it", () => {
    const before = [pack("core", { "levels/1.json": 10, "levels/2.json": 10 })];
    const apps = [reads("1.0", ["levels"])];
    assert.equal(compare(before, [pack("core", { "levels/2.json": 10 })], apps).some(isBreaking), false);
    assert.equal(compare(before, [pack("core", { "stages/1.json": 10 })], apps).some(isBreaking), true);
  });

  it("takes a file that is in another pack now for moved, not for lost", () => {
    const changes = compare(
      [pack("core", { "a.bin": 1, "b.bin": 2 })],
      [pack("core", { "a.bin": 1 }), pack("more", { "b.bin": 2 })],
      [reads("1.0", ["b.bin"])],
    );
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ["file-moved", "pack-new"],
    );
  });

  it("finds what a new version reads and the published pack does not have, and says nothing of recorded versions", () => {
    const before = {
      version: 1,
      packs: [pack("core", { "a.bin": 1 })],
      apps: [reads("1.0", ["a.bin"])],
      archives: [],
    } as const;
    const after = [pack("core", { "a.bin": 1, "b.bin": 2 }), pack("more", { "c.bin": 3 })];
    const kinds = (apps: readonly AppReads[]) =>
      comparePacks(before, after, apps).filter(({ kind }) => kind === "needs-update");
    assert.deepEqual(kinds([reads("1.0", ["b.bin"]), reads("1.1", ["a.bin", "b.bin", "c.bin", "none"])]), [
      { kind: "needs-update", appVersion: "1.1", path: "b.bin", packId: "core" },
    ]);
  });

  it("says of a new pack where its identifier is not taken, and of a published one no more", () => {
    const dotted = pack("a.b", { x: 1 });
    const found = compare([], [dotted, pack("ab", { y: 1 })]).filter(({ kind }) => kind === "id-not-everywhere");
    assert.deepEqual(
      found.map((change) => "packId" in change && change.packId),
      ["a.b"],
    );
    assert.deepEqual(compare([dotted], [dotted]), []);
  });

  it("says nothing is missing from a pack whose files are not all known", () => {
    const changes = compare(
      [pack("core", { "a.bin": 1 })],
      [pack("core", {}, { isComplete: false })],
      [reads("1.0", ["a.bin"])],
    );
    assert.deepEqual(changes, []);
  });

  it("finds a platform that was published and is dropped; an empty list means every platform", () => {
    const before = [pack("core", {}, { platforms: ["iOS", "macOS"] })];
    assert.deepEqual(compare(before, [pack("core", {})]), [
      { kind: "platform-dropped", packId: "core", platform: "macOS" },
    ]);
    assert.deepEqual(compare(before, [pack("core", {}, { platforms: [] })]), []);
  });

  it("recognises a renamed pack by its files, and breaks the version that asks for the old name", () => {
    const before = [pack("Tutorial", { "t/1.mp4": 5, "t/2.mp4": 5 })];
    const after = [pack("tutorial", { "t/1.mp4": 5, "t/2.mp4": 5 })];
    assert.deepEqual(compare(before, after)[0], { kind: "pack-gone", packId: "Tutorial", renamedTo: "tutorial" });
    assert.deepEqual(compare(before, after, [reads("1.0", [], ["Tutorial"])])[0], {
      kind: "pack-lost",
      appVersion: "1.0",
      packId: "Tutorial",
    });
  });

  it("counts what blocks an update, and tells policies apart", () => {
    const next = pack("core", { "a.bin": 7 }, { policy: "essential", installationEventTypes: ["subsequentUpdate"] });
    assert.deepEqual(compare([pack("core", { "a.bin": 7 })], [next]), [
      { kind: "policy-changed", packId: "core", from: "onDemand", to: "essential (subsequentUpdate)" },
      { kind: "blocks-updates", packId: "core", sizeInBytes: 7 },
    ]);
  });

  it("stays linear: 50,000 files and 2,000 recorded paths in well under two seconds", () => {
    const many = (from: number) =>
      Object.fromEntries(
        Array.from({ length: 50_000 }, (_, index) => [`folder-${index % 300}/${index + from}.bin`, 1]),
      );
    const paths = Array.from({ length: 2_000 }, (_, index) => `folder-${index % 300}/${index}.bin`);
    const start = performance.now();
    const changes = compare([pack("core", many(0))], [pack("core", many(25_000))], [reads("1.0", paths)]);
    assert.ok(changes.length > 2_000);
    assert.ok(performance.now() - start < 2_000);
  });
});

describe("totals of asset packs", () => {
  it("adds up by policy and event; the product page counts the largest language only", () => {
    const essential = (
      id: string,
      size: number,
      language: string | null,
      event: "firstInstallation" | "subsequentUpdate",
    ) => pack(id, { [id]: size }, { policy: "essential", installationEventTypes: [event], language });
    const totals = packTotals([
      essential("core", 100, null, "firstInstallation"),
      essential("en", 10, "en", "firstInstallation"),
      essential("de", 30, "de", "firstInstallation"),
      essential("news", 5, null, "subsequentUpdate"),
      pack("bonus", { bonus: 1000 }),
    ]);
    assert.equal(totals.essentialOnFirstInstallation, 140);
    assert.equal(totals.essentialOnSubsequentUpdate, 5);
    assert.equal(totals.onDemand, 1000);
    assert.equal(totals.productPageSizeInBytes, 135);
    assert.equal(totals.sizeInBytes, 1145);
  });
});

describe("the file of published packs", () => {
  it("reads what it writes, and keeps earlier versions of the app", () => {
    const first = withPublished(undefined, [pack("core", { "a.bin": 1 })], reads("1.0", ["a.bin"], ["core"]));
    const second = withPublished(first, [pack("core", { "b.bin": 2 })], reads("1.1", ["b.bin"]));
    const reading = readPublishedPacks(JSON.stringify(second));
    assert.equal(reading.kind, "read");
    if (reading.kind !== "read") return;
    assert.deepEqual(reading.published, second);
    assert.deepEqual(
      reading.published.apps.map(({ version }) => version),
      ["1.0", "1.1"],
    );
  });

  it("refuses what something else wrote, and does not mind nonsense in it", () => {
    for (const text of ["", "{", "[]", '{"version":2,"packs":[]}', '{"version":1}']) {
      assert.equal(readPublishedPacks(text).kind, "unreadable", text);
    }
    const odd = readPublishedPacks('{"version":1,"packs":[{"files":[{"path":3,"sizeInBytes":-1},7]},null],"apps":[3]}');
    assert.equal(odd.kind, "read");
  });
});
