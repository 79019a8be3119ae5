import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListedFile } from "../../src/model/packs/file-listing";
import { buildSnapshot } from "../../src/model/project/discover";
import { assertRule, diagnostics, fixture, listingOf, root, snapshotOf } from "./rule-case";

const apple = `
=== App/Info.plist
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
`;
const policy = '"downloadPolicy": { "onDemand": {} },';
interface PackOptions {
  readonly id?: string;
  /** Further members, each on a line. */
  readonly more?: string;
  readonly platforms?: string;
  readonly path?: string;
}
const pack = (
  selectors: string,
  { id = "maps", more = "", platforms = '["iOS"]', path = `${id}.json` }: PackOptions = {},
) => `
=== ${path}
{
  "assetPackID": "${id}",
  ${policy}
  "fileSelectors": [
    ${selectors}
  ],${more}
  "platforms": ${platforms}
}
`;
const sound = pack('{ "directory": "Maps" }');
const disk = (...files: readonly (string | ListedFile)[]): readonly ListedFile[] =>
  files.map((file) => (typeof file === "string" ? { path: file, sizeInBytes: 1000 } : file));

describe("rules of what a pack selects", () => {
  it("BA304 wants relative paths that stay inside", () => {
    for (const [selector, message] of [
      ['{ "directory": "." }', "selects the root itself"],
      ['{ "directory": "Maps/.." }', "selects the root itself"],
      ['{ "file": "/Users/me/a.png" }', "absolute path"],
      ['{ "file": "C:\\\\a.png" }', "absolute path"],
      ['{ "directory": "../Assets" }', "leads out of the folder"],
      ['{ "filePattern": "../*.png" }', "leads out of the folder"],
      ['{ "file": "" }', "is empty"],
      ['{ "fileSource": "a", "fileDestination": "/b" }', "absolute path"],
    ] as const) {
      assertRule({
        code: "BA304",
        fires: pack(`${selector} // want BA304 "${message}"`),
        silent: [sound, pack('{ "file": "./a/../b.png" }, { "directorySource": ".", "directoryDestination": "Maps" }')],
      });
    }
  });

  it("BA305 wants a relative source root, and no archive in the payload", () => {
    const rooted = (value: string, want = "") =>
      pack('{ "directory": "Maps" }', { more: `\n  "sourceRoot": ${value},${want}` });
    assertRule({
      code: "BA305",
      fires: rooted('"/Users/me/Assets"', ' // want BA305 "absolute path"'),
      silent: [rooted('"../Assets"'), sound],
      disk: disk("Maps/a.bin"),
    });
    assertRule({
      code: "BA305",
      fires: rooted('"."', ' // want BA305 "an archive of ba-package (Maps/maps.aar)"'),
      silent: [],
      disk: disk("Maps/a.bin", "Maps/maps.aar"),
    });
    const found = diagnostics(
      snapshotOf(fixture(rooted('"."')).texts, undefined, disk("Maps/a.bin", "Maps/maps.aar")),
    ).find(({ code }) => code === "BA305");
    // Not among the assets, whose root is the manifest's own folder.
    assert.match(
      found?.message ?? "",
      / absolute path: rm -f \/maps\.aar && xcrun ba-package \/project\/\S+\.json -o \/maps\.aar$/,
    );
  });

  it("BA306 hints at an archive that is older than its files", () => {
    const at = (path: string, minutes: number): ListedFile => ({
      path,
      sizeInBytes: 1,
      modifiedAtMs: minutes * 60_000,
    });
    const fires = pack('{ "directory": "Maps" }').replace('"maps",', '"maps", // want BA306 "Maps/b.bin"');
    assertRule({
      code: "BA306",
      fires,
      silent: [],
      disk: [at("Maps/a.bin", 1), at("Maps/b.bin", 30), at("out/maps.aar", 10)],
    });
    assertRule({ code: "BA306", fires, silent: [], disk: [at("Maps/b.bin", 30), at("maps.aar", 1)] });
    for (const files of [
      [at("Maps/a.bin", 1), at("maps.aar", 10)],
      [at("Maps/a.bin", 10), at("maps.aar", 9.5)],
    ]) {
      const found = diagnostics(snapshotOf(fixture(fires).texts, undefined, files));
      assert.deepEqual(
        found.filter(({ code }) => code === "BA306"),
        [],
      );
    }
  });

  it("BA307 finds what nobody means to ship, and names the files instead", () => {
    assertRule({
      code: "BA307",
      fires: pack('{ "directory": "Maps" } // want BA307 "(2 KB): Maps/.DS_Store, Maps/eu/._b.bin"'),
      fixed: pack('{ "file": "Maps/a.bin" },\n    { "file": "Maps/eu/b.bin" }'),
      silent: [
        pack('{ "directory": "Maps/eu" }, { "fileExclusion": "Maps/eu/._b.bin" }'),
        pack('{ "file": "Maps/.DS_Store" }'),
        pack('{ "filePattern": "Maps/*.bin" }'),
      ],
      disk: disk("Maps/a.bin", "Maps/.DS_Store", "Maps/eu/b.bin", "Maps/eu/._b.bin"),
    });
  });

  it("BA308 says what matches nothing, only where that is known", () => {
    const files = disk("Maps/a.bin", "Videos/intro.m4v");
    for (const [selector, message] of [
      ['{ "file": "Maps/b.bin" }', "There is no file"],
      ['{ "directory": "Map" }', "There is no file below"],
      ['{ "filePattern": "Videos/*.mov" }', "matches"],
      ['{ "directory": "Maps" }, { "fileExclusion": "Maps/*.tmp" }', "takes nothing away"],
    ] as const) {
      assertRule({
        code: "BA308",
        fires: pack(`${selector} // want BA308 "${message}"`),
        silent: [sound],
        disk: files,
      });
    }
    assertRule({
      code: "BA308",
      fires: pack('{ "file": "Maps" } // want BA308 "is a folder"'),
      fixed: pack('{ "directory": "Maps" }'),
      silent: [],
      disk: files,
    });
    const missing = fixture(pack('{ "file": "gone.bin" }'));
    assert.deepEqual(diagnostics(snapshotOf(missing.texts)), [], "nobody looked");
    const unknown = [...missing.texts.keys()].map((path) => ({ ...listingOf(path, []), basis: "unknown" as const }));
    const cutOff = [...missing.texts.keys()].map((path) => ({ ...listingOf(path, []), isComplete: false }));
    for (const listings of [unknown, cutOff]) {
      const sources = [...missing.texts].map(([path, content]) => ({ path, version: 1, content }));
      assert.deepEqual(diagnostics(buildSnapshot({ sources, listings })), []);
    }
  });

  it("BA309 warns of ** that may miss the folder's own files", () => {
    assertRule({
      code: "BA309",
      fires: pack('{ "filePattern": "**/*.tiles" } // want BA309 "world.tiles"'),
      fixed: pack('{ "filePattern": "**/*.tiles" }, { "filePattern": "*.tiles" }'),
      silent: [
        pack('{ "filePattern": "**/*.txt" }'),
        pack('{ "filePattern": "**/*.tiles" }, { "file": "world.tiles" }'),
      ],
      disk: disk("world.tiles", "Maps/eu.tiles", "Maps/readme.txt"),
    });
  });

  it("BA310 finds one path in two packs of an app", () => {
    const files = disk("Maps/a.bin", "Maps/b.bin", "config.json");
    const other = (selector: string, more = {}) => pack(selector, { id: "other", ...more });
    assertRule({
      code: "BA310",
      fires: `${apple}${sound}${other('{ "file": "Maps/b.bin" } // want BA310 "Maps/b.bin is in maps too"')}`,
      silent: [
        apple + sound + other('{ "file": "config.json" }'),
        apple + sound + other('{ "directory": "Maps" }', { platforms: '["macOS"]' }),
        apple + sound + other('{ "directory": "Maps" }', { more: '\n  "language": "de",' }),
        apple + sound + pack('{ "directory": "Maps" }', { path: "variant.json" }),
        apple + sound + other('{ "directory": "Maps" }, { "fileExclusion": "Maps/*" }'),
      ],
      disk: files,
    });
    assertRule({
      code: "BA310",
      fires: `${pack('{ "file": "x.json" }')}${other('{ "file": "x.json" } // want BA310 "x.json is in maps too"')}`,
      silent: [],
    });
  });

  it("BA313 does not let programs for macOS in", () => {
    const program = { path: "Tools/run", sizeInBytes: 9, isMacExecutable: true };
    assertRule({
      code: "BA313",
      fires: pack('{ "directory": "Tools" } // want BA313 "Tools/run"'),
      silent: [sound],
      disk: [program, ...disk("Tools/readme", "Maps/a.bin")],
    });
  });
});

