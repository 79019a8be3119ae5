import type { Findings } from "../findings";
import type { MediaFindingName } from "../media-codes";
import type { PlaylistProblem } from "../playlist/playlist";

/** A playlist's own problems, at the URL of the plan, with the line of the playlist. */
export function reportPlaylistProblems(
  url: string,
  title: string,
  problems: readonly PlaylistProblem[],
  findings: Findings,
): void {
  for (const { name, severity, message, line } of problems) {
    const code: MediaFindingName = name === "syntax" ? "playlist-syntax" : name;
    findings.atUrl(code, severity, `In ${title}, line ${line}: ${message}`, { playlist: { url, line } });
  }
}
