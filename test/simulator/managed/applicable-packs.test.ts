import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readAssetPackManifest } from "../../../src/model/packs/asset-pack";
import type { ContentRequest } from "../../../src/simulator/events";
import { applicablePacks, type PackQuestion } from "../../../src/simulator/managed/applicable-packs";
import { resolvedLanguage } from "../../../src/simulator/managed/pack-language";
import { localPackStatus, packStatus } from "../../../src/simulator/managed/pack-status";
import { assetPack, deviceWith } from "./asset-packs";

const first = ["firstInstallation"] as const;
const update = ["subsequentUpdate"] as const;
const both = ["firstInstallation", "subsequentUpdate"] as const;

const packs = [
  assetPack("essential-first", { policy: "essential", installationEventTypes: first }),
  assetPack("essential-update", { policy: "essential", installationEventTypes: update }),
  assetPack("essential-both", { policy: "essential", installationEventTypes: both }),
  assetPack("prefetch-first", { policy: "prefetch", installationEventTypes: first }),
  assetPack("prefetch-both", { policy: "prefetch", installationEventTypes: both }),
  assetPack("on-demand"),
];

function downloaded(request: ContentRequest["name"], more: Partial<PackQuestion> = {}) {
  const decisions = applicablePacks({
    request,
    packs,
    state: deviceWith({}),
    osVersion: "27.0",
    preferredLanguage: undefined,
    primaryLanguage: undefined,
    ...more,
  });
  return Object.fromEntries(decisions.flatMap(({ pack, lane }) => (lane === undefined ? [] : [[pack.id, lane]])));
}

describe("which packs the system downloads of its own accord", () => {
  it("first installation: what names it, essential ones while the app waits", () => {
    assert.deepEqual(downloaded("install"), {
      "essential-first": "essential",
      "essential-both": "essential",
      "prefetch-first": "non-essential",
      "prefetch-both": "non-essential",
    });
  });

  it("update of the app: what names it and is not there yet; whoever updates does not get what names the installation", () => {
    assert.deepEqual(downloaded("update", { state: deviceWith({ "essential-both": 1 }) }), {
      "essential-update": "essential",
      "prefetch-both": "non-essential",
    });
  });

  it("periodic check: newer versions of what was downloaded, whatever its policy, and nothing new", () => {
    const newer = packs.map((pack) => ({ ...pack, version: 2 }));
    const state = deviceWith({ "on-demand": 1, "essential-first": 1, "prefetch-both": 2 });
    assert.deepEqual(downloaded("periodic", { packs: newer, state }), {
      "essential-first": "non-essential",
      "on-demand": "non-essential",
    });
  });

  it("an update of the app blocks for a newer version of an essential pack only where the pack names updates", () => {
    const newer = packs.map((pack) => ({ ...pack, version: 2 }));
    const state = deviceWith({ "essential-first": 1, "essential-both": 1 });
    const found = downloaded("update", { packs: newer, state });
    assert.equal(found["essential-first"], "non-essential");
    assert.equal(found["essential-both"], "essential");
  });

  const localized = [
    assetPack("voices-en", { policy: "essential", installationEventTypes: first, language: "en" }),
    assetPack("voices-de", { policy: "essential", installationEventTypes: first, language: "de" }),
    assetPack("voices-pt", { policy: "prefetch", installationEventTypes: first, language: "pt-BR" }),
    assetPack("voices-ja"),
  ];

  it("localized packs: those of the person's language only, and none before OS 27", () => {
    const german = { packs: localized, preferredLanguage: "de-AT", primaryLanguage: "en" };
    assert.deepEqual(downloaded("install", german), { "voices-de": "essential" });
    assert.deepEqual(downloaded("install", { ...german, osVersion: "26.4" }), {});
  });

  it("a language change brings the packs of the new language, not as essential ones", () => {
    const state = deviceWith({ "voices-en": 1 });
    assert.deepEqual(downloaded("languageChange", { packs: localized, state, preferredLanguage: "pt-PT" }), {
      "voices-pt": "non-essential",
    });
  });

  it("says of every pack why", () => {
    const reasons = applicablePacks({
      request: "install",
      packs,
      state: deviceWith({ "prefetch-first": 1 }),
      osVersion: "27.0",
      preferredLanguage: undefined,
      primaryLanguage: undefined,
    }).map(({ pack, reason }) => `${pack.id}: ${reason}`);
    assert.ok(reasons.includes("on-demand: on demand: downloaded when the app asks for it"));
    assert.ok(reasons.includes("prefetch-first: it is on the device and up to date"));
    assert.ok(reasons.includes("essential-update: essential on subsequentUpdate only"));
  });
});

