import { readScenario } from "../simulator/scenario/read-scenario";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const scenarioCannotBeRun: FileRule = {
  code: "BA007",
  title: "The scenario cannot be run",
  severity: "error",
  scope: "file",
  evidence: [reported("The shape is that of schemas/ba-scenario.schema.json of this tool.")],
  explanation:
    "A scenario is run as a whole or not at all. A step of an unknown kind, a duration that is none or an expectation with a misspelt name would otherwise be passed over in silence, and the scenario would hold without having looked. `background-assets simulate --scenario` refuses such a file with the same message and exit code 2.",
  examples: {
    wrong: '{ "version": 1, "steps": [{ "event": "instal" }] }',
    right: '{ "version": 1, "steps": [{ "event": "install" }, { "expect": { "launchable": true } }] }',
  },
  *check(file) {
    // Where the JSON itself is broken (BA003), what could be made of it says little about the scenario.
    if (file.kind !== "scenario" || file.problems.length > 0) return;
    for (const { range, message, severity } of readScenario(file.text, file.path).problems) {
      yield { path: file.path, range, message, severity };
    }
  },
};
