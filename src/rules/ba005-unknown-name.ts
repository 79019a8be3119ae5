import type { Node } from "jsonc-parser";
import { closest } from "../model/closest-name";
import { member, properties, propertyName, rangeOfNode } from "../model/json/tree";
import type { JsonFile } from "../model/project/snapshot";
import { assumptionNames, assumptions, isAllowedValue, isAssumptionName } from "../simulator/assumptions";
import { ruleCodes } from "./catalogue";
import type { FileRule, Finding } from "./rule";
import { reported } from "./sources";

export const unknownName: FileRule = {
  code: "BA005",
  title: "The project file names an assumption or a rule that does not exist",
  severity: "warning",
  scope: "file",
  evidence: [reported("The names are those of this tool: docs/rules and the list of assumptions.")],
  explanation:
    "`assumptions` and `rules` of `background-assets.jsonc` go by name. A name that does not exist, or a value that an assumption does not have, changes nothing: the default holds.",
  examples: {
    wrong: '"assumptions": { "wildcard-scopes": "one-label" },\n"rules": { "BA999": "off" }',
    right: '"assumptions": { "wildcard-scope": "one-label" },\n"rules": { "BA117": "off" }',
  },
  *check(file) {
    if (file.kind === "project-file") yield* unknownNames(file);
  },
};

/** The findings of this rule, for the rule about the file's shape, which must not repeat them. */
export function* unknownNames(file: JsonFile): Iterable<Finding> {
  yield* unknownAssumptions(file, file.root);
  const codes = ruleCodes();
  for (const property of properties(member(file.root, "rules"))) {
    const code = propertyName(property);
    if (codes.includes(code)) continue;
    yield at(
      file,
      property.children?.[0] ?? property,
      `There is no rule ${code}: the level changes nothing.`,
      undefined,
    );
  }
}

function* unknownAssumptions(file: JsonFile, root: Node | undefined): Iterable<Finding> {
  for (const property of properties(member(root, "assumptions"))) {
    const name = propertyName(property);
    const [key, value] = property.children ?? [];
    if (!isAssumptionName(name)) {
      const meant = closest(name, assumptionNames);
      yield at(
        file,
        key ?? property,
        `There is no assumption “${name}”: the defaults hold.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
        meant,
      );
      continue;
    }
    if (value === undefined || isAllowedValue(assumptions[name], value.value as unknown)) continue;
    const { values } = assumptions[name];
    const allowed =
      values === "number"
        ? "a number from 0 on"
        : values === "list"
          ? `a list such as “${assumptions[name].default}”`
          : values.map((item) => `“${item}”`).join(", ");
    yield at(
      file,
      value,
      `The assumption ${name} does not have this value: the default “${assumptions[name].default}” holds. It can be ${allowed}.`,
      undefined,
    );
  }
}

function at(file: JsonFile, node: Node, message: string, replacement: string | undefined): Finding {
  const range = rangeOfNode(node);
  return {
    path: file.path,
    range,
    message,
    fixes:
      replacement === undefined
        ? []
        : [
            {
              title: `Write ${replacement}`,
              preferred: true,
              edits: () => [{ path: file.path, edits: [{ range, newText: JSON.stringify(replacement) }] }],
            },
          ],
  };
}
