import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scenarioTemplates, scenarioText } from "../../src/language/scenario-templates";
import { readScenario } from "../../src/simulator/scenario/read-scenario";
import { appProject } from "../extension/app-project";

const manifest = JSON.stringify([
  { id: "core", url: "https://cdn.example.com/core", size: 2, essential: true },
  { id: "promo", url: "https://promo.example.net/promo", size: 1 },
]);

describe("a new scenario", () => {
  for (const template of scenarioTemplates) {
    it(`can be run as it is written: ${template.title}`, () => {
      for (const app of [appProject({}), appProject({ manifest, allowList: ["cdn.example.com"] })]) {
        const text = scenarioText(template, app, "../Info.plist");
        const { scenario, problems } = readScenario(text, "/app/scenarios/x.ba-scenario.jsonc");
        assert.deepEqual(problems, []);
        assert.equal(scenario?.name, template.title);
        assert.equal(scenario?.project, "../Info.plist");
        assert.ok(scenario?.steps.some(({ kind }) => kind === "expect"));
      }
    });
  }

  it("expects what the manifest has on listed hosts", () => {
    const [first] = scenarioTemplates;
    assert.ok(first !== undefined);
    const known = scenarioText(first, appProject({ manifest, allowList: ["cdn.example.com"] }), "../Info.plist");
    assert.match(known, /"downloaded": \["core"\]/);
    assert.match(scenarioText(first, appProject({}), "../Info.plist"), /"requests": \{ "\*\*\/manifest\.json": 1 \}/);
  });
});
