import assert from "node:assert/strict";
import { test } from "node:test";
import { contentFileName } from "../../../src/node/content-store/content-name";

const hostile = [
  "",
  ".",
  "..",
  "../../etc/passwd",
  "..\\..\\windows\\system32",
  "/etc/passwd",
  "C:\\autoexec.bat",
  "a\0b",
  "con",
  "CON.txt",
  "aux.json",
  "LPT1",
  "name.",
  "name...",
  "name ",
  " name",
  "a:b",
  'a*b?<>|"',
  "x".repeat(10_000),
  `${"é".repeat(5_000)}.mp4`,
  "\u202egnp.exe",
  "\ud800",
  "\ud801",
  "~",
  "-rf",
  "name.partial",
  "name.partial.json",
  "desktop.ini",
  "shortcut.lnk",
  "folder/desktop.ini",
  "name",
  "Name",
  "NAME",
  "é",
  "e\u0301",
];

test("every identifier has a name of its own that is valid everywhere", () => {
  const names = hostile.flatMap((identifier) => [
    contentFileName(identifier, "asset"),
    contentFileName(identifier, "manifest"),
  ]);
  for (const name of names) {
    assert.match(name, /^[a-z0-9][a-z0-9-]*-[0-9a-f]{32}(\.[a-z0-9]+)?$/);
    assert(name.length <= 90);
    assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/);
    assert.doesNotMatch(name, /\.(exe|lnk|url|scf|ini|bat|partial)$/);
  }
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
});

test("a person recognises the content, and its ending still opens it", () => {
  assert.match(contentFileName("levels/Intro Movie.MP4", "asset"), /^levels-intro-movie-[0-9a-f]{32}\.mp4$/);
  assert.match(contentFileName("music", "asset"), /^music-[0-9a-f]{32}$/);
  assert.equal(contentFileName("music", "asset"), contentFileName("music", "asset"));
});
