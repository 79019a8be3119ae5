import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson } from "../../../src/model/json/parse-json";
import { readProjectFile } from "../../../src/model/project/project-file";

const path = "/w/app/background-assets.jsonc";
const read = (text: string) => readProjectFile({ path, root: parseJson(text).root });

test("everything that a project file may hold arrives", () => {
  const text = `{
    "$schema": "./background-assets.schema.json",
    "version": 1,
    "projects": [{
      "app": "App/Info.plist", "extension": "./Ext/../Ext/Info.plist",
      "manifest": {
        "file": "..\\\\server\\\\m.json", "assets": "$.a[*]", "baseUrl": "https://cdn.example.com",
        "item": {"identifier": "$.id", "url": {"template": "{baseUrl}/{p}"}, "fileSize": "$.s", "essential": {"path": "$.e", "equals": 1}}
      }
    }],
    "hosts": {"https://cdn.example.com": "http://127.0.0.1:8080"},
    "headers": {"CDN.example.com": {"Authorization": "\${env:TOKEN}"}},
    "downloader": "scripts/downloads.mjs",
    "assumptions": {"wildcard-scope": "one-label", "daily-runtime": 5},
    "rules": {"BA118": "off"}
  }`;
  const { projects, settings, problems } = read(text);
  assert.deepEqual(problems, []);
  assert.equal(projects[0]?.app?.path, "/w/app/App/Info.plist");
  assert.equal(projects[0]?.extension?.path, "/w/app/Ext/Info.plist");
  assert.equal(projects[0]?.manifestFile?.path, "/w/server/m.json");
  assert.equal(text.slice(projects[0]?.app?.range.start, projects[0]?.app?.range.end), '"App/Info.plist"');
  assert.deepEqual(projects[0]?.manifest?.item.essential, { path: "$.e", equals: 1 });
  assert.deepEqual([...settings.hosts], [["https://cdn.example.com", "http://127.0.0.1:8080"]]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how the project file writes it
  assert.equal(settings.headers.get("cdn.example.com")?.get("Authorization"), "${env:TOKEN}");
  assert.equal(settings.downloader, "/w/app/scripts/downloads.mjs");
  assert.deepEqual(settings.assumptions, { "wildcard-scope": "one-label", "daily-runtime": 5 });
  assert.deepEqual(settings.rules, { BA118: "off" });
});

const wrong: readonly { text: string; at: string; says: RegExp }[] = [
  { text: "{}", at: "{", says: /"version" is missing here/ },
  { text: '{"version": 2}', at: "2", says: /"version" is 2, and must be 1/ },
  { text: '{"version": 1, "project": []}', at: '"project"', says: /"project" is not known here/ },
  { text: '{"version": 1, "projects": {}}', at: "{}", says: /"projects" must be a list, and is an object/ },
  {
    text: '{"version": 1, "projects": [{"app": 3}]}',
    at: "3",
    says: /"projects\[0\]\.app" must be a string, and is 3/,
  },
  { text: '{"version": 1, "projects": [{"app": " "}]}', at: '" "', says: /must not be empty/ },
  {
    text: '{"version": 1, "hosts": {"https://a.example": "localhost:8443"}}',
    at: '"localhost:8443"',
    says: /must be an origin/,
  },
  {
    text: '{"version": 1, "headers": {"cdn.example.com": {"Authorization": "Bearer 123"}}}',
    at: '"Bearer 123"',
    says: /^"headers\.cdn\.example\.com\.Authorization" holds a value itself.*Write \$\{env:NAME\}/,
  },
  {
    text: '{"version": 1, "rules": {"BA118": "warn"}}',
    at: '"warn"',
    says: /must be one of "off", "info", "warning", "error"/,
  },
  { text: '{"version": 1, "rules": {"118": "off"}}', at: '"118"', says: /"118" is not known in "rules"/ },
  {
    text: '{"version": 1, "assumptions": {"wildcards": "one-label"}}',
    at: '"wildcards"',
    says: /"wildcards" is not known/,
  },
  {
    text: '{"version": 1, "assumptions": {"wildcard-scope": "all"}}',
    at: '"all"',
    says: /must be one of "any-depth-without-apex"/,
  },
  {
    text: '{"version": 1, "projects": [{"manifest": {"assets": "$.a", "item": {"identifier": "id", "url": "$.u", "fileSize": "$.s"}}}]}',
    at: '"id"',
    says: /must be a JSONPath/,
  },
  {
    text: '{"version": 1, "projects": [{"manifest": {"assets": "$.a", "item": {"identifier": "$.i", "url": "$.u", "fileSize": {"path": "$.s"}}}}]}',
    at: "{",
    says: /"equals" is missing in "projects\[0\]\.manifest\.item\.fileSize"/,
  },
  {
    text: '{"version": 1, "projects": [{"manifest": {"assets": "$.a", "item": {"identifier": "$.i", "url": 7, "fileSize": "$.s"}}}]}',
    at: "7",
    says: /url" must be a string or an object, and is 7/,
  },
];

for (const { text, at, says } of wrong) {
  test(`one problem, at its place: ${text}`, () => {
    const { problems } = read(text);
    assert.deepEqual(
      problems.map((problem) => [text.slice(problem.range.start, problem.range.end), problem.message]).length,
      1,
    );
    assert.match(problems[0]?.message ?? "", says);
    assert.equal(text.slice(problems[0]?.range.start, problems[0]?.range.end), at);
  });
}

test("what is right counts where something else is wrong, and nothing is thrown", () => {
  const { settings, projects, problems } = read(
    '{"version": 9, "rules": {"BA101": "off", "BA102": 3}, "projects": [7, {"app": "a.plist"}], "hosts": 3',
  );
  assert.deepEqual(settings.rules, { BA101: "off" });
  assert.equal(projects[1]?.app?.path, "/w/app/a.plist");
  assert.ok(problems.length >= 3);
  for (const text of ["", "[]", "3", "null", '{"projects": [null]}']) read(text);
});

test("a mapping with a mistake in it is not used", () => {
  const { projects } = read(
    '{"version": 1, "projects": [{"manifest": {"assets": "$.a", "item": {"identifier": "$.i"}}}]}',
  );
  assert.equal(projects[0]?.manifest, undefined);
});
