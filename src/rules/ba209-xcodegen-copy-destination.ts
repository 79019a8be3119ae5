import { embedPhases } from "./embedded-extension";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

export const xcodeGenCopyDestination: ProjectRule = {
  code: "BA209",
  title: "XcodeGen is told to copy the extension to the wrong place",
  severity: "error",
  scope: "project",
  evidence: [
    reported(
      "An extension that was copied to the products directory only gives a warning on one's own computer; Xcode Cloud then fails at “Preparing build for App Store Connect”.",
    ),
  ],
  explanation:
    "Without a `copy`, XcodeGen embeds a target of the type `extensionkit-extension` where Xcode does. A `copy` of your own has to say the same: `wrapper` with the subpath `Extensions` (on macOS `Contents/Extensions`), or `productsDirectory` with `$(EXTENSIONS_FOLDER_PATH)`. `plugins` is refused at upload (ITMS-91179), and `productsDirectory` alone leaves the extension beside the app instead of in it.",
  examples: {
    wrong: "# project.yml\ndependencies:\n  - target: Downloader\n    copy:\n      destination: productsDirectory",
    right:
      "# project.yml\ndependencies:\n  - target: Downloader\n    copy:\n      destination: wrapper\n      subpath: Extensions",
  },
  *check(project) {
    if (project.build?.app.project.format !== "xcodegen") return;
    for (const { extension, phase } of embedPhases(project)) {
      const { destination } = phase;
      if (destination === undefined || !destination.isWritten) continue;
      if (destination.place !== "plugins" && destination.place !== "elsewhere") continue;
      yield {
        path: destination.location.path,
        range: destination.location.range,
        message: `XcodeGen copies ${extension.name.value} to ${destination.text}, which is not the app's folder Extensions: ${
          destination.place === "plugins"
            ? "App Store Connect refuses the upload (ITMS-91179)"
            : "the archive has no downloader extension where the system looks for it"
        }. Write destination: wrapper and subpath: Extensions, or leave copy out.`,
      };
    }
  },
};