describe("the language of localized packs", () => {
  const offered = ["en", "es-MX", "zh-Hans", "zh-Hant"].map((language) => assetPack(language, { language }));
  for (const [preferred, primary, expected] of [
    ["en", "en", "en"],
    ["en-GB", "en", "en"],
    ["es", "en", "es-MX"],
    ["es-ES", "en", "es-MX"],
    ["zh-Hant-TW", "en", "zh-Hant"],
    // Taiwan writes the traditional script without saying so.
    ["zh-TW", "en", "zh-Hant"],
    ["zh", "en", "zh-Hans"],
    ["de-Latn-1996-u-co-phonebk", "en", "en"],
    ["no tag at all!", "en", "en"],
    ["ZH-hans", "en", "zh-Hans"],
    ["fr", "en", "en"],
    ["fr", undefined, undefined],
    [undefined, "es-ES", "es-MX"],
  ] as const) {
    it(`${preferred ?? "no preference"}, app in ${preferred === primary ? "the same" : (primary ?? "an unknown language")}: ${expected ?? "none"}`, () => {
      assert.equal(resolvedLanguage(offered, preferred, primary), expected);
    });
  }
});

describe("the status of a pack, an option set", () => {
  const packs = [assetPack("core", { version: 2 })];
  const status = (id: string, versions: Readonly<Record<string, number>>, online = true) =>
    packStatus({ id, state: deviceWith(versions), packs, online });
  it("has Apple's raw values", () => {
    assert.deepEqual(status("core", {}), { names: ["downloadAvailable"], rawValue: 1 });
    assert.deepEqual(status("core", { core: 2 }), { names: ["upToDate", "downloaded"], rawValue: 4 | 64 });
    assert.deepEqual(status("core", { core: 1 }), {
      names: ["updateAvailable", "outOfDate", "downloaded"],
      rawValue: 2 | 8 | 64,
    });
    assert.deepEqual(status("old", { old: 1 }), { names: ["obsolete", "downloaded"], rawValue: 16 | 64 });
  });
  it("offers no update that cannot be fetched, and knows nothing of a stranger", () => {
    assert.deepEqual(status("core", { core: 1 }, false).names, ["outOfDate", "downloaded"]);
    assert.deepEqual(status("none", {}), { names: [], rawValue: 0 });
  });
  it("localStatus says what is on the device, and no more of the server than it was told before", () => {
    const local = (id: string, versions: Readonly<Record<string, number>>, asked = true) =>
      localPackStatus({ id, state: deviceWith(versions), packs: asked ? packs : undefined });
    assert.deepEqual(local("core", {}), { names: [], rawValue: 0 });
    assert.deepEqual(local("core", { core: 2 }), { names: ["downloaded"], rawValue: 64 });
    assert.deepEqual(local("core", { core: 1 }), { names: ["outOfDate", "downloaded"], rawValue: 8 | 64 });
    assert.deepEqual(local("core", { core: 1 }, false), { names: ["downloaded"], rawValue: 64 });
    assert.deepEqual(local("old", { old: 1 }), { names: ["obsolete", "downloaded"], rawValue: 16 | 64 });
  });
});

describe("reading what the server offers", () => {
  it("takes what ba-package writes, and says of an entry what is missing", () => {
    const entry = {
      id: "core",
      url: "https://a.example/core",
      version: 0,
      downloadSize: 596,
      downloadPolicy: { essential: { installationEventTypes: ["firstInstallation"] } },
      host: { thirdParty: {} },
    };
    const reading = readAssetPackManifest(
      JSON.stringify({ assetPacks: [entry, { ...entry, id: "b", version: "1" }, entry, 7] }),
    );
    assert.equal(reading.kind, "read");
    if (reading.kind !== "read") return;
    assert.deepEqual(
      reading.packs.map(({ id, version, policy, installationEventTypes }) => [
        id,
        version,
        policy,
        installationEventTypes,
      ]),
      [["core", 0, "essential", ["firstInstallation"]]],
    );
    assert.deepEqual(
      reading.problems.map(({ message }) => message),
      ["b has no version that is a whole number.", "core is there twice.", "A pack has no id."],
    );
  });
  it("refuses what is something else", () => {
    for (const text of ["", "{", "[]", '{"assets":[]}']) assert.equal(readAssetPackManifest(text).kind, "unreadable");
  });
});
