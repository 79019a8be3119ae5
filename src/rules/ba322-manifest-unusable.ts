import type { ModelFile } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { limited, manifestsOf } from "./manifest-assets";
import type { SnapshotRule } from "./rule";
import { unmanagedArticle } from "./sources";

export const manifestUnusable: SnapshotRule = {
  code: "BA322",
  title: "Something in the manifest cannot be used",
  severity: "warning",
  scope: "snapshot",
  evidence: [
    unmanagedArticle("The manifest may have any form, as long as the extension's code gets URLs and sizes from it."),
  ],
  explanation:
    "The manifest of an unmanaged project has whatever form its extension reads. What this tool could not read of it (a page instead of a file, an entry without an identifier or URL, a shape that it does not recognise) is not checked and not simulated. A shape that is not recognised is described in `background-assets.jsonc`.",
  *check(snapshot) {
    for (const { path, reading } of manifestsOf(snapshot)) {
      const file = snapshot.files.get(path);
      // What is wrong with the writing itself is said once, by BA002 and BA003.
      if (file !== undefined && hasSyntaxProblems(file) && !isMarkup(file)) continue;
      const severity = reading.format === "unreadable" ? "error" : "warning";
      yield* limited(
        path,
        reading.problems
          .filter(({ range }) => !isSaidOfDownloadManifest(file, range))
          .map((problem) => ({ path, range: problem.range, message: problem.message, severity }) as const),
      );
    }
  },
};

/** A page that a server delivered instead of the manifest: one sentence says more than what JSON misses in it. */
export function isMarkup(file: ModelFile): boolean {
  return file.kind === "unmanaged-manifest" && /^\s*<(?!\?xml|!DOCTYPE\s+plist|plist)/.test(file.text.slice(0, 1024));
}

/** That a download manifest has comments is BA323's. */
function isSaidOfDownloadManifest(file: ModelFile | undefined, { start }: OffsetRange): boolean {
  return file?.kind === "download-manifest" && file.notStrictAt?.start === start;
}

function hasSyntaxProblems(file: ModelFile): boolean {
  if ("plist" in file) return file.plist.problems.length > 0;
  return "problems" in file && file.problems.length > 0;
}
