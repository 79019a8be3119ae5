import assert from "node:assert/strict";
import { parseJson } from "../../src/model/json/parse-json";
import { compilePath } from "../../src/model/manifest/json-path";
import type { ManifestMapping } from "../../src/model/manifest/manifest";
import { readManifest } from "../../src/model/manifest/read";
import { readAssetPackManifest } from "../../src/model/packs/asset-pack";
import { buildDownloadManifest, readDownloadManifest } from "../../src/model/packs/download-manifest";
import { compileGlob } from "../../src/model/packs/glob";
import { newPackText } from "../../src/model/packs/new-pack";
import { readPackagingManifest } from "../../src/model/packs/packaging-manifest";
import { readPublishedPacks } from "../../src/model/packs/published-packs";
import { readProjectFile } from "../../src/model/project/project-file";
import type { SeededRandom } from "../../test/model/plist/seeded-random";
import { type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedText } from "../mutate";
import { assertPlaces } from "../places";
import { randomJsonValue, randomText } from "../values";

const downloadManifest = `{"assetPacks": [
  {"id": "Core", "url": "https://cdn.example.com/Core", "version": 3, "downloadSize": 1000,
   "downloadPolicy": {"essential": {"installationEventTypes": ["firstInstallation", "subsequentUpdate"]}}, "host": {"thirdParty": {}}},
  {"id": "Extra", "url": "https://cdn.example.com/Extra", "version": 1, "downloadSize": 20, "downloadPolicy": {"onDemand": {}}, "host": {"thirdParty": {}}, "language": "de"}
]}
`;
const packagingManifest = `{"assetPackID": "Core", "downloadPolicy": {"prefetch": {"installationEventTypes": ["firstInstallation"]}},
 "fileSelectors": [{"file": "a/b.txt"}, {"directory": "c"}, {"filePattern": "d/**/*.png"}, {"fileSource": "e", "fileDestination": "f"}, {"fileExclusion": "**/.DS_Store"}],
 "platforms": ["iOS", "macOS"], "sourceRoot": "../Assets", "language": "en", "userInfo": {"a": 1}}
`;
const ownManifest = `{"base": "https://cdn.example.com/v1/", "version": "2",
 "assets": [{"identifier": "terrain", "path": "terrain.bin", "bytes": 500, "sha": "00", "essential": true, "priority": "high"},
            {"identifier": "music", "path": "music/1.m4a", "bytes": 20000}]}
`;
const plistManifest = `<?xml version="1.0"?><plist version="1.0"><array><dict><key>id</key><string>a</string><key>url</key><string>https://a.example/a</string><key>size</key><integer>5</integer></dict></array></plist>`;
const projectFile = `{
  // settings
  "manifest": {"file": "m.json", "assets": "$.assets[*]", "baseUrl": "$.base", "item": {"identifier": "$.identifier", "url": {"template": "{base}{path}"}, "fileSize": "$.bytes"}},
  "hosts": {"https://cdn.example.com": "https://localhost:8443"}, "headers": {"https://cdn.example.com": {"Authorization": "\${env:TOKEN}"}},
  "rules": {"BA101": "off"}, "assumptions": {"daily-runtime": "none"}, "downloader": "downloader.mjs",
  "projects": [{"app": "App/Info.plist", "extension": "Ext/Info.plist"}]
}
`;
const published = `{"version": 1, "packs": [{"id": "Core", "files": [{"path": "a/b.txt", "sizeInBytes": 3}]}], "apps": [{"version": "1.0", "paths": ["a/b.txt"], "packIds": ["Core"]}], "archives": [{"id": "Core", "platform": "iOS", "version": 3, "sizeInBytes": 1000, "sha256": "00"}]}
`;
export const manifestSeeds = [downloadManifest, packagingManifest, ownManifest, plistManifest, projectFile, published];

const words = [
  '"assetPacks"',
  '"id"',
  '"url"',
  '"version"',
  '"downloadSize"',
  '"downloadPolicy"',
  '"essential"',
  '"prefetch"',
  '"onDemand"',
  '"assets"',
  '"identifier"',
  "https://",
  "http://",
  "file:///etc/passwd",
  "//evil.example",
  "javascript:",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "[]",
  "{}",
  '""',
  "null",
  "-5",
  "1.5",
  "$.a[*]",
  "$..*",
  "{base}",
  "**/",
]; // prettier-ignore

const mappings: readonly { readonly mapping?: ManifestMapping }[] = [
  {},
  {},
  {
    mapping: {
      assets: "$.assets[*]",
      baseUrl: "$.base",
      item: { identifier: "$.identifier", url: { template: "{base}{path}" }, fileSize: "$.bytes" },
    },
  },
  {
    mapping: {
      assets: "$..*",
      item: { identifier: "$.id", url: "$.url", fileSize: "$.downloadSize", essential: { path: "$.p", equals: 1 } },
    },
  },
  {
    mapping: {
      assets: "$[?@.id]",
      baseUrl: "https://cdn.example.com/",
      item: { identifier: "$.id", url: "$.path", fileSize: "$.size" },
    },
  },
];

