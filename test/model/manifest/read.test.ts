import assert from "node:assert/strict";
import { test } from "node:test";
import { describeMapping } from "../../../src/model/manifest/describe-mapping";
import { laneTotals } from "../../../src/model/manifest/lane-totals";
import type { ManifestMapping } from "../../../src/model/manifest/manifest";
import { readManifest } from "../../../src/model/manifest/read";

const manifestUrl = "https://cdn.example.com/v1/manifest.json";

/** What matters of each asset, briefly. */
function brief(content: string | Uint8Array, mapping?: ManifestMapping) {
  const reading = readManifest(content, { mapping, manifestUrl });
  return reading.assets.map((asset) => [asset.identifier, asset.url, asset.fileSizeInBytes, asset.essential]);
}

test("a plain list with absolute URLs is recognised, and says as what", () => {
  const content = JSON.stringify({
    generated: "2026-01-01",
    assets: [
      { id: "intro", url: "https://cdn.example.com/intro.mp4", size: 1200, essential: true },
      { id: "level-1", url: "https://media.example.net/level-1.bin", size: 3400, essential: false },
    ],
  });
  const reading = readManifest(content, { manifestUrl });
  assert.equal(reading.format, "json");
  assert.equal(reading.recognised, true);
  assert.deepEqual(reading.problems, []);
  assert.deepEqual(reading.mapping, {
    assets: "$.assets[*]",
    item: { identifier: "$.id", url: "$.url", fileSize: "$.size", essential: "$.essential" },
  });
  assert.deepEqual(brief(content), [
    ["intro", "https://cdn.example.com/intro.mp4", 1200, true],
    ["level-1", "https://media.example.net/level-1.bin", 3400, false],
  ]);
  const totals = laneTotals(reading);
  assert.equal(totals.manifestBytes, content.length);
  assert.deepEqual(totals.essential, { count: 1, bytes: 1200, unknownSizes: 0 });
  assert.deepEqual(totals.nonEssential, { count: 1, bytes: 3400, unknownSizes: 0 });
  assert.deepEqual(
    [...totals.hosts],
    [
      ["cdn.example.com", 1],
      ["media.example.net", 1],
    ],
  );
});

const recognised: readonly { name: string; manifest: unknown; assets: string; first: readonly unknown[] }[] = [
  {
    name: "a list at the root",
    manifest: [{ identifier: "a", remoteURL: "https://x.example/a", fileSize: "77", isEssential: "true" }],
    assets: "$[*]",
    first: ["a", "https://x.example/a", 77, true],
  },
  {
    name: "paths with a base URL beside the list",
    manifest: { baseURL: "https://cdn.example.com/assets/", files: [{ name: "a", path: "/maps/a b.bin", bytes: 5 }] },
    assets: "$.files[*]",
    first: ["a", "https://cdn.example.com/assets/maps/a%20b.bin", 5, false],
  },
  {
    name: "paths with a host above the list",
    manifest: {
      cdn: { host: "cdn.example.com", packs: [{ key: "a", file: "a.pak", downloadSize: 5, required: true }] },
    },
    assets: "$.cdn.packs[*]",
    first: ["a", "https://cdn.example.com/a.pak", 5, true],
  },
  {
    name: "paths without a base, completed from the manifest's own URL",
    manifest: { assets: [{ id: 1, href: "a.bin", size: 5 }] },
    assets: "$.assets[*]",
    first: ["1", "https://cdn.example.com/v1/a.bin", 5, false],
  },
  {
    name: "a dictionary keyed by identifier",
    manifest: {
      assets: { alpha: { url: "https://x.example/a", size: 1 }, beta: { url: "https://x.example/b", size: 2 } },
    },
    assets: "$.assets.*",
    first: ["alpha", "https://x.example/a", 1, false],
  },
  {
    name: "a list of sessions with a duration and a thumbnail beside what counts",
    manifest: {
      sessions: [
        {
          sessionID: 10108,
          title: "What's new",
          thumbnailURL: "https://x.example/t.png",
          videoURL: "https://x.example/v.mp4",
          duration: 900,
          fileSize: 123456,
          essential: true,
        },
        {
          sessionID: 10109,
          title: "What's old",
          thumbnailURL: "https://x.example/u.png",
          videoURL: "https://x.example/w.mp4",
          duration: 800,
          fileSize: 123,
          essential: false,
        },
      ],
    },
    assets: "$.sessions[*]",
    first: ["10108", "https://x.example/v.mp4", 123456, true],
  },
  {
    name: "a word for the lane",
    manifest: {
      items: [
        { id: "a", url: "https://x.example/a", size: 1, priority: "essential" },
        { id: "b", url: "https://x.example/b", size: 1, priority: "optional" },
      ],
    },
    assets: "$.items[*]",
    first: ["a", "https://x.example/a", 1, true],
  },
  {
    name: "files inside packs that have no URL of their own",
    manifest: {
      packs: [
        { id: "p", title: "P", files: [{ id: "f1", url: "https://x.example/1", size: 4 }] },
        { id: "q", title: "Q", files: [{ id: "f2", url: "https://x.example/2", size: 4 }] },
      ],
    },
    assets: "$.packs[*].files[*]",
    first: ["f1", "https://x.example/1", 4, false],
  },
  {
    name: "packs whose thumbnails are a list as well",
    manifest: {
      packs: [{ id: "p", url: "https://x.example/p", size: 9, thumbnails: [{ url: "https://x.example/t", size: 2 }] }],
    },
    assets: "$.packs[*]",
    first: ["p", "https://x.example/p", 9, false],
  },
];

