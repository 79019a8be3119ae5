import { embedPhases } from "./embedded-extension";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

/** Scripts of Flutter and CocoaPods that take the whole app for their input. */
const wholeAppScripts = /^(?:Thin Binary|\[CP\] (?:Embed|Copy) .*)$/;

export const embedPhaseTooLate: ProjectRule = {
  code: "BA210",
  title: "The extension is embedded after a script that works on the whole app",
  severity: "info",
  scope: "project",
  evidence: [
    reported(
      "Flutter and CocoaPods projects end with “Cycle inside App” where the phase that embeds the extension comes after “Thin Binary” or “[CP] Embed Pods Frameworks”.",
    ),
  ],
  explanation:
    "Xcode appends the phase “Embed ExtensionKit Extensions” at the end of the app's target. Scripts of Flutter and CocoaPods take the app as their input, and what is embedded after them makes the app depend on itself: Xcode may refuse to build with “Cycle inside …”. Drag the phase above the script.",
  *check(project) {
    for (const { app, phase, index } of embedPhases(project)) {
      const script = app.phases.find(
        (other, at) => at < index && other.kind === "script" && wholeAppScripts.test(other.name),
      );
      if (script === undefined) continue;
      yield {
        path: phase.location.path,
        range: phase.location.range,
        message: `The phase “${phase.name}” comes after “${script.name}”, which works on the whole app: Xcode may refuse to build with “Cycle inside ${app.name.value}”. Move it above that script.`,
        related: [{ ...script.location, message: "This script comes first" }],
      };
    }
  },
};
