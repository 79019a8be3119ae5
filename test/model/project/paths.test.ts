import assert from "node:assert/strict";
import { test } from "node:test";
import {
  commonFolder,
  depthBelow,
  folderOf,
  foldersAbove,
  isBelow,
  resolvePath,
} from "../../../src/model/project/paths";

test("folders of files, up to the root, on Windows too", () => {
  assert.equal(folderOf("/w/a/b.plist"), "/w/a");
  assert.equal(folderOf("/b.plist"), "/");
  assert.equal(folderOf("C:/b.plist"), "C:/");
  assert.deepEqual(foldersAbove("/w/a/b.plist"), ["/w/a", "/w", "/"]);
  assert.deepEqual(foldersAbove("C:/w/b.plist"), ["C:/w", "C:/"]);
});

test("a folder whose name begins alike is another folder", () => {
  assert.equal(isBelow("/w/app2/Info.plist", "/w/app"), false);
  assert.equal(isBelow("/w/app/Info.plist", "/w/app"), true);
  assert.equal(isBelow("/x", "/"), true);
  assert.equal(commonFolder(["/w/app/Info.plist", "/w/app2/Info.plist"]), "/w");
  assert.equal(commonFolder(["C:/a/x", "C:/b/y"]), "C:/");
  assert.equal(depthBelow("/w/a/b/c", "/w"), 2);
});

test("relative paths are resolved against their folder, and cannot leave the root", () => {
  assert.equal(resolvePath("/w/app", "../server/./m.json"), "/w/server/m.json");
  assert.equal(resolvePath("/w", "../../../../etc/x"), "/etc/x");
  assert.equal(resolvePath("C:/w", "..\\x\\y"), "C:/x/y");
  assert.equal(resolvePath("/w", "/abs/x"), "/abs/x");
  assert.equal(resolvePath("/w", "D:/abs/x"), "D:/abs/x");
});
