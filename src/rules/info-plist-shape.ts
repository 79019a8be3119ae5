import { keyCatalogue } from "../model/key-catalogue";
import { type PlistSchemaProblem, plistSchemaProblems } from "../model/plist/schema-problems";
import type { PlistFile } from "../model/project/snapshot";
import { validateInfoPlist } from "../model/schema-validators.generated";
import { isBuildVariable, rootDict } from "./project-facts";

const topNames: ReadonlySet<string> = new Set(keyCatalogue.map(({ path }) => path[0] ?? ""));
/** An entry of BADownloadDomainAllowList is the deepest that the catalogue knows. */
const depth = 3;

const known = new WeakMap<PlistFile, readonly PlistSchemaProblem[]>();

/**
 * What schemas/info-plist-background-assets.schema.json finds wrong in the values of a file's keys: types, ranges, empty
 * lists and strings. The rules ask here and say what it means, each for the keys that are its own. Values with a build
 * variable are left out: Xcode makes something else of them.
 */
export function shapeProblems(file: PlistFile | undefined): readonly PlistSchemaProblem[] {
  const root = rootDict(file);
  if (file === undefined || root === undefined) return [];
  let problems = known.get(file);
  if (problems === undefined) {
    problems = plistSchemaProblems(validateInfoPlist, root, topNames, depth).filter(
      ({ node }) => node.kind !== "string" || !isBuildVariable(node.value),
    );
    known.set(file, problems);
  }
  return problems;
}

/** The problem with the value at `path`; undefined where its shape is right or nothing is there. */
export function shapeProblemAt(
  file: PlistFile | undefined,
  ...path: readonly (string | number)[]
): PlistSchemaProblem | undefined {
  return shapeProblems(file).find(
    (problem) => problem.path.length === path.length && path.every((step, index) => problem.path[index] === step),
  );
}