describe("rules of packaging manifests, by their text", () => {
  it("BA312 knows the platforms", () => {
    const on = (platforms: string, want = "") => pack('{ "directory": "Maps" }', { platforms: `${platforms}${want}` });
    assertRule({
      code: "BA312",
      fires: on('["ios"]', ' // want BA312 "Did you mean iOS?"'),
      fixed: on('["iOS"]'),
      silent: [on('["iOS", "macOS", "tvOS", "visionOS"]'), on("[ /* those you need */ ]")],
    });
    for (const [list, message] of [
      ['["iOS", "iPadOS"]', "iOS stands for the iPad too"],
      ['["watchOS"]', "does not exist on watchOS"],
      ['["xrOS"]', "Did you mean visionOS?"],
      ['["Windows"]', "no platform of asset packs"],
      ["[]", "is empty"],
      ['["iOS", "iOS"]', "listed twice"],
      ["[17]", "is a string"],
    ] as const) {
      assertRule({ code: "BA312", fires: on(list, ` // want BA312 "${message}"`), silent: [] });
    }
  });

  it("BA312 compares with what Xcode builds", () => {
    const spec = `${apple}=== project.yml
name: App
targets:
  App:
    type: application
    platform: iOS
    info: { path: App/Info.plist }
    settings: { SUPPORTED_PLATFORMS: "iphoneos iphonesimulator" }
`;
    assertRule({
      code: "BA312",
      fires:
        spec +
        pack('{ "directory": "Maps" }', { platforms: '[\n"iOS",\n"macOS" // want BA312 "not built for macOS"\n]' }),
      silent: [spec + sound, apple + pack('{ "directory": "Maps" }', { platforms: '["iOS", "macOS"]' })],
    });
  });

  it("BA316 wants names of adapters that are found", () => {
    assertRule({
      code: "BA316",
      fires: pack('{ "directory": "A" }', { id: "fmadapter-my-sum-v1", path: "a.json" }).replace(
        'v1",',
        'v1", // want BA316 "compatibleAdapterNotFound"',
      ),
      fixed: pack('{ "directory": "A" }', { id: "fmadapter-my_sum-v1", path: "a.json" }),
      silent: [sound, pack('{ "directory": "A" }', { id: "fmadapter-my_summarizer-base26_0" })],
    });
  });

  it("BA318 wants one of the six shapes of selectors", () => {
    assertRule({
      code: "BA318",
      fires: pack(
        '{ "directory": { "source": "raw", "destination": "Maps" } } // want BA318 "is a path and not an object"',
      ),
      fixed: pack('{ "directorySource": "raw", "directoryDestination": "Maps" }'),
      silent: [
        sound,
        pack(
          '{ "file": "a" }, { "directory": "b" }, { "filePattern": "c/*" }, { "fileSource": "d", "fileDestination": "e" }, { "directorySource": "f", "directoryDestination": "g" }, { "fileExclusion": "h" }',
        ),
      ],
    });
    for (const [selector, message] of [
      ["{}", "Zero valid keys were found"],
      ['{ "files": "a" }', "Did you mean file?"],
      ['"a.png"', "object and not a string"],
      ["7", "refuses anything else"],
      ['{ "file": "a", "directory": "b" }', "do not belong into one selector"],
      ['{ "fileSource": "a" }', "wants fileDestination beside it"],
      ['{ "file": ["a", "b"] }', "a selector for each path"],
      ['{ "file": "a", "optional": true }', "no member “optional”"],
    ] as const) {
      assertRule({ code: "BA318", fires: pack(`${selector} // want BA318 "${message}"`), silent: [] });
    }
  });

  it("BA319 names the wrong kind, and nothing else is said about it", () => {
    for (const [text, message] of [
      [
        '{\n  "toolsVersion": "1.0.0",\n  "assetPacks": [ // want BA319 "Write 2 files"\n    { "assetPackID": "a", "fileSelectors": [] }, { "assetPackID": "b", "fileSelectors": [] }\n  ]\n}',
        "list",
      ],
      [
        '{ // want BA319 "form of its own"\n  "identifier": "x", "version": "1.0.0", "essential": false,\n  "videos": [{ "order": 1, "file": "videos/1.mp4" }]\n}',
        "own",
      ],
      [
        '{ "assetPacks": [\n{ "id": "a", "url": "https://cdn.example.com/a", "version": 1, "downloadSize": 4, "downloadPolicy": { "onDemand": {} }, "host": { "thirdParty": {} },\n  "fileSelectors": [] } // want BA319 "names finished archives"\n] }',
        "download",
      ],
    ]) {
      const source = `=== manifest.json\n${text}\n`;
      assertRule({ code: "BA319", fires: source, silent: [sound] });
      const others = diagnostics(snapshotOf(fixture(source).texts)).filter(
        ({ code }) => code !== "BA319" && code !== "BA321",
      );
      assert.deepEqual(
        others.map(({ code, message: text }) => `${code} ${text}`),
        [],
        message,
      );
    }
  });

  it("BA321 takes comments for what they are", () => {
    const commented = sound.replace("{\n", '{\n  // The maps // want BA321 "not strict JSON"\n');
    const found = diagnostics(snapshotOf(fixture(commented).texts));
    assert.deepEqual(
      found.map(({ code, severity }) => `${code} ${severity}`),
      ["BA321 info"],
    );
    assertRule({ code: "BA321", fires: commented, silent: [sound] });
  });

  it("BA326 knows tags of languages", () => {
    const spoken = (tag: string, want = "") =>
      pack('{ "directory": "Maps" }', { more: `\n  "language": ${tag},${want}` });
    assertRule({
      code: "BA326",
      fires: spoken('"pt_BR"', ' // want BA326 "Did you mean pt-BR?"'),
      fixed: spoken('"pt-BR"'),
      silent: [...['"ja"', '"es-US"', '"zh-Hant"', '"zh-Hans-VN"', '"es-419"'].map((tag) => spoken(tag)), sound],
    });
    for (const [tag, message] of [
      ['"de-1996"', "Did you mean de?"],
      ['"en-u-ca-buddhist"', "Did you mean en?"],
      ['"zh_Hant_TW"', "Did you mean zh-Hant-TW?"],
      ['"German"', "without variants"],
      ["7", "no string"],
    ] as const) {
      assertRule({ code: "BA326", fires: spoken(tag, ` // want BA326 "${message}"`), silent: [] });
    }
  });

  it("BA327 misses members, and knows where others belong", () => {
    const body = (text: string) => `=== maps.json\n{\n${text}\n}\n`;
    const rest = '"fileSelectors": [{ "directory": "Maps" }], "platforms": ["iOS"]';
    const misspelled = (name: string, want = "") => body(`  "${name}": "maps",${want}\n  ${policy}\n  ${rest}`);
    assertRule({
      code: "BA327",
      fires: misspelled("assetPackId", ' // want BA327 "Did you mean assetPackID?"'),
      fixed: misspelled("assetPackID"),
      silent: [
        sound,
        pack('{ "directory": "Maps" }', {
          more: '\n  "$schema": "x", "userInfo": {}, "language": "de", "sourceRoot": ".",',
        }),
      ],
    });
    for (const [text, message] of [
      [`"assetPackID": "m", ${policy} ${rest}, "version": 2`, "App Store Connect counts versions"],
      [`"assetPackID": "m", ${policy} ${rest}, "colour": 2`, "has no effect"],
      [`"assetPackID": 7, ${policy} ${rest}`, "has to be a string"],
      [`"assetPackID": "m", ${policy} "fileSelectors": [], "platforms": ["iOS"]`, "would hold nothing"],
      [`"assetPackID": "m", ${policy} "fileSelectors": [{ "file": "a" }], "platforms": "iOS"`, "has to be an array"],
      [`"assetPackID": "m", ${policy} ${rest}, "userInfo": 7`, "userInfo has to be an object"],
    ] as const) {
      assertRule({ code: "BA327", fires: body(`${text} // want BA327 "${message}"`), silent: [] });
    }
    assertRule({
      code: "BA327",
      fires: `=== maps.json\n{ // want BA327 "platforms is missing"\n"assetPackID": "m", ${policy} "fileSelectors": [{ "file": "a" }]\n}\n`,
      silent: [],
    });
    const policyMisspelled = body(`"assetPackID": "m", "downloadpolicy": { "onDemand": {} }, ${rest}`);
    assert.deepEqual(
      diagnostics(snapshotOf(fixture(policyMisspelled).texts)).map(({ code, severity }) => `${code} ${severity}`),
      ["BA327 error"],
      "said once",
    );
  });

  it("BA328 wants an identifier for each pack", () => {
    const twin = (more = {}) => pack('{ "file": "z" }', { path: "twin.json", ...more });
    assertRule({
      code: "BA328",
      fires: apple + sound + twin().replace('"maps",', '"maps", // want BA328 "becomes a new version"'),
      silent: [
        apple + sound + pack('{ "file": "z" }', { id: "other" }),
        apple + sound + twin({ platforms: '["macOS"]' }),
        apple + sound + twin({ more: '\n  "language": "de",' }),
      ],
    });
  });
});

