import type { FileRule } from "./rule";
import { header } from "./sources";

export const requirementOfTheSystem: FileRule = {
  code: "BA221",
  title: "A managed extension implements what the system does for it",
  severity: "warning",
  scope: "file",
  evidence: [
    header(
      "A managed downloader extension implements none of the requirements that it inherits from BADownloaderExtension, but for the one that answers authentication challenges.",
    ),
  ],
  explanation:
    "`ManagedDownloaderExtension` and `StoreDownloaderExtension` inherit from `BADownloaderExtension`, and the system answers its requirements: it decides what to download and puts the packs in place. An implementation of `downloads(for:manifestURL:extensionInfo:)` or of the callbacks for finished and failed downloads takes that away from it. Keep `shouldDownload(_:)` and, where the server asks for it, `backgroundDownload(_:didReceive:)`; or adopt `BADownloaderExtension` and manage the downloads yourself.",
  examples: {
    wrong:
      "// Downloader.swift\nstruct Downloader: StoreDownloaderExtension {\n    func downloads(for request: BAContentRequest, manifestURL: URL, extensionInfo: BAAppExtensionInfo) -> Set<BADownload> { [] }\n}",
    right:
      "// Downloader.swift\nstruct Downloader: StoreDownloaderExtension {\n    func shouldDownload(_ assetPack: AssetPack) -> Bool { true }\n}",
  },
  *check(file) {
    if (!("swift" in file)) return;
    const { conformances, downloaderRequirements } = file.swift;
    const [first] = conformances;
    const isManaged = conformances.every(
      ({ protocol, isConditional }) => protocol !== "BADownloaderExtension" && !isConditional,
    );
    if (first === undefined || !isManaged) return;
    for (const { name, range } of downloaderRequirements) {
      yield {
        path: file.path,
        range,
        message: `${first.typeName} adopts ${first.protocol} and implements ${name}, which the system does for managed extensions: packs are not downloaded or put in place as their policies say. Remove it, or adopt BADownloaderExtension and manage the downloads yourself.`,
        related: [{ path: file.path, range: first.range, message: "Adopted here" }],
      };
    }
  },
};
