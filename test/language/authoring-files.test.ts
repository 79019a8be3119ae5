import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { infoPlistSchema } from "../../src/language/generated-files/info-plist-schema";
import { plistGrammar } from "../../src/language/generated-files/plist-grammar";
import { plistToValue } from "../../src/model/plist/query";
import { parsePlistText } from "../../src/model/plist/read";
import { completions, labels } from "./cursor-in-text";

const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

test("what is generated from the key catalogue is up to date", () => {
  // If not: node scripts/build-authoring-files.mjs
  assert.deepEqual(json("schemas/info-plist-background-assets.schema.json"), infoPlistSchema());
  assert.deepEqual(json("syntaxes/plist-background-assets.tmLanguage.json"), plistGrammar());
});

// --- The schema of Info.plist

const ajv = new Ajv2020({ allErrors: true });
ajv.addSchema(json("schemas/packaging-manifest.schema.json"));
const validateInfoPlist = ajv.compile(json("schemas/info-plist-background-assets.schema.json"));
const validateDownloads = ajv.compile(json("schemas/download-manifest.schema.json"));
const validatePackaging = ajv.getSchema("packaging-manifest.schema.json");

/** The places at which a property list is refused; keywords that only repeat what is inside are left out. */
function refusals(plist: string): readonly string[] {
  const { root } = parsePlistText(plist);
  assert.ok(root !== undefined);
  validateInfoPlist(plistToValue(root));
  const errors = (validateInfoPlist.errors ?? []).filter(({ keyword }) => keyword !== "if");
  return errors.map(({ instancePath, keyword, params }) => {
    const missing = keyword === "required" ? ` ${String(params.missingProperty)}` : "";
    return `${instancePath} ${keyword}${missing}`.trim();
  });
}

const dict = (body: string) => `<plist><dict>${body}</dict></plist>`;

test("the example's property lists are valid", () => {
  assert.deepEqual(refusals(readFileSync("examples/unmanaged/Skylands/Info.plist", "utf8")), []);
  assert.deepEqual(refusals(readFileSync("examples/unmanaged/SkylandsDownloader/Info.plist", "utf8")), []);
});

test("each mode has its required and forbidden keys", () => {
  const apple = "<key>BAHasManagedAssetPacks</key><true/><key>BAUsesAppleHosting</key><true/>";
  assert.deepEqual(refusals(dict(`${apple}<key>BAAppGroupID</key><string>group.a</string>`)), []);
  assert.deepEqual(refusals(dict(apple)), ["required BAAppGroupID"]);
  assert.deepEqual(
    refusals(
      dict(`${apple}<key>BAAppGroupID</key><string>group.a</string><key>BAMaxInstallSize</key><integer>1</integer>`),
    ),
    ["/BAMaxInstallSize false schema"],
  );
  assert.deepEqual(refusals(dict("<key>BAHasManagedAssetPacks</key><true/>")).toSorted(), [
    "required BAAppGroupID",
    "required BAEssentialMaxInstallSize",
    "required BAInitialDownloadRestrictions",
    "required BAManifestURL",
    "required BAMaxInstallSize",
  ]);
  assert.deepEqual(refusals(dict("<key>CFBundleName</key><string>App</string>")), []);
});

test("wrong types, sizes, addresses and places are refused where they are; build variables are not", () => {
  const at = (body: string) => refusals(dict(body));
  assert.deepEqual(at("<key>BAMaxInstallSize</key><string>5</string>"), ["/BAMaxInstallSize type"]);
  assert.deepEqual(at("<key>BAMaxInstallSize</key><integer>-1</integer>"), ["/BAMaxInstallSize minimum"]);
  assert.ok(at("<key>BAManifestURL</key><string>http://a.example</string>").includes("/BAManifestURL pattern"));
  assert.ok(!at("<key>BAManifestURL</key><string>$(URL)</string>").includes("/BAManifestURL pattern"));
  assert.deepEqual(
    at("<key>BAInitialDownloadRestrictions</key><dict><key>BADownloadDomainAllowList</key><array/></dict>"),
    ["/BAInitialDownloadRestrictions/BADownloadDomainAllowList minItems"],
  );
});

// --- The schemas of asset pack manifests

const packaging = {
  assetPackID: "Tutorial",
  downloadPolicy: { essential: { installationEventTypes: ["firstInstallation"] } },
  fileSelectors: [{ file: "Videos/Introduction.m4v" }],
  platforms: ["iOS"],
};

test("packaging manifests of Xcode 26 and 27", () => {
  assert.ok(validatePackaging !== undefined);
  const valid = (change: object) => validatePackaging({ ...packaging, ...change });
  assert.equal(valid({}), true);
  assert.equal(valid({ downloadPolicy: { onDemand: {} }, platforms: [] }), true);
  assert.equal(valid({ language: "zh-Hans-VN", sourceRoot: "../Assets", userInfo: { a: [1] } }), true);
  assert.equal(
    valid({
      fileSelectors: [{ fileSource: "a", fileDestination: "b" }, { filePattern: "*.png" }, { fileExclusion: "x" }],
    }),
    true,
  );
  for (const wrong of [
    { assetPackID: "" },
    { downloadPolicy: {} },
    { downloadPolicy: { onDemand: null } },
    { downloadPolicy: { essential: { installationEventTypes: [] } } },
    { downloadPolicy: { onDemand: {}, prefetch: { installationEventTypes: ["firstInstallation"] } } },
    { fileSelectors: [{}] },
    { fileSelectors: [{ fileSource: "a" }] },
    { fileSelectors: [{ file: "/etc/passwd" }] },
    { platforms: ["iPadOS"] },
    { language: "German" },
  ]) {
    assert.equal(valid(wrong), false, JSON.stringify(wrong));
  }
});

test("download manifests as ba-package writes them", () => {
  const pack = {
    id: "tutorial",
    url: "https://cdn.example.com/packs/tutorial",
    version: 0,
    downloadSize: 596,
    downloadPolicy: packaging.downloadPolicy,
    host: { thirdParty: {} },
  };
  assert.equal(validateDownloads({ assetPacks: [pack] }), true);
  assert.equal(validateDownloads({ assetPacks: [{ ...pack, url: "http://cdn.example.com" }] }), false);
  assert.equal(validateDownloads({ assetPacks: [{ ...pack, version: -1 }] }), false);
  assert.equal(validateDownloads({ packs: [] }), false);
  const { platforms: _, ...withoutPlatforms } = packaging;
  assert.equal(validatePackaging?.(withoutPlatforms), false);
});

test("completion and schema of a packaging manifest know the same members", () => {
  const offered = labels(completions({ "p.json": '{ "assetPackID": "", "fileSelectors": [{ ¦ }] }' }).items);
  const schema = json("schemas/packaging-manifest.schema.json");
  assert.deepEqual([...offered].toSorted(), Object.keys(schema.$defs.selector.properties).toSorted());
});
