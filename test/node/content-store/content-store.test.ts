import assert from "node:assert/strict";
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ContentStore } from "../../../src/node/content-store/content-store";
import type { ContentWriter } from "../../../src/node/content-store/content-writer";
import { type DiskOperations, realDisk } from "../../../src/node/content-store/disk-operations";
import type { ContentOrigin } from "../../../src/node/content-store/sidecar";
import { temporaryFolder } from "../asset-host/served-folder";

const origin: ContentOrigin = {
  url: "https://assets.example.com/a",
  contentTag: "1",
  etag: '"v1"',
  lastModified: undefined,
  date: undefined,
  totalBytes: undefined,
};

async function opened(t: TestContext, disk?: DiskOperations): Promise<ContentStore> {
  return ContentStore.open(join(await temporaryFolder(t), "content"), disk);
}

function ended(act: (done: (error?: Error) => void) => void): Promise<Error | undefined> {
  return new Promise((resolve) => act(resolve));
}

async function write(writer: ContentWriter, bytes: number, value = 1): Promise<void> {
  for (let left = bytes; left > 0; left -= 65_536) {
    const goesOn = writer.write(Buffer.alloc(Math.min(left, 65_536), value));
    if (goesOn) continue;
    await new Promise<void>((resolve) => {
      writer.onDrain = resolve;
    });
  }
}

const partialOf = (store: ContentStore, changes: Partial<ContentOrigin> = {}) => {
  const { contentTag, url } = { ...origin, ...changes };
  return store.partialOf("a", "asset", contentTag, url);
};

for (const bytes of [0, 1, 100_000, 131_072, 131_073, 5_000_000]) {
  test(`${bytes} bytes: under the final name only when finished, and kept ones are found again`, async (t) => {
    const store = await opened(t);
    const writer = store.create("a", "asset", origin);
    await write(writer, bytes);
    assert.equal(store.has("a"), false);
    assert.equal(await ended((done) => writer.keep(done)), undefined);
    const kept = partialOf(store);
    assert.equal(kept?.bytes, bytes === 0 ? undefined : bytes);
    assert.equal(partialOf(store, { contentTag: "2" }), undefined);
    assert.equal(partialOf(store, { url: "https://assets.example.com/b" }), undefined);

    const second = kept === undefined ? store.create("a", "asset", origin) : store.continue("a", "asset", kept, bytes);
    await write(second, 10, 2);
    assert.equal(await ended((done) => second.finish(done)), undefined);
    const whole = readFileSync(store.finalPath("a"));
    assert.equal(whole.length, bytes + 10);
    assert(whole.subarray(0, bytes).every((byte) => byte === 1) && whole.subarray(bytes).every((byte) => byte === 2));
    assert.equal(readdirSync(store.folder).length, 1);
  });
}

test("an old content stays until the new one is whole", async (t) => {
  const store = await opened(t);
  writeFileSync(store.finalPath("a"), "old");
  const writer = store.create("a", "asset", origin);
  await write(writer, 2_000_000);
  assert.equal(readFileSync(store.finalPath("a"), "utf8"), "old");
  await ended((done) => writer.discard(done));
  assert.deepEqual(readdirSync(store.folder).length, 1);
  const next = store.create("a", "asset", origin);
  await write(next, 3);
  await ended((done) => next.finish(done));
  assert.equal(readFileSync(store.finalPath("a")).length, 3);
});

test("new bytes are never taken for those that an old sidecar vouches for", async (t) => {
  const store = await opened(t);
  const kept = store.create("a", "asset", origin);
  await write(kept, 1000);
  await ended((done) => kept.keep(done));
  // As if the process died now: part of the new bytes is on the disk, nothing has been closed.
  const begun = store.create("a", "asset", { ...origin, etag: '"v2"' });
  await write(begun, 400_000, 2);
  assert.equal(partialOf(store), undefined);
  await ended((done) => begun.discard(done));
});

test("a sidecar that is damaged, of another boot or of another file counts for nothing", async (t) => {
  const store = await opened(t);
  const keep = async () => {
    const writer = store.create("a", "asset", origin);
    await write(writer, 1000);
    await ended((done) => writer.keep(done));
  };
  await keep();
  const sidecar = `${store.finalPath("a")}.partial.json`;
  const text = readFileSync(sidecar, "utf8");
  for (let length = 0; length < text.length; length++) {
    writeFileSync(sidecar, text.slice(0, length));
    assert.equal(partialOf(store), undefined);
  }
  for (const damage of [
    { ...JSON.parse(text), bootedAtMs: 0 },
    { ...JSON.parse(text), version: 2 },
    { ...JSON.parse(text), totalBytes: 999 },
    { ...JSON.parse(text), etag: 5 },
    null,
  ]) {
    writeFileSync(sidecar, JSON.stringify(damage));
    assert.equal(partialOf(store), undefined);
  }
  writeFileSync(sidecar, JSON.stringify({ ...JSON.parse(text), bootedAtMs: 0, synced: true }));
  assert.equal(partialOf(store)?.bytes, 1000);
});

