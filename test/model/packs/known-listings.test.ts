import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseJson } from "../../../src/model/json/parse-json";
import type { DiskAnswer, DiskEntry, DiskQuestion, DiskWork } from "../../../src/model/packs/disk-question";
import { KnownListings, type SelectingManifest } from "../../../src/model/packs/known-listings";
import { listFiles, listingBudget } from "../../../src/model/packs/list-files";
import { readPackagingManifest } from "../../../src/model/packs/packaging-manifest";

const selecting = (selectors: readonly object[], path = "/w/packs/pack.json"): SelectingManifest => {
  const { root } = parseJson(JSON.stringify({ assetPackID: "p", fileSelectors: selectors }));
  assert.ok(root);
  return { path, manifest: readPackagingManifest(root), ceiling: "/w" };
};

/** Files by path with their sizes; a folder in `links` is a link to one. */
class Disk {
  readonly files = new Map<string, number>();
  readonly links = new Set<string>();
  asked = 0;

  constructor(files: Readonly<Record<string, number>>) {
    for (const [path, size] of Object.entries(files)) this.files.set(path, size);
  }

  do<Result>(work: DiskWork<Result>): Result {
    let step = work.next();
    while (step.done !== true) step = work.next(this.answer(step.value));
    return step.value;
  }

  answer(question: DiskQuestion): DiskAnswer {
    this.asked++;
    switch (question.kind) {
      case "look":
        return { kind: "look", entries: question.paths.map((path) => this.#entry(path)) };
      case "list": {
        const prefix = `${question.folder}/`;
        const below = [...this.files.keys()].filter((path) => path.startsWith(prefix));
        const names = new Set(below.map((path) => path.slice(prefix.length).split("/")[0] ?? ""));
        const entries = [...names].map((name) => {
          const path = prefix + name;
          return { name, kind: this.#entry(path)?.kind ?? "other", isLink: this.links.has(path) };
        });
        return { kind: "list", content: { entries, realPath: undefined } };
      }
      case "read-start":
        return { kind: "read-start", bytes: undefined };
    }
  }

  #entry(path: string): DiskEntry | undefined {
    const sizeInBytes = this.files.get(path);
    if (sizeInBytes !== undefined) return { kind: "file", sizeInBytes, modifiedAtMs: 0 };
    const isFolder = [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
    return isFolder ? { kind: "folder", sizeInBytes: 0, modifiedAtMs: 0 } : undefined;
  }
}

const told = (known: KnownListings) =>
  known.listings.map(({ files }) => [...files.values()].map(({ path, sizeInBytes }) => `${path} ${sizeInBytes}`));

describe("KnownListings", () => {
  it("asks the disk again only for what may be in a pack", () => {
    const disk = new Disk({ "/w/Maps/a.map": 1, "/w/Other/x": 1 });
    const known = new KnownListings();
    known.follow([selecting([{ directory: "Maps" }, { file: "Sounds/b.wav" }])]);
    disk.do(known.listStale());
    assert.deepEqual(told(known), [["Maps/a.map 1"]]);
    for (const path of ["/w/Other/x", "/w/Map", "/w/Maps.old/a.map", "/elsewhere/Maps/a.map"]) {
      known.changed(path);
      assert.equal(known.isStale, false, path);
    }
    for (const path of ["/w/Maps/deep/new.map", "/w/Maps", "/w/Sounds", "/w/packs/Sounds/b.wav", "/w"]) {
      known.changed(path);
      assert.equal(known.isStale, true, path);
      disk.do(known.listStale());
    }
  });

  it("keeps its listings as long as nothing differs on disk", () => {
    const disk = new Disk({ "/w/Maps/a.map": 1 });
    const known = new KnownListings();
    known.follow([selecting([{ directory: "Maps" }])]);
    disk.do(known.listStale());
    const before = known.listings;
    known.changedAll();
    disk.do(known.listStale());
    assert.equal(known.listings, before);
    disk.files.set("/w/Maps/a.map", 2);
    known.changed("/w/Maps/a.map");
    disk.do(known.listStale());
    assert.deepEqual(told(known), [["Maps/a.map 2"]]);
  });

  it("asks nothing where a manifest was changed and selects the same", () => {
    const disk = new Disk({ "/w/Maps/a.map": 1 });
    const known = new KnownListings();
    assert.equal(known.follow([selecting([{ directory: "Maps" }])]), true);
    disk.do(known.listStale());
    assert.equal(known.follow([selecting([{ directory: "Maps" }])]), false);
    assert.equal(known.isStale, false);
    assert.equal(known.follow([selecting([{ directory: "Map" }])]), true);
    assert.equal(known.isStale, true);
    assert.equal(known.follow([]), true);
    assert.deepEqual(known.listings, []);
  });

  it("a listing that was begun earlier does not take the place of a later one", () => {
    const disk = new Disk({ "/w/Maps/a.map": 1 });
    const known = new KnownListings();
    known.follow([selecting([{ directory: "Maps" }])]);
    const early = known.listStale();
    let step = early.next();
    // Its answers are of the disk as it was.
    const old = new Disk({ "/w/Maps/a.map": 1 });
    disk.files.set("/w/Maps/a.map", 2);
    known.changedAll();
    disk.do(known.listStale());
    assert.deepEqual(told(known), [["Maps/a.map 2"]]);
    while (step.done !== true) step = early.next(old.answer(step.value));
    assert.deepEqual(told(known), [["Maps/a.map 2"]]);
  });

  it("a change on the way leaves it stale, and one of the manifest drops the result", () => {
    const disk = new Disk({ "/w/Maps/a.map": 1 });
    const known = new KnownListings();
    known.follow([selecting([{ directory: "Maps" }])]);
    let work = known.listStale();
    let step = work.next();
    known.changedAll();
    while (step.done !== true) step = work.next(disk.answer(step.value));
    assert.equal(known.isStale, true);
    assert.deepEqual(told(known), [["Maps/a.map 1"]]);

    work = known.listStale();
    step = work.next();
    known.follow([selecting([{ directory: "Maps" }], "/w/packs/other.json")]);
    while (step.done !== true) step = work.next(disk.answer(step.value));
    assert.deepEqual(told(known), []);
  });
});

describe("listFiles", () => {
  it("does not follow a link to a folder where nobody can tell where it leads", () => {
    const disk = new Disk({ "/w/Maps/a.map": 1, "/w/Maps/loop/a.map": 1 });
    disk.links.add("/w/Maps/loop");
    const { path, manifest, ceiling } = selecting([{ directory: "Maps" }]);
    const listing = disk.do(listFiles(path, manifest, ceiling, listingBudget()));
    assert.deepEqual([...(listing?.files.keys() ?? [])], ["Maps/a.map"]);
    assert.equal(listing?.isComplete, false);
  });

  it("stops at the budget, and says so", () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`/w/Maps/${at}.map`, 1]));
    const { path, manifest, ceiling } = selecting([{ directory: "Maps" }]);
    const listing = new Disk(many).do(listFiles(path, manifest, ceiling, { files: 500, programs: 0 }));
    assert.equal(listing?.files.size, 500);
    assert.equal(listing?.isComplete, false);
  });
});