for (const { name, manifest, assets, first } of recognised) {
  test(`recognised: ${name}`, () => {
    const content = JSON.stringify(manifest);
    const reading = readManifest(content, { manifestUrl });
    assert.equal(reading.mapping?.assets, assets);
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(brief(content)[0], first);
    // What is shown can be pasted into the project file, and then says the same.
    const shown = JSON.parse(`{${describeMapping(reading.mapping as ManifestMapping)}}`).manifest as ManifestMapping;
    assert.deepEqual(brief(content, shown), brief(content));
  });
}

const unknown: readonly { name: string; manifest: unknown; says: RegExp }[] = [
  {
    name: "two lists that could both be the assets",
    manifest: {
      essential: [{ id: "a", url: "https://x.example/a", size: 1 }],
      optional: [{ id: "b", url: "https://x.example/b", size: 1 }],
    },
    says: /\$\.essential\[\*\] and \$\.optional\[\*\]/,
  },
  {
    name: "files without sizes or whole URLs",
    manifest: { videos: [{ order: 1, file: "videos/1.mp4", title: "One" }] },
    says: /no list/,
  },
  {
    name: "two URLs of equal right",
    manifest: [{ id: "a", videoURL: "https://x.example/v", audioURL: "https://x.example/a", size: 1 }],
    says: /no list/,
  },
  { name: "a configuration", manifest: { name: "app", version: 3, flags: { a: true } }, says: /no list/ },
  { name: "strings", manifest: ["https://x.example/a"], says: /no list/ },
];

for (const { name, manifest, says } of unknown) {
  test(`not recognised rather than guessed: ${name}`, () => {
    const reading = readManifest(JSON.stringify(manifest), { manifestUrl });
    assert.equal(reading.mapping, undefined);
    assert.deepEqual(reading.assets, []);
    assert.match(reading.problems[0]?.message ?? "", says);
    assert.match(reading.problems[0]?.message ?? "", /background-assets\.jsonc/);
  });
}

test("a packaging manifest in the place of a download manifest is called by its name", () => {
  const reading = readManifest(
    '{"assetPackID": "a", "downloadPolicy": {"onDemand": {}}, "fileSelectors": [{"file": "a/b.png"}]}',
  );
  assert.equal(reading.mapping, undefined);
  assert.match(reading.problems[0]?.message ?? "", /packaging manifest/);
});

test("a manifest that lists nothing is no mistake", () => {
  for (const content of ["[]", '{"version": 2, "assets": []}', '{"assetPacks": []}']) {
    const reading = readManifest(content, { manifestUrl });
    assert.deepEqual([reading.assets, reading.problems], [[], []], content);
  }
});

test("a download manifest of ba-package is read without a mapping", () => {
  const content = JSON.stringify({
    assetPacks: [
      {
        id: "tutorial",
        url: "https://cdn.example.com/packs/tutorial",
        version: 3,
        downloadSize: 596,
        downloadPolicy: { essential: { installationEventTypes: ["firstInstallation"] } },
        host: { thirdParty: {} },
      },
      {
        id: "more",
        url: "https://cdn.example.com/packs/more",
        version: 0,
        downloadSize: 7,
        downloadPolicy: { onDemand: {} },
      },
    ],
  });
  const reading = readManifest(content, { manifestUrl });
  assert.equal(reading.format, "download-manifest");
  assert.deepEqual(
    reading.assets.map((asset) => [asset.identifier, asset.essential, asset.version, asset.fileSizeInBytes]),
    [
      ["tutorial", true, "3", 596],
      ["more", false, "0", 7],
    ],
  );
});

