import type { InlayHint } from "vscode-languageserver-types";
import type { ResolvedSelector } from "../model/packs/resolve-pack";
import { type FileSelector, type ManifestString, sourceOf } from "../model/packs/selector";
import type { ModelFile, ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import type { OffsetRange } from "../model/text";
import { packOf } from "../rules/packs";
import { counted } from "../rules/size-values";

/** A tooltip that is longer than the window helps nobody. */
const mostPathsShown = 20;

/**
 * Behind each visible selector of a packaging manifest the path by which the app reads what it selects; behind one that
 * says the path itself, the size.
 */
export function* packHints(snapshot: ProjectSnapshot, file: ModelFile, visible: OffsetRange): Iterable<InlayHint> {
  const contents = packOf(file, snapshot)?.contents;
  for (const resolved of contents?.selectors ?? []) {
    const { end } = lastString(resolved.selector).range;
    if (end < visible.start || end > visible.end || resolved.files.length === 0) continue;
    const position = file.lines.positionAt(end);
    yield { position, label: labelOf(resolved), tooltip: tooltipOf(resolved), paddingLeft: true };
  }
}

function lastString(selector: FileSelector): ManifestString {
  return "destination" in selector ? selector.destination : sourceOf(selector);
}

function labelOf({ selector, files }: ResolvedSelector): string {
  if (selector.kind === "exclusion") return `takes ${counted(files.length, "file")} away`;
  const [first] = files;
  if (first === undefined) return "";
  if (files.length > 1) return `${first.path} and ${files.length - 1} more`;
  return first.path === lastString(selector).value ? formatBytes(first.sizeInBytes) : first.path;
}

function tooltipOf({ selector, files }: ResolvedSelector): string {
  const sizeInBytes = files.reduce((sum, file) => sum + file.sizeInBytes, 0);
  const rest = files.length - mostPathsShown;
  const head = selector.kind === "exclusion" ? "Not in the pack" : "The app reads";
  return [
    `${head} (${counted(files.length, "file")}, ${formatBytes(sizeInBytes)}):`,
    ...files.slice(0, mostPathsShown).map(({ path }) => path),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join("\n");
}
