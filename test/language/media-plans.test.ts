import assert from "node:assert/strict";
import { it } from "node:test";
import { codeLenses } from "../../src/language/code-lenses";
import { fixture, root, snapshotOf } from "../rules/rule-case";

const plan = `
=== film.media-plan.jsonc
{
  // The main feature
  "kind": "AVAssetDownloadConfiguration",
  "asset": { "url": "https://media.example.com/film.m3u8" },
  "title": "Film",
  "auxiliaryContentConfigurations": [
    { "mediaSelections": [] }
  ]
}
=== broken.media-plan.jsonc
{ "kind": "AVAssetDownloadConfiguration" }
`;
const path = `${root}/film.media-plan.jsonc`;

it("A media plan offers to be planned and downloaded, and says afterwards what it takes and how large that is", () => {
  const snapshot = snapshotOf(fixture(plan).texts);
  assert.deepEqual(
    codeLenses(snapshot, path).map(({ range, command }) => [
      range.start.line,
      command?.title,
      command?.command,
      command?.arguments,
    ]),
    [
      [2, "Plan", "backgroundAssets.planMedia", [path]],
      [2, "Download", "backgroundAssets.downloadMedia", [path]],
    ],
  );
  const summary = {
    total: "about 60 MB",
    choices: [
      { path: ["primaryContentConfiguration"], title: "Takes 1920x1080" },
      { path: ["auxiliaryContentConfigurations", 0], title: "Takes 1280x720" },
    ],
  };
  const planned = codeLenses(snapshot, path, new Map(), new Map([[path, summary]]));
  assert.deepEqual(
    planned.map(({ range, command }) => `${range.start.line} ${command?.title}`),
    ["2 Plan", "2 Download (about 60 MB)", "3 Takes 1920x1080", "6 Takes 1280x720"],
  );
  assert.deepEqual(codeLenses(snapshot, `${root}/broken.media-plan.jsonc`), []);
});
