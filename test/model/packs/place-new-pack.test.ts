import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeNewPack, suggestedPackId } from "../../../src/model/packs/place-new-pack";

const file = (path: string) => ({ kind: "file", path }) as const;
const directory = (path: string) => ({ kind: "directory", path }) as const;

describe("where a new pack goes", () => {
  it("is beside the packs that are packaged from the same folder", () => {
    const neighbours = [{ manifestPath: "/app/Lanterns/Packs/Core.json", root: "/app/Lanterns" }];
    assert.deepEqual(placeNewPack([directory("/app/Lanterns/Assets/North")], neighbours, "/app"), {
      root: "/app/Lanterns",
      folder: "/app/Lanterns/Packs",
      selected: [{ kind: "directory", path: "Assets/North" }],
    });
  });

  it("is a folder of the opened one where the packs that are there are packaged from elsewhere", () => {
    const elsewhere = { manifestPath: "/app/Other/Packs/Core.json", root: "/app/Other" };
    // With sourceRoot the manifest need not lie below it.
    const withSourceRoot = { manifestPath: "/app/Packs/Core.json", root: "/app/Content" };
    assert.deepEqual(placeNewPack([file("/app/Content/a.map")], [elsewhere, withSourceRoot], "/app"), {
      root: "/app",
      folder: "/app/Packs",
      selected: [{ kind: "file", path: "Content/a.map" }],
    });
  });

  it("is nowhere for what ba-package could not name", () => {
    assert.match(String(placeNewPack([directory("/app")], [], "/app")), /are not that folder itself/);
    assert.match(String(placeNewPack([file("/other/a.map")], [], "/app")), /\/other\/a\.map is not below \/app/);
  });
});

describe("the suggested identifier", () => {
  it("is what is selected, in letters and digits", () => {
    assert.equal(suggestedPackId([directory("/app/Assets/north-coast 2")]), "NorthCoast2");
    assert.equal(suggestedPackId([file("/app/Assets/tutorial.mp4")]), "Tutorial");
    assert.equal(suggestedPackId([file("/app/Assets/Sounds/a.caf"), file("/app/Assets/Sounds/b.caf")]), "Sounds");
  });
});
