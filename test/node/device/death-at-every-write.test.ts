import assert from "node:assert/strict";
import * as fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ContentStore } from "../../../src/node/content-store/content-store";
import { type DiskOperations, realDisk } from "../../../src/node/content-store/disk-operations";
import type { ContentOrigin } from "../../../src/node/content-store/sidecar";
import { Journal, type JournalDisk } from "../../../src/node/device/journal";
import { temporaryFolder } from "../asset-host/served-folder";

/**
 * A process that dies is one whose operations on the disk stop: from the chosen one on nothing happens any more. Of a
 * write the first half may have happened. Then another process looks at what is there.
 */
class Death extends Error {}

type Operations = Readonly<Record<string, unknown>>;

/** The same operations, until `lives` of them that change the disk are done. */
function mortal<D extends object>(
  disk: D,
  changing: readonly string[],
  lives: number,
  { tearsWrites = false, onDeath = () => {} }: { readonly tearsWrites?: boolean; readonly onDeath?: () => void },
): D {
  let left = lives;
  const operations = Object.entries(disk as Operations).map(([name, operation]) => {
    if (typeof operation !== "function" || !changing.includes(name)) return [name, operation] as const;
    const wrapped = (...parameters: unknown[]): unknown => {
      if (left > 0) {
        left--;
        return Reflect.apply(operation, undefined, parameters);
      }
      if (left === 0 && tearsWrites && name === "writeSync") {
        const [descriptor, bytes, offset = 0, length = 0] = parameters as [number, Uint8Array, number, number];
        fs.writeSync(descriptor, bytes, offset, Math.floor(length / 2));
      }
      left = -1;
      onDeath();
      // Those that call back never do.
      if (name === "writev" || name === "fsync") return undefined;
      throw new Death(name);
    };
    return [name, wrapped] as const;
  });
  return Object.fromEntries(operations) as D;
}

const journalChanges = ["writeSync", "ftruncateSync", "truncateSync", "renameSync", "openSync", "fsyncSync"];

test("a journal keeps every record that was appended before the process died, wherever it died", async (t) => {
  const folder = await temporaryFolder(t);
  for (const tearsWrites of [false, true]) {
    for (let lives = 0, isAlive = false; !isAlive; lives++) {
      const path = join(folder, `journal-${lives}-${tearsWrites}`);
      const before = Journal.open<{ n: number }>(path);
      before.journal.append({ n: 0 });
      before.journal.close();
      const appended = [0];
      /** What a compaction under way may have put in their place. */
      let compacted: readonly number[] | undefined;
      const disk: JournalDisk = mortal({ ...fs }, journalChanges, lives, { tearsWrites });
      try {
        const { journal } = Journal.open<{ n: number }>(path, disk);
        for (const n of [1, 2, 3]) {
          journal.append({ n });
          appended.push(n);
        }
        compacted = [3];
        journal.compact([{ n: 3 }]);
        appended.splice(0, appended.length, 3);
        compacted = undefined;
        journal.append({ n: 4 });
        appended.push(4);
        isAlive = true;
      } catch (error) {
        if (!(error instanceof Death)) throw error;
      }
      const after = Journal.open<{ n: number }>(path);
      const found = after.records.map(({ n }) => n);
      const kept = found.slice(0, appended.length);
      const isAsBefore = appended.every((n, index) => kept[index] === n);
      const isCompacted = compacted !== undefined && found.join() === compacted.join();
      assert.ok(isAsBefore || isCompacted, `died at ${lives}: ${found.join()} instead of ${appended.join()}`);
      after.journal.append({ n: 9 });
      after.journal.close();
      assert.equal(Journal.read<{ n: number }>(path).at(-1)?.n, 9);
    }
  }
});

const origin: ContentOrigin = {
  url: "https://assets.example.com/a",
  contentTag: "1",
  etag: '"1"',
  lastModified: undefined,
  date: undefined,
  totalBytes: 3_000_000,
};
const contentChanges = ["openSync", "writevSync", "writev", "fsync", "renameSync", "unlinkSync", "ftruncateSync"];

/** Kept first, as when a connection is lost, then continued to its end. */
async function download(folder: string, disk: DiskOperations, content: Buffer, done: (isWhole: boolean) => void) {
  const store = await ContentStore.open(folder, disk);
  const writer = store.create("a", "asset", origin);
  for (let at = 0; at < content.length; at += 500_000) writer.write(content.subarray(at, at + 500_000));
  writer.keep((failure) => {
    if (failure !== undefined) return;
    try {
      store.continue("a", "asset", origin, content.length).finish((problem) => done(problem === undefined));
    } catch (error) {
      assert.ok(error instanceof Death);
    }
  });
}

test("a download is whole under its name or not there, wherever the process died; what is kept has the bytes that came", async (t) => {
  const content = Buffer.alloc(3_000_000, 7);
  for (let lives = 0, isAlive = false; !isAlive; lives++) {
    const folder = join(await temporaryFolder(t), "content");
    isAlive = await new Promise<boolean>((resolve) => {
      const onDeath = () => setImmediate(() => resolve(false));
      const disk: DiskOperations = mortal({ ...realDisk }, contentChanges, lives, { onDeath });
      download(folder, disk, content, resolve).catch((error: unknown) => assert.ok(error instanceof Death));
    });
    const store = await ContentStore.open(folder);
    await store.removeLeftovers();
    if (store.has("a")) assert.ok(Buffer.from(store.read("a")).equals(content), `died at ${lives}`);
    const kept = store.partialOf("a", "asset", origin.contentTag, origin.url);
    if (kept !== undefined) {
      const [name = ""] = fs.readdirSync(folder).filter((one) => one.endsWith(".partial"));
      assert.ok(fs.readFileSync(join(folder, name)).equals(content.subarray(0, kept.bytes)), `died at ${lives}`);
    }
    // Whatever is left, the next transfer gets there.
    const again = store.create("a", "asset", origin);
    again.write(content);
    assert.equal(await new Promise((resolve) => again.finish(resolve)), undefined);
    assert.ok(Buffer.from(store.read("a")).equals(content));
    assert.ok(lives < 100);
  }
});
