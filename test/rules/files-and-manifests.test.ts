import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRule, diagnostics, fixture, snapshotOf } from "./rule-case";

const app = `
=== App/Info.plist
<key>BAManifestURL</key>
<string>https://cdn.example.com/manifest.json</string>
`;
const apple = `
=== App/Info.plist
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
`;
const pack = (body: string) => `
=== Packs/tutorial.json
{
  ${body}
  "fileSelectors": [{ "file": "intro.m4v" }],
  "platforms": ["iOS"]
}
`;
const policy = '"downloadPolicy": { "onDemand": {} },';

describe("rules of files", () => {
  it("BA001 says that a file is no property list", () => {
    for (const [text, message] of [
      ["", "holds no property list"],
      ["<html><body>404</body></html>", ""],
    ] as const) {
      const snapshot = snapshotOf(new Map([["/project/App/Info.plist", text]]));
      const [finding] = diagnostics(snapshot).filter(({ severity }) => severity === "error");
      assert.equal(finding?.code, "BA001", text);
      assert.match(finding.message, new RegExp(message, "i"));
    }
  });

  it("BA002 mends the writing", () => {
    assertRule({
      code: "BA002",
      fires: `${app}<key>BAMaxInstallSize</key>\n<integer>5</intger> <!-- want BA002 "intger" -->\n`,
      fixed: `${app}<key>BAMaxInstallSize</key>\n<integer>5</integer>\n`,
      silent: [app],
    });
  });

  it("BA003 says where JSON is broken", () => {
    assertRule({
      code: "BA003",
      fires: pack(`"assetPackID": "tutorial"\n  ${policy} // want BA003 "comma"`),
      silent: [pack(`"assetPackID": "tutorial", // the first\n${policy}`)],
    });
  });

  it("BA004 and BA005 judge the project file, each thing once", () => {
    const file = (body: string) => `${app}=== background-assets.jsonc\n{\n  "version": 1,\n${body}\n}\n`;
    const sound = file('  "rules": { "BA117": "off" },\n  "assumptions": { "wildcard-scope": "one-label" }');
    assertRule({ code: "BA004", fires: file('  "projects": {} // want BA004 ""'), silent: [sound] });
    assertRule({
      code: "BA004",
      fires: file(
        '  "headers": {\n    "cdn.example.com": {\n      "Authorization": "Bearer 123" // want BA004 "holds a value itself"\n    }\n  }',
      ),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how the project file writes it
      silent: [file('  "headers": { "cdn.example.com": { "Authorization": "${env:TOKEN}", "X-Key": "" } }')],
    });
    assertRule({
      code: "BA005",
      fires: file(
        '  "assumptions": {\n    "wildcard-scop": "one-label" // want BA005 "Did you mean wildcard-scope?"\n  }',
      ),
      fixed: file('  "assumptions": {\n    "wildcard-scope": "one-label"\n  }'),
      silent: [sound],
    });
    for (const body of [
      '  "assumptions": {\n    "wildcard-scope": "two-labels" // want BA005 "It can be"\n  }',
      '  "rules": {\n    "BA999": "off" // want BA005 "There is no rule BA999"\n  }',
    ]) {
      assertRule({ code: "BA005", fires: file(body), silent: [] });
      const other = diagnostics(snapshotOf(fixture(file(body)).texts)).filter(({ code }) => code === "BA004");
      assert.deepEqual(
        other.map(({ message }) => message),
        [],
        "said by BA005 already",
      );
    }
  });

  it("BA006 removes an empty pair", () => {
    assertRule({
      code: "BA006",
      fires: `${app}<key></key> <!-- want BA006 "empty" -->\n<string></string>\n`,
      fixed: app,
      silent: [app],
    });
  });

  it("BA007 says of a scenario what keeps it from being run", () => {
    const scenario = (...lines: readonly string[]) =>
      `=== first.ba-scenario.jsonc\n{\n  "version": 1,\n${lines.join("\n")}\n}\n`;
    const sound = scenario('  "steps": [{ "event": "install" }, { "expect": { "launchable": true } }] // holds');
    for (const line of [
      '  "steps": [{ "event": "instal" }] // want BA007 "instal"',
      '  "steps": [{ "advance": "one day" }] // want BA007 "must be a duration"',
      '  "steps": [{ "expct": { "launchable": true } }] // want BA007 "exactly one of" // want BA007 "expct"',
      '  "steps": [] // want BA007 "at least one step"',
    ]) {
      assertRule({ code: "BA007", fires: scenario(line), silent: [sound] });
    }
    const broken = snapshotOf(fixture(scenario('  "steps": [{ "event": "instal" }')).texts);
    assert.deepEqual(
      new Set(diagnostics(broken).map(({ code }) => code)),
      new Set(["BA003"]),
      "broken JSON is said once",
    );
  });
});

