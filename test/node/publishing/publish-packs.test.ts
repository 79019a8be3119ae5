import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { unpackTar } from "modern-tar";
import { findPacks } from "../../../src/node/publishing/find-packs";
import { findPackagingTool } from "../../../src/node/publishing/packaging-tool";
import { publishPacks } from "../../../src/node/publishing/publish-packs";
import { folderWith } from "../asset-host/served-folder";

const manifest = (id: string, directory: string, more: object = {}) =>
  JSON.stringify({
    assetPackID: id,
    downloadPolicy: { onDemand: {} },
    fileSelectors: [{ directory }],
    platforms: ["iOS"],
    ...more,
  });

const project = {
  "Packs/core.json": manifest("Core", "Assets/Core"),
  "Packs/voices.json": manifest("Voices", "Assets/Voices", { language: "de" }),
  "Packs/desktop.json": manifest("Desktop", "Assets/Desktop", { platforms: ["macOS"] }),
  "Assets/Core/a/level.json": "level",
  "Assets/Core/Müller – ein sehr langer Name, der nicht in einen einfachen Kopf passt, und noch etwas länger als das ist er.txt":
    "lang",
  "Assets/Voices/hallo.m4a": "hallo",
  "Assets/Desktop/x.bin": "x",
};

describe("publishing packs from a folder", () => {
  const publish = (folder: string, tool = findPackagingTool({}, "linux")) =>
    publishPacks({
      packs: findPacks(folder).packs,
      platform: "iOS",
      origin: "https://assets.example",
      folder: join(folder, "served"),
      tool,
    });
  const served = (folder: string, name: string) => readFileSync(join(folder, "served", name));
  const entries = (folder: string) =>
    (JSON.parse(served(folder, "manifest").toString()) as { assetPacks: Record<string, unknown>[] }).assetPacks;

  it("serves archives of the files under their run-time paths, for the platform that is asked for", async (t) => {
    const folder = await folderWith(t, project);
    const published = await publish(folder);
    assert.deepEqual(published.problems, []);
    assert.equal(published.manifestUrl, "https://assets.example/manifest");
    const archive = served(folder, "assets/Core");
    const files = await unpackTar(archive);
    assert.deepEqual(
      files.map(({ header, data }) => [header.name, new TextDecoder().decode(data)]),
      [
        [
          "Assets/Core/Müller – ein sehr langer Name, der nicht in einen einfachen Kopf passt, und noch etwas länger als das ist er.txt",
          "lang",
        ],
        ["Assets/Core/a/level.json", "level"],
      ],
    );
    assert.deepEqual(
      entries(folder).map(({ id, url, version, downloadSize, language }) => [id, url, version, downloadSize, language]),
      [
        ["Core", "https://assets.example/assets/Core", 1, archive.length, undefined],
        ["Voices", "https://assets.example/assets/Voices", 1, served(folder, "assets/Voices").length, "de"],
      ],
    );
  });

  it("raises the version of a pack whose files changed, though their sizes did not, and of no other", async (t) => {
    const folder = await folderWith(t, project);
    await publish(folder);
    writeFileSync(join(folder, "Assets/Core/a/level.json"), "LEVEL");
    const { changes } = await publish(folder);
    assert.deepEqual(
      changes.map(({ id, kind, version }) => [id, kind, version]),
      [
        ["Core", "raised", 2],
        ["Voices", "unchanged", 1],
      ],
    );
  });

  it("leaves out a pack whose files are not known, and says so; the others are served", async (t) => {
    const folder = await folderWith(t, { ...project, "Packs/none.json": manifest("None", "Assets/None") });
    rmSync(join(folder, "Packs/desktop.json"));
    const { problems } = await publish(folder);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /^None: not all of its files are known/);
    assert.deepEqual(
      entries(folder).map(({ id }) => id),
      ["Core", "Voices"],
    );
  });

  it("lets no identifier lead out of the folder", async (t) => {
    const folder = await folderWith(t, { ...project, "Packs/core.json": manifest("../../evil", "Assets/Core") });
    const { problems } = await publish(folder);
    assert.match(problems[0] ?? "", /cannot be part of a URL/);
    assert.equal(existsSync(join(folder, "../evil")), false);
  });

  it("uses Apple's tool where it is there, in the folder where the paths start, and says what it says when it fails", async (t) => {
    if (process.platform === "win32") return t.skip("the stand-in is a shell script");
    const folder = await folderWith(t, {
      ...project,
      "tools/ba-package":
        '#!/bin/sh\nset -e\ntest -d Assets\ncase "$1" in *voices*) echo "no voices today" >&2; exit 64;; esac\nprintf "AA01 archive of %s" "$(basename "$1")" > "$3"\n',
    });
    chmodSync(join(folder, "tools/ba-package"), 0o755);
    const tool = findPackagingTool({ PATH: join(folder, "tools") }, "linux");
    const { kinds, problems } = await publish(folder, tool);
    assert.equal(kinds.get("Core"), "apple-archive");
    assert.equal(served(folder, "assets/Core").toString(), "AA01 archive of core.json");
    assert.match(problems.join(), /^Voices: .*failed \(64\): no voices today$/);
  });
});
