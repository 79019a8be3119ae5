import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { parseJson } from "../../src/model/json/parse-json";
import { schemaValidator } from "../../src/model/json/schema-validator";
import { mediaPlanShape } from "../../src/offline/plan/media-plan-shape.generated";
import { readMediaPlan } from "../../src/offline/plan/read-media-plan";
import { readSchema, validateAgainstSchema } from "../validate-against-schema";

const url = "https://media.example.com/film.m3u8";
const av = (members: object) => ({ kind: "AVAssetDownloadConfiguration", asset: { url }, title: "Film", ...members });
const qualifier = (one: unknown) => av({ primaryContentConfiguration: { variantQualifiers: [one] } });

const valid: readonly unknown[] = [
  av({}),
  av({
    primaryContentConfiguration: {
      variantQualifiers: [
        { predicate: "videoAttributes.videoRange == 'PQ' && peakBitRate < 5000000" },
        { presentationHeight: { operatorType: "lessThanOrEqualTo", value: 1080 } },
        { variant: { index: 0 } },
      ],
      mediaSelections: [{ audible: { language: "en" }, legible: null }, { audible: { language: "fr" } }],
    },
    auxiliaryContentConfigurations: [],
    interstitialMediaSelectionCriteria: [
      { mediaCharacteristic: "audible", criteria: [{ preferredLanguages: ["en"] }] },
    ],
    storageManagementPolicy: { priority: "important", expirationDate: "2027-01-01T00:00:00Z" },
    simulation: { outputFolder: "./offline", byteBudget: 5, deviceProfile: { maxPresentationSize: "3840x2160" } },
  }),
  { kind: "DTGItem", id: "1_a", url, preferredVideoBitrate: 300000 },
  { kind: "DTGItem", id: "1_a", sources: [{ url, sourceType: 0, drmData: [{ scheme: "fairplay", more: 1 }] }] },
];

const invalid: readonly unknown[] = [
  null,
  [],
  {},
  { kind: "Other" },
  { kind: "DTGItem" },
  { kind: "DTGItem", id: "  ", url },
  { kind: "DTGItem", id: "a", url, sources: [] },
  { kind: "DTGItem", id: "a", url, options: { videoCodecs: ["av1"], videoWidth: 0 } },
  { kind: "DTGItem", id: "a", url, title: "no member of this kind" },
  { kind: "DTGItem", id: "a", url, preferredVideoBitrate: 1.5 },
  av({ title: 5 }),
  av({ simulation: { maxDuration: 0, maxConcurrentDownloads: 17, deviceProfile: { systemVersion: "x" } } }),
  qualifier({}),
  qualifier({ predicate: "a", binauralAudio: true }),
  qualifier({ channelCount: { operatorType: "like", value: "2" } }),
  qualifier({ variant: { index: -1 } }),
  qualifier("peakBitRate < 5"),
  av({ primaryContentConfiguration: { mediaSelections: [{ audible: {} }, { "a/b~c": 1 }] } }),
];

describe("the schema of media plans", () => {
  it("is read at run time as ajv reads it", () => {
    const validate = schemaValidator(mediaPlanShape);
    for (const value of valid) {
      assert.deepEqual(validateAgainstSchema("media-plan.schema.json", value), [], JSON.stringify(value));
      assert.ok(validate(value), JSON.stringify(validate.errors));
    }
    for (const value of invalid) {
      const theirs = validateAgainstSchema("media-plan.schema.json", value).filter(
        (line) => !/must match "(then|else)"/.test(line),
      );
      assert.equal(validate(value), false);
      const ours = (validate.errors ?? []).map(
        ({ instancePath, params }) => `${instancePath || "/"} ${JSON.stringify(params)}`,
      );
      const places = theirs.map((line) => line.slice(0, line.indexOf(" ")));
      assert.deepEqual(
        ours.map((line) => line.slice(0, line.indexOf(" "))).sort(),
        places.sort(),
        JSON.stringify(value),
      );
    }
  });

  it("is what the module of its shape was written from", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/build-media-plan-shape.mjs", "--check"], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
  });

  it("describes every member, for hover and completion", () => {
    const undescribed: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== "object" || schema === null) return;
      for (const [name, inner] of Object.entries((schema as { properties?: object }).properties ?? {})) {
        const member = inner as { $ref?: string; description?: string };
        const target = member.$ref === undefined ? member : { ...definition(member.$ref), ...member };
        if (target.description === undefined && !/\/(if|then)\//.test(path)) undescribed.push(`${path}/${name}`);
      }
      for (const [name, inner] of Object.entries(schema)) walk(inner, `${path}/${name}`);
    };
    const definition = (ref: string) =>
      (readSchema("media-plan.schema.json").$defs as Record<string, { description?: string }>)[
        ref.slice("#/$defs/".length)
      ];
    const { if: _, else: __, ...rest } = readSchema("media-plan.schema.json");
    walk(rest, "");
    assert.deepEqual(undescribed, []);
  });

  it("reads what is sound of a plan that is half typed", () => {
    for (const text of [
      "",
      "{",
      '{ "kind": "DTGItem", "url": "https://a/b", ',
      '{ "kind": "DTGItem", "url": 5, "sources": [5, {}] }',
    ]) {
      readMediaPlan({ path: "/a.media-plan.jsonc", root: parseJson(text).root });
    }
    const { root } = parseJson(
      '{ "kind": "AVAssetDownloadConfiguration", "asset": { "url": "https://a/b" }, "auxiliaryContentConfigurations": [{ "variantQualifiers": [7, { "predicate": "a" }] }',
    );
    const { plan } = readMediaPlan({ path: "/a.media-plan.jsonc", root });
    assert.equal(plan?.kind, "AVAssetDownloadConfiguration");
    if (plan?.kind !== "AVAssetDownloadConfiguration") return;
    // Places in the plan stay those of the file.
    assert.equal(plan.auxiliaryContentConfigurations?.[0]?.variantQualifiers[1]?.kind, "predicate");
  });
});
