import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { completeSelectorPath, type PathCompletion } from "../../../src/language/completion/selector-paths";
import type { DiskWork, FolderEntry } from "../../../src/model/packs/disk-question";
import { accepted, type CursorCase, cursorCase, itemNamed, labels } from "../cursor-in-text";

/** Below `/project`, which is the folder that was opened. */
const disk = [
  "Game/Maps/eu.map",
  "Game/Maps/us.map",
  "Game/Maps/readme.txt",
  "Game/Maps/Deep Sea/trench one.map",
  "Game/Maps/.DS_Store",
  "Game/Sounds/start.wav",
  "Game/start.wav",
  "Packs/note.txt",
  'Packs/odd "name".txt',
  "Other/x.bin",
].map((path) => `/project/${path}`);

function contentOf(folder: string): readonly FolderEntry[] {
  const names = new Map<string, FolderEntry>();
  for (const path of disk) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name = "", ...rest] = path.slice(folder.length + 1).split("/");
    names.set(name, { name, kind: rest.length > 0 ? "folder" : "file", isLink: false });
  }
  return [...names.values()];
}

function answered(work: DiskWork<PathCompletion>): { result: PathCompletion; asked: readonly string[] } {
  const asked: string[] = [];
  let step = work.next();
  while (step.done !== true) {
    assert.equal(step.value.kind, "list");
    const folder = step.value.kind === "list" ? step.value.folder : "";
    asked.push(folder);
    const entries = contentOf(folder);
    step = work.next({ kind: "list", content: entries.length === 0 ? undefined : { entries, realPath: undefined } });
  }
  return { result: step.value, asked };
}

function ask(text: string, files: Readonly<Record<string, string>> = {}) {
  const made: CursorCase = cursorCase({ "Packs/pack.json": text, ...files });
  const { result, asked } = answered(completeSelectorPath(made.snapshot, made.path, made.position, "/project"));
  return {
    items: result.items,
    labels: labels(result.items),
    isIncomplete: result.isIncomplete,
    asked,
    after: (label: string) => accepted(made, itemNamed(result.items, label)),
  };
}

const pack = (selectors: string, more = "") =>
  `{ "assetPackID": "a", ${more}"downloadPolicy": { "onDemand": {} }, "platforms": ["iOS"], "fileSelectors": [${selectors}] }`;
const fromGame = '"sourceRoot": "../Game", ';

