import assert from "node:assert/strict";
import { test } from "node:test";
import { KeptManifests } from "../../src/extension/kept-manifests";
import { FileSystemError, workspace } from "./fake-vscode";

test("copies that are as they were are not read again, and those that are gone are forgotten", async () => {
  const files = new Map([
    ["/state/a", { mtime: 1, text: "{}" }],
    ["/state/b", { mtime: 1, text: "[]" }],
  ]);
  const reads: string[] = [];
  const file = (path: string) => {
    const found = files.get(path);
    if (found === undefined) throw new FileSystemError("FileNotFound");
    return found;
  };
  workspace.fs = {
    stat: async ({ path }: { path: string }) => ({ mtime: file(path).mtime, size: file(path).text.length }),
    readFile: async ({ path }: { path: string }) => {
      reads.push(path);
      return new TextEncoder().encode(file(path).text);
    },
  };
  const state = new Map<string, unknown>();
  const memento = {
    get: (key: string, none: unknown) => state.get(key) ?? none,
    update: async (key: string, value: unknown) => void state.set(key, value),
  };
  const kept = new KeptManifests(memento as never);
  let version = 0;
  const read = async () => (await kept.read(() => ++version)).map((found) => `${found.path} ${found.version}`);
  await kept.remember({ manifestUrl: "https://cdn.example.com/a", path: "/state/a", fetchedAtMs: 1 });
  await kept.remember({ manifestUrl: "https://cdn.example.com/b", path: "/state/b", fetchedAtMs: 1 });
  assert.deepEqual(await read(), ["/state/a 1", "/state/b 2"]);
  files.set("/state/b", { mtime: 2, text: "[ ]" });
  assert.deepEqual(await read(), ["/state/a 1", "/state/b 3"]);
  assert.deepEqual(reads, ["/state/a", "/state/b", "/state/b"]);
  files.delete("/state/a");
  assert.deepEqual(await read(), ["/state/b 3"]);
  assert.equal((state.get("keptManifests") as readonly unknown[]).length, 1);
  for (let number = 0; number < 80; number++) {
    await kept.remember({ manifestUrl: `https://cdn.example.com/${number}`, path: `/state/${number}`, fetchedAtMs: 2 });
  }
  assert.equal((state.get("keptManifests") as readonly unknown[]).length, 50);
});
