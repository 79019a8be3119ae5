import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSnapshot } from "../../../src/model/project/discover";
import { diagnose } from "../../../src/rules/engine";

const point = "com.apple.background-asset-downloader-extension";
const extension = `<plist version="1.0"><dict><key>EXAppExtensionAttributes</key><dict><key>EXExtensionPointIdentifier</key><string>${point}</string></dict></dict></plist>`;
const config = (infoPlist: unknown) =>
  JSON.stringify(
    { expo: { name: "Demo", icon: null, ios: { bundleIdentifier: "com.example.demo", infoPlist } } },
    null,
    2,
  );
const snapshotOf = (text: string) =>
  buildSnapshot({
    sources: [
      { path: "/w/app.json", version: 1, content: text },
      { path: "/w/targets/downloader/Info.plist", version: 1, content: extension },
    ],
  });

test("the keys of an Expo app are judged where they stand in app.json", () => {
  const text = config({ BAUsesAppleHosting: true, BAAppGroupID: "group.com.example.demo" });
  const snapshot = snapshotOf(text);
  assert.equal(snapshot.projects[0]?.id, "/w/app.json");
  assert.equal(snapshot.projects[0]?.configuration.mode, "apple-hosted");
  const found = diagnose(snapshot).get("/w/app.json") ?? [];
  assert.deepEqual(
    found.map(({ code, range }) => [code, text.slice(range.start, range.end)]),
    [["BA106", '"BAUsesAppleHosting"']],
  );
  // What is written into an XML property list would not be JSON.
  assert.deepEqual(found[0]?.fixes, []);
});

test("a sound Expo app has no finding, and other app.json files are nobody's", () => {
  const sound = config({
    BAUsesAppleHosting: true,
    BAHasManagedAssetPacks: true,
    BAAppGroupID: "group.com.example.demo",
  });
  assert.deepEqual([...diagnose(snapshotOf(sound)).values()].flat(), []);
  for (const text of ['{"name": "x", "infoPlist": 3}', "{", config(undefined), config([])]) {
    assert.deepEqual(snapshotOf(text).projects, [], text);
  }
});
