import type { AppProject } from "../model/project/snapshot";
import { appExtensionType, type CopyDestination, extensionKitType } from "../model/xcode/xcode-project";
import { embedPhases } from "./embedded-extension";
import { topEntry } from "./project-facts";
import type { Finding, Fix, ProjectRule } from "./rule";
import { reported } from "./sources";

export const notInExtensionsFolder: ProjectRule = {
  code: "BA202",
  title: "The extension is not built for the folder Extensions",
  severity: "error",
  scope: "project",
  evidence: [
    reported("App Store Connect refuses an ExtensionKit extension in `PlugIns` with ITMS-91179."),
    reported(
      "The extension point is one of ExtensionKit's: the product type is `com.apple.product-type.extensionkit-extension`, and the product lies in the app's folder `Extensions`.",
      "https://github.com/bazelbuild/rules_apple/issues/1943",
    ),
  ],
  explanation:
    'The downloader extension is an ExtensionKit extension. It is built as `com.apple.product-type.extensionkit-extension` and embedded in `YourApp.app/Extensions`. The phase that Xcode makes has `dstSubfolderSpec = 16` (products directory) and `dstPath = "$(EXTENSIONS_FOLDER_PATH)"`; `dstSubfolderSpec = 13` is `PlugIns`, the place of classic app extensions, and App Store Connect refuses it there.',
  examples: {
    wrong: '// project.pbxproj\ndstPath = "";\ndstSubfolderSpec = 13;',
    right: '// project.pbxproj\ndstPath = "$(EXTENSIONS_FOLDER_PATH)";\ndstSubfolderSpec = 16;',
  },
  *check(project) {
    yield* builtIntoPlugIns(project);
    for (const { app, extension, phase } of embedPhases(project)) {
      const { destination } = phase;
      const type = extension.productType;
      if (type?.value === appExtensionType) {
        const isSpec = type.location.path === project.build?.app.project.path && !/\.pbxproj$/.test(type.location.path);
        yield {
          path: type.location.path,
          range: type.location.range,
          message: `The target ${extension.name.value} is built as a classic app extension (${shortType(type.value)}), which belongs into PlugIns: App Store Connect refuses a downloader extension there (ITMS-91179). Its product type has to be ${isSpec ? shortType(extensionKitType) : extensionKitType}.`,
          related: [{ ...phase.location, message: `Embedded by the target ${app.name.value}` }],
        };
      }
      // What XcodeGen's spec says is BA209's matter.
      if (destination === undefined || !destination.isWritten || !/\.pbxproj$/.test(destination.location.path))
        continue;
      if (destination.place !== "plugins" && destination.place !== "elsewhere") continue;
      const where = destination.place === "plugins" ? "PlugIns" : "another folder than Extensions";
      yield {
        path: destination.location.path,
        range: destination.location.range,
        message: `The phase “${phase.name}” puts ${extension.name.value} into ${where} (${destination.text}): ${
          destination.place === "plugins"
            ? "App Store Connect refuses the upload (ITMS-91179)"
            : "the system does not find the extension there"
        }. Write dstSubfolderSpec 16 and dstPath $(EXTENSIONS_FOLDER_PATH).`,
        fixes: phase.products.length === 1 ? moveToExtensions(destination) : [],
      } satisfies Finding;
    }
  },
};

/** In a built app the extension's path shows the folder. */
function* builtIntoPlugIns({ extension }: AppProject): Iterable<Finding> {
  const bundle = /\.app\/(?:Contents\/)?(PlugIns\/[^/]+\.appex)\/(?:Contents\/)?Info\.plist$/.exec(
    extension?.path ?? "",
  )?.[1];
  if (extension === undefined || bundle === undefined) return;
  const attributes = topEntry(extension, "EXAppExtensionAttributes") ?? topEntry(extension, "NSExtension");
  yield {
    path: extension.path,
    range: attributes?.key.range ?? { start: 0, end: 0 },
    message: `The downloader extension lies in ${bundle}: App Store Connect refuses an ExtensionKit extension there (ITMS-91179). Build its target as ${extensionKitType} and embed it in Extensions.`,
  };
}

/** Other products of the phase stay where they are, so only a phase of the extension's own is changed. */
function moveToExtensions({ location, pathLocation, text }: CopyDestination): readonly Fix[] {
  if (pathLocation === undefined || !text.startsWith("dstSubfolderSpec")) return [];
  const edits = [
    { range: pathLocation.range, newText: '"$(EXTENSIONS_FOLDER_PATH)"' },
    { range: location.range, newText: "16" },
  ];
  return [{ title: "Embed it in Extensions", preferred: true, edits: () => [{ path: location.path, edits }] }];
}

function shortType(type: string): string {
  return type.replace("com.apple.product-type.", "");
}
