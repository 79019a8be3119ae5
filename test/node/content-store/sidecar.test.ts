import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { realDisk } from "../../../src/node/content-store/disk-operations";
import { readSidecar, writeSidecar } from "../../../src/node/content-store/sidecar";
import { temporaryFolder } from "../asset-host/served-folder";

test("a sidecar is read as it was written; one that says what cannot be counts for nothing", async (t) => {
  const path = join(await temporaryFolder(t), "a.partial.json");
  const origin = {
    url: "https://assets.example.com/a",
    contentTag: "1",
    etag: '"e"',
    lastModified: undefined,
    date: undefined,
    totalBytes: 5,
  };
  writeSidecar(realDisk, path, origin, true);
  assert.deepEqual(readSidecar(path), origin);
  const text = readFileSync(path, "utf8");
  for (const other of ['"totalBytes":-5', '"totalBytes":1.5', '"totalBytes":"5"', '"totalBytes":null']) {
    writeFileSync(path, text.replace('"totalBytes":5', other));
    assert.equal(readSidecar(path), undefined, other);
  }
});
