import assert from "node:assert/strict";
import * as fs from "node:fs";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Journal, type JournalDisk } from "../../../src/node/device/journal";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ba-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what was appended is read again, in order", () => {
  const path = join(folder, "journal");
  const first = Journal.open<{ n: number }>(path);
  assert.deepEqual(first.records, []);
  first.journal.append({ n: 1 });
  first.journal.append({ n: 2 });
  // Read while still open: nothing waits in this process.
  assert.equal(readFileSync(path, "utf8").split("\n").length, 3);
  first.journal.close();
  const second = Journal.open<{ n: number }>(path);
  assert.deepEqual(second.records, [{ n: 1 }, { n: 2 }]);
  second.journal.close();
});

test("a journal cut at any byte keeps every whole record before the cut, and goes on from there", () => {
  const path = join(folder, "journal");
  const { journal } = Journal.open<{ name: string }>(path);
  for (const name of ["core", "Gelände", "music"]) journal.append({ name });
  journal.close();
  const whole = readFileSync(path);
  const lineEnds = [...whole.keys()].filter((index) => whole[index] === 10);
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const opened = Journal.open<{ name: string }>(path);
    const expected = lineEnds.filter((end) => end < length).length;
    assert.equal(opened.records.length, expected, `cut at ${length}`);
    opened.journal.append({ name: "after" });
    opened.journal.close();
    const again = Journal.open<{ name: string }>(path);
    assert.equal(again.records.at(-1)?.name, "after");
    assert.equal(again.damagedBytes, 0);
    again.journal.close();
  }
});

test("a record whose text was changed ends what counts", () => {
  const path = join(folder, "journal");
  const { journal } = Journal.open<{ n: number }>(path);
  for (const n of [1, 2, 3]) journal.append({ n });
  journal.close();
  writeFileSync(path, readFileSync(path, "utf8").replace('{"n":2}', '{"n":9}'));
  const opened = Journal.open<{ n: number }>(path);
  assert.deepEqual(opened.records, [{ n: 1 }]);
  assert.ok(opened.damagedBytes > 0);
  opened.journal.close();
});

test("compacting replaces everything, and a compaction that was cut off does no harm", () => {
  const path = join(folder, "journal");
  const { journal } = Journal.open<{ n: number }>(path);
  for (let n = 0; n < 2500; n++) journal.append({ n });
  journal.compact([{ n: -1 }]);
  journal.append({ n: -2 });
  journal.close();
  appendFileSync(`${path}.new`, "00000000 half a rec");
  const opened = Journal.open<{ n: number }>(path);
  assert.deepEqual(opened.records, [{ n: -1 }, { n: -2 }]);
  opened.journal.close();
  assert.ok(existsSync(path));
});

test("a disk that is full for a while costs no record, and leaves no half of one", () => {
  for (let room = 0; room < 60; room++) {
    const path = join(folder, `journal-${room}`);
    let bytesLeft = Number.POSITIVE_INFINITY;
    // As Linux does it: what fits is written, and the next call says that the disk is full.
    const writeSync = (descriptor: number, bytes: Uint8Array, offset: number, length: number) => {
      if (bytesLeft === 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      const written = fs.writeSync(descriptor, bytes, offset, Math.min(length, bytesLeft));
      bytesLeft -= written;
      return written;
    };
    const disk: JournalDisk = { ...fs, writeSync: writeSync as typeof fs.writeSync };
    const { journal } = Journal.open<{ n: number }>(path, disk);
    journal.append({ n: 0 });
    bytesLeft = room;
    for (const n of [1, 2, 3]) journal.append({ n });
    assert.equal(journal.isBehind, room < 3 * 17);
    const soFar = Journal.open<{ n: number }>(path);
    assert.equal(soFar.damagedBytes, 0, `${room} bytes were free`);
    soFar.journal.close();
    // Too full for a second journal as well: the first stays.
    journal.compact([{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
    bytesLeft = Number.POSITIVE_INFINITY;
    journal.close();
    assert.equal(journal.isBehind, false);
    const again = Journal.open<{ n: number }>(path);
    assert.deepEqual(again.records, [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
    again.journal.close();
    assert.equal(existsSync(`${path}.new`), false);
  }
});
