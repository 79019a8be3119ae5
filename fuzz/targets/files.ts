import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProductFileError } from "../../src/node/built-product/product-files";
import { ZipArchive } from "../../src/node/built-product/zip-archive";
import { contentFileName } from "../../src/node/content-store/content-name";
import { realDisk } from "../../src/node/content-store/disk-operations";
import { readSidecar, writeSidecar } from "../../src/node/content-store/sidecar";
import { Journal } from "../../src/node/device/journal";
import { zip } from "../../test/cli/built-app";
import type { SeededRandom } from "../../test/model/plist/seeded-random";
import { bytesOf, type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedBytes, mutatedText } from "../mutate";
import { randomText } from "../values";

let made: string | undefined;
/** Made with the first input, removed with the last. */
function folder(): string {
  made ??= mkdtempSync(join(tmpdir(), "ba-fuzz-"));
  return made;
}
function close(): Promise<void> {
  if (made !== undefined) rmSync(made, { recursive: true, force: true });
  made = undefined;
  return Promise.resolve();
}

const archive = zip({
  "Payload/App.app/Info.plist": new TextEncoder().encode("<plist/>".repeat(20)),
  "Payload/App.app/a": new Uint8Array([1, 2, 3]),
});

/** An .ipa of somebody else: read as far as it is sound, refused with a reason, nothing else. */
export const zipArchives: FuzzTarget = {
  name: "zip",
  share: 2,
  generate: (random) => mutatedBytes(archive, random),
  check(input) {
    const path = join(folder(), "app.ipa");
    writeFileSync(path, bytesOf(input));
    refusable(() => {
      const opened = new ZipArchive(path);
      try {
        for (const name of ["Payload/App.app/Info.plist", "Payload/App.app/a"])
          refusable(() => assert.ok((opened.read(name, 10_000)?.length ?? 0) <= 10_000));
        for (const name of opened.list("Payload/App.app")) assert.ok(!name.includes("/") && name !== "..", name);
      } finally {
        opened.close();
      }
    });
  },
  close,
};

function refusable(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ProductFileError)) throw error;
  }
}

function journalBytes(): Uint8Array {
  const path = join(folder(), "whole-journal");
  const { journal } = Journal.open<unknown>(path);
  for (const record of [{ kind: "a", n: 1 }, { kind: "b", text: "Gelände" }, { kind: "c" }]) journal.append(record);
  journal.close();
  return readFileSync(path);
}

/** What is damaged ends what counts; whatever is read was written. */
export const journals: FuzzTarget = {
  name: "journal",
  share: 1,
  generate: (random) => {
    whole ??= journalBytes();
    return mutatedBytes(whole, random);
  },
  check(input) {
    const path = join(folder(), "journal");
    writeFileSync(path, bytesOf(input));
    const known = ['{"kind":"a","n":1}', '{"kind":"b","text":"Gelände"}', '{"kind":"c"}'];
    for (const record of Journal.read(path)) assert.ok(known.includes(JSON.stringify(record)));
    const { journal, records } = Journal.open<unknown>(path);
    journal.append({ kind: "c" });
    journal.close();
    assert.equal(Journal.read(path).length, records.length + 1);
  },
  close,
};
let whole: Uint8Array | undefined;

export const sidecars: FuzzTarget = {
  name: "sidecar",
  share: 1,
  generate: (random) => {
    const path = join(folder(), "whole-sidecar");
    const origin = {
      url: "https://a.example/a",
      contentTag: "1",
      etag: '"e"',
      lastModified: undefined,
      date: undefined,
      totalBytes: 5,
    };
    writeSidecar(realDisk, path, origin, true);
    return mutatedText(readFileSync(path, "utf8"), random, ["null", "-1", "[]", '"url"', "1e999"], ["{}"]);
  },
  check(input) {
    const path = join(folder(), "sidecar");
    writeFileSync(path, textOf(input));
    const origin = readSidecar(path);
    if (origin === undefined) return;
    assert.deepEqual([typeof origin.url, typeof origin.contentTag], ["string", "string"]);
    assert.ok(origin.totalBytes === undefined || origin.totalBytes >= 0);
  },
  close,
};

/** Names that every file system takes, different for different identifiers, and never outside of the folder. */
export const contentNames: FuzzTarget = {
  name: "content-name",
  share: 3,
  generate: (random) =>
    mutatedText(
      random.pick(["terrain.bin", "../../etc/passwd", "CON", "a\\b", "nul.txt", "LPT1."]),
      random,
      ["/", "\\", "..", ":", "\0", "COM1", ".lnk", "desktop.ini"],
      ["a"],
    ) + moreText(random), // prettier-ignore
  check(input) {
    const identifier = textOf(input);
    const name = contentFileName(identifier, "asset");
    assert.match(name, /^[a-z0-9][a-z0-9-]*-[0-9a-f]{32}(?:\.[a-z0-9]+)?$/);
    assert.ok(name.length <= 120);
    assert.notEqual(name, contentFileName(`${identifier}x`, "asset"));
    assert.notEqual(name, contentFileName(identifier, "manifest"));
  },
};

function moreText(random: SeededRandom): string {
  return random.below(2) === 0 ? randomText(random) : "";
}
