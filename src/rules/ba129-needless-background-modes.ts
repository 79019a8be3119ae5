import { isSelfHosted, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { unmanagedArticle } from "./sources";

export const needlessBackgroundModes: ProjectRule = {
  code: "BA129",
  title: "UIBackgroundModes is not needed for Background Assets",
  severity: "info",
  scope: "project",
  evidence: [
    unmanagedArticle(
      "The set-up asks for no background mode: the system downloads, and launches the extension by itself.",
    ),
  ],
  explanation:
    "`fetch` in `UIBackgroundModes` belongs to background app refresh of the app itself. Background Assets needs no background mode. App Review asks for the reason of each one, so remove it unless the app uses it for something else.",
  examples: {
    wrong: "<key>UIBackgroundModes</key>\n<array>\n\t<string>fetch</string>\n</array>",
    right: "<!-- nothing -->",
  },
  *check(project) {
    if (!isSelfHosted(project)) return;
    const modes = topEntry(project.app, "UIBackgroundModes")?.value;
    if (modes?.kind !== "array") return;
    for (const item of modes.items) {
      if (item.kind !== "string" || item.value !== "fetch") continue;
      yield {
        path: project.app.path,
        range: item.range,
        message:
          "UIBackgroundModes has fetch, which Background Assets does not need: the system downloads by itself. Remove it unless the app refreshes in the background for something else; App Review asks.",
      };
    }
  },
};