export const manifests: FuzzTarget = {
  name: "manifest",
  share: 10,
  generate: (random) => mutatedText(random.pick(manifestSeeds), random, words, manifestSeeds),
  check(input, random) {
    const text = textOf(input);
    const reading = readManifest(text, {
      ...random.pick(mappings),
      manifestUrl: "https://cdn.example.com/manifest.json",
    });
    assertPlaces(reading.problems, text);
    for (const asset of reading.assets) {
      assert.ok(URL.canParse(asset.url), asset.url);
      assert.ok(asset.fileSizeInBytes === undefined || Number.isSafeInteger(asset.fileSizeInBytes));
      for (const range of Object.values(asset.ranges)) if (range !== undefined) assertPlaces([{ range }], text);
    }
    const packs = readAssetPackManifest(text);
    if (packs.kind === "read") {
      assertPlaces(packs.problems, text);
      assertPlaces(packs.packs, text);
    }
    readDownloadManifest(text);
    readPublishedPacks(text);
    const { root } = parseJson(text);
    if (root === undefined) return;
    const packaging = readPackagingManifest(root);
    assertPlaces(packaging.selectors, text);
    assertPlaces(readProjectFile({ path: "/w/background-assets.jsonc", root }).problems, text);
  },
};

/** What our writers write, our readers read as the same. */
export const manifestWriters: FuzzTarget = {
  name: "manifest-writers",
  share: 5,
  generate: (random) => JSON.stringify(packNamesAndSizes(random)),
  check(input, random) {
    const { root } = parseJson(textOf(input));
    const wanted = (root?.children ?? []).flatMap((node) => {
      const [id, size] = (node.children ?? []).map((child) => child.value as unknown);
      return typeof id === "string" && id !== "" && typeof size === "number" && Number.isSafeInteger(size) && size > 0
        ? [{ id, size }]
        : [];
    });
    const policies = [{ onDemand: {} }, { essential: { installationEventTypes: ["firstInstallation"] } }];
    const built = buildDownloadManifest({
      packs: wanted.map(({ id, size }) => {
        const packaging = JSON.stringify({
          assetPackID: id,
          downloadPolicy: random.pick(policies),
          userInfo: randomJsonValue(random, 2),
        });
        const packagingManifest = parseJson(packaging).root;
        assert.ok(packagingManifest !== undefined);
        return { packagingManifest, id, sizeInBytes: size, sha256: "00" };
      }),
      platform: "iOS",
      baseUrl: "https://cdn.example.com/packs",
      atBaseUrl: "all",
      previous: [],
      archives: [],
      raised: new Set(),
    });
    const { problems, strict } = parseJson(built.text);
    assert.deepEqual([problems, strict], [[], true]);
    const read = readDownloadManifest(built.text);
    assert.ok(read.kind === "read");
    assert.deepEqual(
      read.entries.map(({ id, downloadSize }) => ({ id, size: downloadSize })),
      wanted,
    );
    const packs = readAssetPackManifest(built.text);
    assert.ok(packs.kind === "read");
    assert.deepEqual(new Set(packs.packs.map(({ id }) => id)), new Set(wanted.map(({ id }) => id)));
    for (const { url } of built.entries) assert.ok(url.startsWith("https://cdn.example.com/packs/"), url);

    const paths = wanted.map(({ id }) => ({ kind: "file" as const, path: id }));
    const pack = {
      id: wanted[0]?.id ?? "Core",
      policy: "prefetch",
      installationEventTypes: ["firstInstallation"],
      selected: paths,
      platforms: ["iOS"],
      language: undefined,
    } as const; // prettier-ignore
    const written = parseJson(newPackText(pack));
    assert.ok(written.root !== undefined && written.strict && written.problems.length === 0);
    const again = readPackagingManifest(written.root);
    assert.deepEqual(
      [again.id?.value, again.policy, again.installationEventTypes],
      [pack.id, pack.policy, pack.installationEventTypes],
    );
    assert.deepEqual(
      again.selectors.map((selector) => ("path" in selector ? selector.path.value : "")),
      paths.map(({ path }) => path),
    );
  },
};

function packNamesAndSizes(random: SeededRandom): readonly (readonly [string, number])[] {
  return Array.from({ length: random.below(4) }, (_, index) => {
    const odd = random.pick(["", "..", "../..", "CON", "a/b", "\ud800", "__proto__", "%2e%2e", "é", "a b"]);
    return [`${random.below(2) === 0 ? odd : randomText(random)}${index}`, random.below(2 ** 31)] as const;
  });
}

/** Patterns of a workspace that nobody trusts yet: globs and JSONPath. */
export const patterns: FuzzTarget = {
  name: "patterns",
  share: 4,
  generate: (random) =>
    mutatedText(
      random.pick(["a/**/*.png", "**", "[a-z]?*", "$.a[*].b", "$..['x']", "$[?@.a == 'b' && @.c > 1]", "*a*a*a*a*b"]),
      random,
      ["*", "**", "?", "[", "]", "[!", "/", "..", "$", "@", "[?", "&&", "(", "match(@,'a+')"],
      ["a/**/*.png"],
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    const glob = compileGlob(text);
    for (const path of ["a/b/c.png", "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", `${"a/".repeat(60)}z.png`]) {
      glob?.matches(path);
      glob?.matchesPerhaps(path);
    }
    compilePath(text);
  },
};