describe("completion of paths in a packaging manifest", () => {
  it("goes from folder to folder, from sourceRoot on", () => {
    const first = ask(pack('{ "file": "¦" }', fromGame));
    assert.deepEqual(first.labels, ["Maps/", "Sounds/", "start.wav"]);
    assert.equal(first.after("Maps/"), pack('{ "file": "Maps/" }', fromGame));
    assert.equal(itemNamed(first.items, "Maps/").command?.command, "editor.action.triggerSuggest");
    const second = ask(pack('{ "file": "Maps/¦" }', fromGame));
    assert.deepEqual(second.labels, ["Deep Sea/", "eu.map", "readme.txt", "us.map"]);
    assert.equal(second.after("eu.map"), pack('{ "file": "Maps/eu.map" }', fromGame));
    assert.equal(itemNamed(second.items, "eu.map").command, undefined);
  });

  it("works in half-typed text: an open string, no quote yet, no comma before what follows", () => {
    assert.equal(
      ask(pack('{ "file": "Maps/e¦ }', fromGame)).after("eu.map"),
      pack('{ "file": "Maps/eu.map" }', fromGame),
    );
    assert.equal(ask(pack('{ "file": ¦ }', fromGame)).after("start.wav"), pack('{ "file": "start.wav" }', fromGame));
    const open = '{\n  "assetPackID": "a",\n  "sourceRoot": "../Game",\n  "fileSelectors": [{ "file": "sta¦';
    assert.ok(ask(open).after("start.wav").endsWith('"file": "start.wav"'));
  });

  it("takes names with blanks and quotes as they are", () => {
    const inside = ask(pack('{ "file": "Maps/Deep Sea/tr¦" }', fromGame));
    assert.equal(inside.after("trench one.map"), pack('{ "file": "Maps/Deep Sea/trench one.map" }', fromGame));
    const half = ask(pack('{ "file": "Maps/Deep S¦ }', fromGame));
    assert.equal(half.after("Deep Sea/"), pack('{ "file": "Maps/Deep Sea/" }', fromGame));
    assert.ok(ask(pack('{ "file": "Packs/¦" }')).after('odd "name".txt').includes('"Packs/odd \\"name\\".txt"'));
  });

  it("in the middle of a path only its folder is replaced", () => {
    const middle = ask(pack('{ "file": "¦Maps/us.map" }', fromGame));
    assert.deepEqual(middle.labels, ["Maps", "Sounds"]);
    assert.equal(middle.after("Sounds"), pack('{ "file": "Sounds/us.map" }', fromGame));
  });

  it("offers folders alone for directory and directorySource, and stays in the string", () => {
    for (const member of ["directory", "directorySource"]) {
      const folders = ask(pack(`{ "${member}": "¦" }`, fromGame));
      assert.deepEqual(folders.labels, ["Maps", "Sounds"]);
      assert.equal(folders.after("Maps"), pack(`{ "${member}": "Maps" }`, fromGame));
    }
  });

  it("offers patterns for the kinds of files that are there", () => {
    const patterns = ask(pack('{ "filePattern": "Maps/¦" }', fromGame));
    assert.deepEqual(patterns.labels.slice(0, 2), ["*.map", "*.txt"]);
    assert.equal(itemNamed(patterns.items, "*.map").detail, "2 files here");
    assert.equal(patterns.after("*.map"), pack('{ "filePattern": "Maps/*.map" }', fromGame));
    assert.deepEqual(ask(pack('{ "filePattern": "Ma*/¦" }', fromGame)).asked, []);
  });

  it("without sourceRoot looks where ba-package may run: beside the manifest, or above", () => {
    const found = ask(pack('{ "file": "¦" }'));
    assert.deepEqual(found.asked, ["/project/Packs", "/project"]);
    assert.ok(found.labels.includes("note.txt") && found.labels.includes("Game/"));
    assert.equal(itemNamed(found.items, "Game/").detail, "from project");
  });

  it("sourceRoot itself: folders, and those above up to what is opened", () => {
    const own = ask(`{ "assetPackID": "a", "fileSelectors": [], "sourceRoot": "¦" }`);
    assert.deepEqual(own.labels, ["../"]);
    const above = ask(`{ "assetPackID": "a", "fileSelectors": [], "sourceRoot": "../¦" }`);
    assert.deepEqual(above.labels, ["Game", "Other", "Packs"]);
    assert.ok(above.after("Game").endsWith('"sourceRoot": "../Game" }'));
    assert.deepEqual(ask(`{ "assetPackID": "a", "fileSelectors": [], "sourceRoot": "../../¦" }`).labels, []);
  });

  it("asks the disk nothing elsewhere, and nothing for paths that are refused", () => {
    for (const text of [
      pack('{ "¦": "" }'),
      pack('{ "file": "../¦" }'),
      pack('{ "file": "/etc/¦" }'),
      pack('{ "fileDestination": "¦", "fileSource": "a" }'),
      '{ "assetPackID": "¦", "fileSelectors": [] }',
    ]) {
      const { asked, items } = ask(text);
      assert.deepEqual([asked, items], [[], []], text);
    }
  });

  it("hidden files come when their dot is typed", () => {
    assert.ok(!ask(pack('{ "file": "Maps/¦" }', fromGame)).labels.includes(".DS_Store"));
    assert.ok(ask(pack('{ "fileExclusion": "Maps/.¦" }', fromGame)).labels.includes(".DS_Store"));
  });
});