test("links in the state folder are replaced, not followed", { skip: process.platform === "win32" }, async (t) => {
  const store = await opened(t);
  const outside = join(await temporaryFolder(t), "precious");
  writeFileSync(outside, "precious");
  const final = store.finalPath("a");
  const paths = [final, `${final}.partial`, `${final}.partial.json`, `${final}.partial.json.new`];
  for (const make of [symlinkSync, linkSync]) {
    for (const path of paths) make(outside, path);
    assert.equal(store.has("a"), false);
    assert.equal(partialOf(store), undefined);
    assert.throws(() => store.continue("a", "asset", origin, 3));
    const kept = store.create("a", "asset", origin);
    await write(kept, 2_000_000);
    assert.equal(await ended((done) => kept.keep(done)), undefined);
    const writer = store.continue("a", "asset", origin, 2_000_000);
    assert.equal(await ended((done) => writer.finish(done)), undefined);
    assert.equal(readFileSync(outside, "utf8"), "precious");
    assert.equal(readFileSync(final).length, 2_000_000);
    await store.removeAll();
  }
  symlinkSync(outside, `${final}.partial`);
  await store.remove("a");
  assert.equal(readFileSync(outside, "utf8"), "precious");
  const linked = join(await temporaryFolder(t), "linked");
  symlinkSync(store.folder, linked);
  await assert.rejects(ContentStore.open(linked), /is not a folder but a link/);
});

/** A disk that takes `room` bytes. */
function fullDisk(room: number): DiskOperations {
  const full = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const cut = (chunks: readonly NodeJS.ArrayBufferView[]) => {
    const taken: Uint8Array[] = [];
    for (const chunk of chunks as readonly Uint8Array[]) {
      const part = chunk.subarray(0, room);
      room -= part.length;
      if (part.length > 0) taken.push(part);
    }
    return taken;
  };
  return {
    ...realDisk,
    writevSync: (descriptor, chunks) => {
      const taken = cut(chunks);
      if (taken.length === 0) throw full();
      return realDisk.writevSync(descriptor, taken);
    },
    writev: ((
      descriptor: number,
      chunks: NodeJS.ArrayBufferView[],
      done: (error: Error | null, written: number) => void,
    ) => {
      const taken = cut(chunks);
      if (taken.length === 0) setImmediate(() => done(full(), 0));
      else realDisk.writev(descriptor, taken, (error, written) => done(error, written));
    }) as DiskOperations["writev"],
  };
}

for (const [bytes, room] of [
  [1000, 500],
  [1000, 0],
  [3_000_000, 100],
  [3_000_000, 2_500_000],
] as const) {
  test(`a disk with room for ${room} of ${bytes} bytes leaves nothing behind`, async (t) => {
    for (const end of ["finish", "keep"] as const) {
      const store = await opened(t, fullDisk(room));
      const writer = store.create("a", "asset", origin);
      const refused = new Promise<void>((resolve) => {
        writer.onError = () => resolve();
      });
      await Promise.race([write(writer, bytes), refused]);
      const error = await ended((done) => writer[end](done));
      assert.equal((error as NodeJS.ErrnoException | undefined)?.code, "ENOSPC");
      assert.deepEqual(readdirSync(store.folder), []);
    }
  });
}

test("removing one, removing all, and what a killed process left", async (t) => {
  const store = await opened(t);
  const put = async (identifier: string, finish: boolean) => {
    const writer = store.create(identifier, "asset", origin);
    await write(writer, 10);
    await ended((done) => (finish ? writer.finish(done) : writer.keep(done)));
  };
  await put("a", true);
  await put("a", false);
  await put("b", true);
  await put("c", false);
  const removing = store.remove("a");
  assert.equal(store.has("a"), false);
  await removing;
  assert.equal(readdirSync(store.folder).length, 3);
  writeFileSync(`${store.finalPath("d")}.partial`, "x");
  writeFileSync(`${store.finalPath("e")}.partial.json.new`, "x");
  mkdirSync(`${store.folder}.removed-1-1`);
  await store.removeLeftovers();
  assert.equal(readdirSync(store.folder).length, 3);
  assert.deepEqual(readdirSync(join(store.folder, "..")), ["content"]);
  const removingAll = store.removeAll();
  assert.deepEqual(readdirSync(store.folder), []);
  await removingAll;
  assert.deepEqual(readdirSync(join(store.folder, "..")), ["content"]);
  assert((store.freeSpace() ?? 1) > 0);
});