describe("rules of download manifests", () => {
  const entry = (body: string) => `=== download.json
{ "assetPacks": [
{ ${body}
} ] }
`;
  const good = '"downloadPolicy": { "onDemand": {} }, "host": { "thirdParty": {} }';
  const full = `"id": "maps", "url": "https://cdn.example.com/packs/maps", "version": 0, "downloadSize": 596, ${good}`;

  it("BA323 wants strict JSON, and BA322 does not repeat it", () => {
    const commented = entry(`${full} /* 2.0 */ // want BA323 "the device cannot read"`);
    assertRule({
      code: "BA323",
      fires: commented,
      silent: [entry(full)],
    });
    const managed = `${apple.replace("<key>BAUsesAppleHosting</key>\n<true/>\n", "<key>BAManifestURL</key>\n<string>https://cdn.example.com/download.json</string>\n")}${entry(`${full} /* 2.0 */`)}`;
    const codes = diagnostics(snapshotOf(fixture(managed).texts))
      .filter(({ path }) => path === `${root}/download.json`)
      .map(({ code }) => code);
    assert.deepEqual(codes, ["BA323"]);
  });

  it("BA324 wants what ba-package writes", () => {
    for (const [body, message] of [
      [full.replace('"version": 0', '"version": "1.0"'), "The version of `maps` is"],
      [full.replace('"version": 0', '"version": -1'), "is -1"],
      [full.replace('"version": 0', '"version": 1.5'), "is 1.5"],
      [full.replace('"version": 0, ', ""), "has no version"],
      [full.replace("596", '"596"'), "a whole number"],
      [full.replace('"downloadSize": 596, ', ""), "has no downloadSize"],
      [full.replace('"id"', '"identifier"'), "it has identifier"],
      [full.replace("https:", "http:"), "no https URL"],
      [full.replace('{ "thirdParty": {} }', "{}"), "a host without thirdParty"],
      [full.replace('{ "onDemand": {} }', '{ "later": {} }'), "exactly one of"],
      [full.replace('{ "onDemand": {} }', '{ "essential": {} }'), "The essential policy of `maps` has no installation"],
      [full.replace('"version": 0', '"version": 9223372036854775808'), "is 9223372036854775808:"],
    ] as const) {
      assertRule({
        code: "BA324",
        fires: entry(`${body} // want BA324 "${message}"`),
        silent: [
          entry(full),
          entry(
            full.replace('{ "onDemand": {} }', '{ "prefetch": { "installationEventTypes": ["firstInstallation"] } }'),
          ),
        ],
      });
    }
  });

  it("BA317 wants ids of their own in a download manifest that belongs to no app", () => {
    const twice = (id: string, want = "") => entry(`${full} },\n{ ${full.replace('"maps"', `"${id}"`)}${want}`);
    assertRule({
      code: "BA317",
      fires: twice("maps", ' // want BA317 "that of another pack"'),
      silent: [twice("more-maps")],
    });
  });

  it("BA325 compares URL and identifier", () => {
    const at = (url: string, want = "") => entry(`${full.replace("https://cdn.example.com/packs/maps", url)}${want}`);
    assertRule({
      code: "BA325",
      fires: at("https://github.com/archive", ' // want BA325 "ends with “archive”"'),
      silent: [at("https://cdn.example.com/maps.aar"), at("https://cdn.example.com/v2/maps?x=1")],
    });
  });
});
