import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MediaDiagnostic } from "../../src/offline/media-diagnostic";
import { plannedFindings } from "../../src/rules/planned-findings";
import { assertRule, diagnostics, fixture, root, snapshotOf } from "./rule-case";

const av = (members: string, url = "https://media.example.com/film.m3u8") => `
=== film.media-plan.jsonc
{
  "kind": "AVAssetDownloadConfiguration",
  "asset": { "url": "${url}" },
  "title": "Film",
${members}
}
`;
const dtg = (members: string) => `
=== film.media-plan.jsonc
{
  "kind": "DTGItem",
  "id": "film",
${members}
}
`;
const soundDtg = dtg('  "url": "https://media.example.com/film.m3u8"');
const qualifiers = (...lines: readonly string[]) =>
  av(`  "primaryContentConfiguration": {\n    "variantQualifiers": [\n${lines.join("\n")}\n    ]\n  }`);
const sound = qualifiers(
  '      { "predicate": "videoAttributes.videoRange == \'PQ\' && peakBitRate < 5000000" },',
  '      { "presentationHeight": { "operatorType": "lessThanOrEqualTo", "value": 1080 } },',
  '      { "channelCount": { "operatorType": "greaterThan", "value": 2, "mediaSelectionOption": { "language": "en" } } } // the last',
);

describe("rules of media plans", () => {
  it("have nothing to say about sound plans of both kinds, comments included", () => {
    for (const source of [sound, soundDtg]) {
      assert.deepEqual(
        diagnostics(snapshotOf(fixture(source).texts)).map(({ code, message }) => `${code} ${message}`),
        [],
      );
    }
  });

  it("BA520 a qualifier that is never looked at", () => {
    assertRule({
      code: "BA520",
      fires: qualifiers(
        '      { "variant": { "index": 0 } },',
        '      { "predicate": "peakBitRate < 5" } // want BA520 "never looked at"',
      ),
      fixed: qualifiers('      { "variant": { "index": 0 } }'),
      silent: [sound],
    });
    assertRule({
      code: "BA520",
      fires: qualifiers(
        '      { "predicate": "peakBitRate < 5" },',
        '      { "predicate": "peakBitRate < 5" } // want BA520 "says the same as qualifier 1"',
      ),
      silent: [],
    });
  });

  it("BA523 a qualifier that no platform has, and not as an unknown member as well", () => {
    const source = qualifiers(
      '      { "maximumValueInKeyPath": "peakBitRate" } // want BA523 "unavailable on every platform"',
    );
    assertRule({ code: "BA523", fires: source, silent: [sound] });
    assert.deepEqual(
      diagnostics(snapshotOf(fixture(source).texts)).map(({ code }) => code),
      ["BA523"],
    );
  });

  it("BA526 an auxiliary configuration that is another one again", () => {
    const one = '{ "variantQualifiers": [{ "predicate": "peakBitRate > 1" }] }';
    assertRule({
      code: "BA526",
      fires: av(
        `  "auxiliaryContentConfigurations": [\n    ${one},\n    ${one} // want BA526 "the same as auxiliary 1"\n  ]`,
      ),
      fixed: av(`  "auxiliaryContentConfigurations": [\n    ${one}\n  ]`),
      silent: [av(`  "auxiliaryContentConfigurations": [${one}]`)],
    });
  });

  it("BA527 the options dictionary", () => {
    const options = '{ "AVAssetDownloadTaskMinimumRequiredMediaBitrateKey": 5 }';
    assertRule({ code: "BA527", fires: av(`  "options": ${options} // want BA527 "deprecated"`), silent: [sound] });
  });

  it("BA528 what needs a newer system", () => {
    assertRule({
      code: "BA528",
      fires: av('  "downloadsInterstitialAssets": true // want BA528 "iOS 18"'),
      silent: [av('  "downloadsInterstitialAssets": false')],
    });
    assertRule({
      code: "BA528",
      fires: qualifiers('      { "binauralAudio": true } // want BA528 "iOS 17"'),
      silent: [],
    });
  });

  it("BA539 media over http", () => {
    const http = '  "url": "http://media.example.com/film.m3u8" // want BA539 "App Transport Security"';
    assertRule({ code: "BA539", fires: dtg(http), fixed: soundDtg, silent: [soundDtg] });
    assertRule({
      code: "BA539",
      fires: dtg('  "sources": [\n    { "url": "HTTP://media.example.com/film.mp4" } // want BA539 "Use https"\n  ]'),
      silent: [],
    });
  });

  it("BA546 what does not have its shape, each thing once and with what may stand there", () => {
    for (const source of [
      dtg('  "uri": "x" // want BA546 "is not known"'),
      dtg(
        '  "url": "https://a.example.com/a.m3u8",\n  "preferredVideoBitrate": "many" // want BA546 "must be a whole number"',
      ),
      dtg(
        '  "preferredVideoBitrate": 1,\n  "url": "https://a.example.com/a.m3u8",\n  "options": {} // want BA546 "either preferredVideoBitrate or options"',
      ),
      av(
        '  "primaryContentConfiguration": {},\n  "simulation": {\n    "maxConcurrentDownloads": 99 // want BA546 "16 or less"\n  }',
      ),
      av(
        '  "simulation": {\n    "deviceProfile": {\n      "maxPresentationSize": "big" // want BA546 "a size in pixels"\n    }\n  }',
      ),
      av('  "simulation": {}', "film.m3u8").replace('"film.m3u8" }', '"film.m3u8" } // want BA546 "no absolute URL"'),
    ]) {
      const { texts, wants } = fixture(source);
      const found = diagnostics(snapshotOf(texts)).filter(({ code }) => code === "BA546");
      for (const { message } of wants)
        assert.ok(
          found.some((one) => one.message.includes(message)),
          `${message}\n${found.map((one) => one.message).join("\n")}`,
        );
    }
    const unknown = snapshotOf(new Map([[`${root}/a.media-plan.jsonc`, '{ "kind": "Download" }']]));
    assert.deepEqual(
      diagnostics(unknown).map(({ code, message }) => [code, message]),
      [["BA546", '"kind" is "Download", and must be one of "AVAssetDownloadConfiguration", "DTGItem".']],
    );
    const broken = snapshotOf(new Map([[`${root}/a.media-plan.jsonc`, '{ "kind": "DTGItem", ']]));
    assert.deepEqual([...new Set(diagnostics(broken).map(({ code }) => code))], ["BA003"]);
  });

  it("BA547 a predicate, at the word that is wrong", () => {
    const cases = [
      ["bitrate < 5", "no key path", "bitrate"],
      ["peakBitRate <", "ends too early", "<"],
      ["peakBitRate < %d", "write the value itself", "%d"],
      ["videoAttributes.presentationSize.height < 5", "presentationHeight", "videoAttributes.presentationSize.height"],
      ["peakBitRate < 5 averageBitRate > 1", "AND or OR", "averageBitRate"],
      ["(peakBitRate < 5", "is missing", "5"],
      ["peakbitrate < 5", "Did you mean peakBitRate", "peakbitrate"],
    ] as const;
    for (const [predicate, message, word] of cases) {
      const snapshot = snapshotOf(fixture(qualifiers(`      { "predicate": "${predicate}" }`)).texts);
      const [finding, ...rest] = diagnostics(snapshot);
      assert.equal(finding?.code, "BA547", predicate);
      assert.ok(finding.message.includes(message), finding.message);
      assert.deepEqual(rest, []);
      const { start, end } = finding.range;
      assert.equal(snapshot.files.get(finding.path)?.text.slice(start, end), word);
    }
    const deep = qualifiers(`      { "predicate": "${"(".repeat(5000)}" }`);
    assert.match(diagnostics(snapshotOf(fixture(deep).texts))[0]?.message ?? "", /too deeply/);
  });
});

