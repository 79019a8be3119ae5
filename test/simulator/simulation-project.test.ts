import assert from "node:assert/strict";
import { test } from "node:test";
import { simulationProject } from "../../src/simulator/simulation-project";
import { appProject } from "../extension/app-project";

const host = "cdn.example.com";
// biome-ignore lint/suspicious/noTemplateCurlyInString: this is how the project file writes it
const fromEnvironment = "${env:TOKEN}";

test("a header's value that stands in the project file is never sent, and never repeated", () => {
  const app = appProject({
    headers: { [host]: { Authorization: "Bearer LITERAL", "X-Key": "", "X-Team": fromEnvironment } },
  });
  const project = simulationProject(app, (_, __, value) => (value === fromEnvironment ? "red" : undefined));
  assert.deepEqual(project.headers, { [host]: { "X-Team": "red" } });
  assert.equal(project.notices?.length, 2);
  assert.match(
    project.notices?.[0] ?? "",
    /^The header Authorization for cdn\.example\.com is left out: .* holds its value/,
  );
  assert.match(project.notices?.[1] ?? "", /^The header X-Key .* its value is empty/);
  assert.doesNotMatch(JSON.stringify(project), /LITERAL/);
});

test("a kept secret takes the place of what the project file says", () => {
  const app = appProject({ headers: { [host]: { Authorization: "Bearer LITERAL", "X-Key": "" } } });
  const project = simulationProject(app, (_, name) => `kept ${name}`);
  assert.deepEqual(project.headers, { [host]: { Authorization: "kept Authorization", "X-Key": "kept X-Key" } });
  assert.deepEqual(project.notices, []);
});