test("every range points at the value in the manifest's text", () => {
  const content = '\uFEFF{\n  "list": [\n    {"id": "ä", "u": "https://x.example/ä", "n": 12, "e": true}\n  ]\n}';
  const mapping: ManifestMapping = {
    assets: "$.list[*]",
    item: { identifier: "$.id", url: "$.u", fileSize: "@.n", essential: "$['e']" },
  };
  const text = content.slice(1);
  for (const source of [content, new TextEncoder().encode(content)]) {
    const asset = readManifest(source, { mapping }).assets[0];
    assert.ok(asset);
    const at = (range: { start: number; end: number } | undefined) => text.slice(range?.start, range?.end);
    assert.equal(at(asset.ranges.identifier), '"ä"');
    assert.equal(at(asset.ranges.url), '"https://x.example/ä"');
    assert.equal(at(asset.ranges.fileSize), "12");
    assert.equal(at(asset.ranges.essential), "true");
    assert.equal(at(asset.ranges.asset), '{"id": "ä", "u": "https://x.example/ä", "n": 12, "e": true}');
  }
});

test("a mapping with filters, templates and comparisons", () => {
  const content = JSON.stringify({
    cdn: "https://cdn.example.com/base",
    groups: {
      a: { kind: "pack", parts: { file: { name: "a.bin", len: 10 } }, when: "install", rev: 7 },
      b: { kind: "note" },
      c: { kind: "pack", parts: { file: { name: "c.bin", len: 20 } }, when: "later", rev: 8, weight: "high" },
    },
  });
  const mapping: ManifestMapping = {
    assets: "$.groups[?@.kind == 'pack']",
    baseUrl: "$.cdn",
    item: {
      identifier: { template: "group-{@key}" },
      url: { template: "{baseUrl}/{parts.file.name}?r={rev}" },
      fileSize: "$.parts.file.len",
      essential: { path: "$.when", equals: "install" },
      priority: "$.weight",
      version: "$.rev",
    },
  };
  const reading = readManifest(content, { mapping });
  assert.deepEqual(reading.problems, []);
  assert.deepEqual(
    reading.assets.map(({ ranges: _, ...asset }) => asset),
    [
      {
        identifier: "group-a",
        url: "https://cdn.example.com/base/a.bin?r=7",
        fileSizeInBytes: 10,
        essential: true,
        priority: "default",
        version: "7",
      },
      {
        identifier: "group-c",
        url: "https://cdn.example.com/base/c.bin?r=8",
        fileSizeInBytes: 20,
        essential: false,
        priority: "max",
        version: "8",
      },
    ],
  );
  assert.equal(reading.recognised, false);
});

test("an asset that cannot be used is left out with a problem at its place; the others stay", () => {
  const content = JSON.stringify([
    { id: "a", url: "https://x.example/a", size: 1 },
    { id: "b", size: 1 },
    { url: "https://x.example/c", size: 1 },
    { id: "d", url: "https://x.example/d", size: "12 MB" },
    { id: "e", url: "https://x.example/e", size: 1.5 },
    { id: "f", url: "https://x.example/f", size: 0 },
    { id: "../../etc/passwd", url: "https://x.example/g", size: 3 },
  ]);
  const mapping: ManifestMapping = { assets: "$[*]", item: { identifier: "$.id", url: "$.url", fileSize: "$.size" } };
  const reading = readManifest(content, { mapping });
  assert.deepEqual(
    reading.assets.map((asset) => [asset.identifier, asset.fileSizeInBytes]),
    [
      ["a", 1],
      ["d", undefined],
      ["e", undefined],
      ["f", undefined],
      ["../../etc/passwd", 3],
    ],
  );
  assert.deepEqual(
    reading.problems.map((problem) => [
      content.slice(problem.range.start, problem.range.end),
      problem.message.slice(0, 26),
    ]),
    [
      ['"b"', '"b" has no URL: it cannot '],
      ['{"url":"https://x.example/c","size":1}', "Asset 3 has no identifier:"],
      ['"12 MB"', '"d": the file size is "12 '],
      ["1.5", '"e": the file size is "1.5'],
    ],
  );
});

test("a mapping that fits nothing or is none says so", () => {
  const item = { identifier: "$.id", url: "$.url", fileSize: "$.size" };
  const messages = (mapping: ManifestMapping) =>
    readManifest('{"assets": [{"id": "a", "url": "b"}]}', { mapping })
      .problems.map((problem) => problem.message)
      .join("\n");
  assert.match(messages({ assets: "$.packs[*]", item }), /"\$\.packs\[\*\]".*selects nothing/);
  assert.match(messages({ assets: "$.assets[", item }), /not a JSONPath/);
  assert.match(messages({ assets: "$.assets[*]", item: { ...item, url: "url" } }), /write "\$\.url"/);
  assert.match(messages({ assets: "$.assets[*]", item, baseUrl: "cdn" }), /baseUrl/);
  assert.match(messages({ assets: "$.assets[*]", item }), /not absolute/);
});