describe("rules of packaging manifests", () => {
  it("BA301 knows what App Store Connect accepts", () => {
    const dotted = pack(`"assetPackID": "com.example.tutorial", // want BA301 "ITMS-91133"\n  ${policy}`);
    assertRule({
      code: "BA301",
      fires: apple + dotted,
      fixed: pack(`"assetPackID": "com-example-tutorial",\n  ${policy}`),
      silent: [apple + pack(`"assetPackID": "a-b-2",\n${policy}`)],
    });
    const severityOf = (source: string) =>
      diagnostics(snapshotOf(fixture(source).texts)).find(({ code }) => code === "BA301")?.severity;
    assert.equal(severityOf(apple + dotted), "error");
    assert.equal(severityOf(dotted), "warning", "nobody knows who hosts");
    assert.equal(severityOf(app + dotted), "info", "self-hosted");
    assert.equal(severityOf(apple + pack(`"assetPackID": "tutorial-",\n${policy}`)), "error");
  });

  it("BA302 follows the assumption about underscores", () => {
    const fires = `${apple}${pack(`"assetPackID": "maps_europe", // want BA302 "underscore"\n  ${policy}`)}`;
    const settings =
      '=== background-assets.jsonc\n{"version": 1, "assumptions": {"underscore-in-pack-id": "allowed"}}\n';
    assertRule({
      code: "BA302",
      fires,
      silent: [
        fires + settings,
        app + pack(`"assetPackID": "maps_europe",\n${policy}`),
        pack(`"assetPackID": "fmadapter-my_summarizer-base26_0",\n${policy}`),
      ],
    });
  });

  it("BA303 wants exactly one policy that ba-package reads", () => {
    const id = '"assetPackID": "tutorial",\n  ';
    const events = '{ "installationEventTypes": ["firstInstallation", "subsequentUpdate"] }';
    assertRule({
      code: "BA303",
      fires: pack(`${id}"downloadPolicy": { "essential": {} }, // want BA303 "no installationEventTypes"`),
      fixed: pack(`${id}"downloadPolicy": { "essential": ${events} },`),
      silent: [pack(id + policy), pack(`${id}"downloadPolicy": { "prefetch": ${events} },`)],
    });
    for (const [value, message] of [
      ['{ "onDemand": null }', "wants an empty object"],
      ['{ "onDemand": [] }', "wants an empty object"],
      ['{ "ondemand": {} }', "Did you mean onDemand"],
      [`{ "essential": ${events}, "onDemand": {} }`, "has 2 members"],
      ["{}", "is empty"],
      ['"essential"', "not an object"],
      ['{ "prefetch": { "installationEventTypes": [] } }', "is empty"],
      ['{ "prefetch": { "installationEventTypes": ["firstInstall"] } }', "not an installation event type"],
    ]) {
      assertRule({
        code: "BA303",
        fires: pack(`${id}"downloadPolicy": ${value}, // want BA303 "${message}"`),
        silent: [],
      });
    }
    assertRule({
      code: "BA303",
      fires: pack('"assetPackID": "tutorial", // want BA303 "no downloadPolicy"'),
      silent: [],
    });
  });

  it("BA311 refuses userInfo where Apple hosts", () => {
    const fires = pack(`"assetPackID": "tutorial",\n  "userInfo": {}, // want BA311 "refused"\n  ${policy}`);
    assertRule({ code: "BA311", fires: apple + fires, silent: [fires, app + fires] });
  });
});

describe("rules of the manifest", () => {
  const manifest = (body: string) => `${app}=== server/manifest.json\n{"assets": [\n${body}\n]}\n`;

  it("BA314 wants a size", () => {
    assertRule({
      code: "BA314",
      fires: manifest(
        '{"id": "a", "url": "https://cdn.example.com/a", "size": 0, "essential": true}, // want BA314 "the app launches without it"\n{"id": "b", "url": "https://cdn.example.com/b", "size": 5, "essential": false}',
      ),
      silent: [manifest('{"id": "b", "url": "https://cdn.example.com/b", "size": 5}')],
    });
  });

  it("BA317 wants identifiers of their own", () => {
    assertRule({
      code: "BA317",
      fires: manifest(
        '{"id": "a", "url": "https://cdn.example.com/a", "size": 5},\n{"id": "a", "url": "https://cdn.example.com/b", "size": 5} // want BA317 "100 downloadAlreadyScheduled"',
      ),
      silent: [manifest('{"id": "a", "url": "https://cdn.example.com/a", "size": 5}')],
    });
  });

  it("BA320 wants https", () => {
    assertRule({
      code: "BA320",
      fires: manifest('{"id": "a", "url": "http://cdn.example.com/a", "size": 5} // want BA320 "HTTPS only"'),
      silent: [manifest('{"id": "a", "url": "https://cdn.example.com/a", "size": 5}')],
    });
  });

  it("BA322 says what of the configured manifest cannot be used", () => {
    const named = "\n=== background-assets.jsonc\n";
    const settings = `${named}{"version": 1, "projects": [{"app": "App/Info.plist", "manifest": {"file": "m.html", "assets": "$[*]", "item": {"identifier": "$.id", "url": "$.url", "fileSize": "$.size"}}}]}\n`;
    assertRule({
      code: "BA322",
      fires: `${app}${settings}=== m.html\n<!doctype html> // want BA322 "HTML page"\n<html></html>\n`,
      silent: [`${app}${settings}=== m.html\n[{"id": "a", "url": "https://cdn.example.com/a", "size": 5}]\n`],
    });
  });

  it("sums up what repeats: of many assets with one mistake each a hundred are shown", () => {
    const assets = Array.from({ length: 10_000 }, (_, index) => ({
      id: index < 9_000 ? `asset-${index}` : "asset-0",
      url: `https://cdn.example.com/${index}`,
      size: 1,
    }));
    const manifest = ["/project/server/manifest.json", JSON.stringify({ assets })] as const;
    const found = diagnostics(snapshotOf(new Map([...fixture(app).texts, manifest])));
    const repeated = found.filter(({ code }) => code === "BA317");
    assert.equal(repeated.length, 101);
    assert.match(repeated.at(-1)?.message ?? "", /And 899 more/);
  });
});
