import { describeChange } from "../model/packs/describe-change";
import { isBreaking, type PackChange } from "../model/packs/update-safety";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { KnownPack } from "../rules/packs";
import { type PublishedComparison, placeOfChange, publishedComparisons } from "../rules/published-comparison";
import { counted } from "../rules/size-values";
import type { PackTreeNode } from "./pack-tree";

/** More than anybody reads one by one. */
const mostChangesShown = 500;

/** The row "Since the last publication" with a row for each change, breaking ones first; nothing where nothing is recorded. */
export function* changeNodes(snapshot: ProjectSnapshot, packs: readonly KnownPack[]): Iterable<PackTreeNode> {
  const paths = new Set(packs.map(({ file }) => file.path));
  for (const comparison of publishedComparisons(snapshot)) {
    if (comparison.packs.some(({ file }) => paths.has(file.path))) yield comparisonNode(comparison);
  }
}

function comparisonNode(comparison: PublishedComparison): PackTreeNode {
  const { file, changes } = comparison;
  const common = { id: `changes:${file.path}`, kind: "changes", label: "Since the last publication" } as const;
  const opens = { path: file.path };
  if (typeof changes === "string") {
    const problem = { severity: "warning", messages: [changes] } as const;
    const description = "the record cannot be read";
    return { ...common, description, tooltip: `${file.path}\n${changes}`, problem, opens, children: undefined };
  }
  const breaking = changes.filter(isBreaking);
  const others = changes.length - breaking.length;
  const description = [
    ...(breaking.length > 0 ? [`${breaking.length} breaking`] : []),
    ...(others > 0 || changes.length === 0 ? [counted(others, breaking.length > 0 ? "other change" : "change")] : []),
  ].join(", ");
  return {
    ...common,
    description,
    tooltip: [
      `Compared with ${file.path}.`,
      "A new version of a pack reaches every installed version of the app.",
      ...breaking.map(describeChange),
    ].join("\n"),
    problem: breaking.length === 0 ? undefined : { severity: "error", messages: breaking.map(describeChange) },
    opens,
    children:
      changes.length === 0
        ? undefined
        : () => changes.slice(0, mostChangesShown).map((change, at) => changeNode(comparison, change, at)),
  };
}

function changeNode(comparison: PublishedComparison, change: PackChange, at: number): PackTreeNode {
  const message = describeChange(change);
  return {
    id: `change:${comparison.file.path}:${at}`,
    kind: "change",
    label: "path" in change ? change.path : change.packId,
    description: message,
    tooltip: message,
    problem: isBreaking(change) ? { severity: "error", messages: [message] } : undefined,
    opens: placeOfChange(change, comparison),
    children: undefined,
  };
}