const unreadable: readonly { name: string; content: string | Uint8Array; says: RegExp; at?: string }[] = [
  { name: "nothing", content: "", says: /empty/ },
  { name: "white space", content: " \n ", says: /empty/ },
  {
    name: "a page of HTML",
    content: "\n<!DOCTYPE html>\n<html><body>Sign in</body></html>",
    says: /HTML page/,
    at: "<!DOCTYPE html>",
  },
  {
    name: "other XML",
    content: '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    says: /not a property list/,
  },
  { name: "JSON that is cut off", content: '{"assets": [{"id": "a"', says: /line 1.*cut off/ },
  { name: "JSON with a mistake", content: '{"assets": [}]}', says: /line 1, column 13/, at: "}" },
  { name: "bytes", content: new Uint8Array([0, 1, 2, 255, 254]), says: /not valid JSON/ },
  { name: "100,000 brackets", content: "[".repeat(100_000), says: /levels of nesting/ },
];

for (const { name, content, says, at } of unreadable) {
  test(`unreadable: ${name}`, () => {
    const reading = readManifest(content, { manifestUrl });
    assert.equal(reading.format, "unreadable");
    assert.deepEqual(reading.assets, []);
    assert.match(reading.problems[0]?.message ?? "", says);
    if (at !== undefined)
      assert.equal(String(content).slice(reading.problems[0]?.range.start, reading.problems[0]?.range.end), at);
  });
}

test("comments are read, with a word about JSONDecoder", () => {
  const content = '[ // first\n {"id": "a", "url": "https://x.example/a", "size": 1} ]';
  const reading = readManifest(content);
  assert.equal(reading.assets.length, 1);
  assert.match(reading.problems[0]?.message ?? "", /JSONDecoder/);
});

test("a property list is a manifest like any other", () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>BaseURL</key><string>https://cdn.example.com/a</string>
  <key>Assets</key><array>
    <dict><key>ID</key><string>one</string><key>Path</key><string>one.bin</string><key>Size</key><integer>42</integer><key>Essential</key><true/></dict>
  </array>
</dict></plist>`;
  const reading = readManifest(xml);
  assert.equal(reading.format, "plist");
  assert.deepEqual(brief(xml), [["one", "https://cdn.example.com/a/one.bin", 42, true]]);
  const range = reading.assets[0]?.ranges.fileSize;
  assert.equal(xml.slice(range?.start, range?.end), "<integer>42</integer>");
  const openStep = '{ assets = ( { id = a; url = "https://x.example/a"; size = 7; } ); }';
  assert.deepEqual(brief(openStep), [["a", "https://x.example/a", 7, false]]);
  assert.equal(readManifest(xml.replace("</array>", "")).format, "unreadable");
});

test("100,000 assets are read, in either direction of the mapping", () => {
  const packs = Array.from({ length: 100_000 }, (_, index) => ({
    id: `p${index}`,
    url: `https://x.example/${index}`,
    size: index + 1,
  }));
  const content = JSON.stringify({ packs });
  const reading = readManifest(content);
  assert.equal(reading.assets.length, 100_000);
  assert.equal(reading.assets.at(-1)?.fileSizeInBytes, 100_000);
  const none = readManifest(content, {
    mapping: { assets: "$.packs[*]", item: { identifier: "$.name", url: "$.url", fileSize: "$.size" } },
  });
  assert.equal(none.assets.length, 0);
  assert.ok(none.problems.length <= 101);
});

test("packs on demand, and those of updates only, count against no allowance of the first installation", () => {
  const pack = (id: string, downloadPolicy: object) => ({
    id,
    url: `https://x.example/${id}`,
    version: 1,
    downloadSize: 1000,
    downloadPolicy,
    host: { thirdParty: {} },
  });
  const reading = readManifest(
    JSON.stringify({
      assetPacks: [
        pack("Base", { essential: { installationEventTypes: ["firstInstallation", "subsequentUpdate"] } }),
        pack("Patch", { essential: { installationEventTypes: ["subsequentUpdate"] } }),
        pack("Alps", { prefetch: { installationEventTypes: ["firstInstallation"] } }),
        pack("Andes", { onDemand: {} }),
      ],
    }),
  );
  assert.equal(reading.assets.length, 4);
  const { essential, nonEssential } = laneTotals(reading);
  assert.deepEqual([essential.count, essential.bytes], [1, 1000]);
  assert.deepEqual([nonEssential.count, nonEssential.bytes], [1, 1000]);
});