describe("what planning found", () => {
  const finding = (code: MediaDiagnostic["code"]): MediaDiagnostic => ({
    code,
    severity: "warning",
    message: "Something.",
    range: { start: 5, end: 9 },
    fixes: [{ title: "Mend it", preferred: true, edits: [{ range: { start: 5, end: 9 }, newText: "x" }] }],
  });

  it("has the levels of the project, and does not say again what the file alone shows", () => {
    const plan = qualifiers('      { "maximumValueInKeyPath": "peakBitRate" }');
    const app = "\n=== App/Info.plist\n<key>BAManifestURL</key>\n<string>https://a.example.com/m.json</string>\n";
    const settings = '\n=== background-assets.jsonc\n{ "version": 1, "rules": { "BA501": "off", "BA536": "error" } }\n';
    const snapshot = snapshotOf(fixture(`${plan}${app}${settings}`).texts);
    const path = `${root}/film.media-plan.jsonc`;
    const known = diagnostics(snapshot).find(({ code }) => code === "BA523");
    assert.ok(known !== undefined);
    const again: MediaDiagnostic = { ...finding("BA523"), message: known.message, range: known.range };
    const found = plannedFindings(snapshot, path, [finding("BA501"), finding("BA536"), finding("BA519"), again]);
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      [
        ["BA536", "error"],
        ["BA519", "warning"],
      ],
    );
    assert.deepEqual(found[0]?.fixes?.[0]?.edits(), [{ path, edits: [{ range: { start: 5, end: 9 }, newText: "x" }] }]);
    assert.deepEqual(plannedFindings(snapshot, `${root}/App/Info.plist`, [finding("BA519")]), []);
  });
});
