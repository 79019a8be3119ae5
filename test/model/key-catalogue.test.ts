import assert from "node:assert/strict";
import { test } from "node:test";
import {
  catalogueKey,
  catalogueKeyNamed,
  isBackgroundAssetsKey,
  keyCatalogue,
  requiredKeys,
} from "../../src/model/key-catalogue";

const names = (keys: readonly { path: readonly string[] }[]) => keys.map((key) => key.path.join("."));

test("each mode requires its keys, in the order in which they are inserted", () => {
  assert.deepEqual(names(requiredKeys("apple-hosted")), [
    "BAHasManagedAssetPacks",
    "BAUsesAppleHosting",
    "BAAppGroupID",
  ]);
  assert.deepEqual(names(requiredKeys("self-hosted-unmanaged")), [
    "BAManifestURL",
    "BAInitialDownloadRestrictions",
    "BAInitialDownloadRestrictions.BADownloadAllowance",
    "BAInitialDownloadRestrictions.BADownloadDomainAllowList",
    "BAInitialDownloadRestrictions.BAEssentialDownloadAllowance",
    "BAEssentialMaxInstallSize",
    "BAMaxInstallSize",
  ]);
  assert.equal(requiredKeys("self-hosted-managed").length, 9);
});

test("Apple hosting forbids everything that self-hosting needs", () => {
  const forbidden = keyCatalogue.filter((key) => key.status["apple-hosted"] === "forbidden");
  assert.equal(forbidden.length, 7);
  for (const key of forbidden) assert.notEqual(key.status["self-hosted-unmanaged"], "forbidden");
});

test("allowances count what is transferred, install sizes what is on disk", () => {
  for (const key of keyCatalogue.filter((one) => one.unit === "bytes")) {
    const name = key.path.at(-1) ?? "";
    assert.equal(key.counts, name.endsWith("Allowance") ? "on the wire, compressed" : "on disk, uncompressed", name);
  }
});

test("a key is found by its path and, wherever it stands, by its name", () => {
  assert.equal(catalogueKey("BAInitialDownloadRestrictions", "BADownloadAllowance")?.type, "integer");
  assert.equal(catalogueKey("BADownloadAllowance"), undefined);
  assert.equal(catalogueKeyNamed("BADownloadAllowance")?.type, "integer");
  assert.equal(isBackgroundAssetsKey("EXPrincipalClass"), false);
});

test("every page is Apple's, and every meaning a sentence", () => {
  for (const key of keyCatalogue) {
    if (key.documentation !== undefined)
      assert.match(key.documentation, /^https:\/\/developer\.apple\.com\/documentation\//);
    assert.match(key.meaning, /\.$/);
  }
});
