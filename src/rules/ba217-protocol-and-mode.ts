import type { ProjectMode } from "../model/app-configuration";
import type { DownloaderProtocol } from "../model/swift/scan";
import type { TextEdit } from "../model/text";
import { intendedMode } from "./project-facts";
import type { Fix, ProjectRule } from "./rule";
import { header, keyPage, reported } from "./sources";
import { type AdoptedProtocol, adoptedProtocols } from "./swift-sources";

export const protocolOfMode: Readonly<Record<Exclude<ProjectMode, "none">, DownloaderProtocol>> = {
  "apple-hosted": "StoreDownloaderExtension",
  "self-hosted-managed": "ManagedDownloaderExtension",
  "self-hosted-unmanaged": "BADownloaderExtension",
};

const modeNames: Readonly<Record<Exclude<ProjectMode, "none">, string>> = {
  "apple-hosted": "managed and hosted by Apple",
  "self-hosted-managed": "managed and hosted by yourself",
  "self-hosted-unmanaged": "unmanaged",
};

const keysOfProtocol: Readonly<Record<DownloaderProtocol, string>> = {
  StoreDownloaderExtension: "BAHasManagedAssetPacks and BAUsesAppleHosting",
  ManagedDownloaderExtension: "BAHasManagedAssetPacks without BAUsesAppleHosting",
  BADownloaderExtension: "neither BAHasManagedAssetPacks nor BAUsesAppleHosting",
};

export const protocolAndMode: ProjectRule = {
  code: "BA217",
  title: "The extension's protocol is not that of the keys",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage(
      "BAHasManagedAssetPacks",
      "StoreDownloaderExtension if Apple hosts, ManagedDownloaderExtension otherwise; without the key BADownloaderExtension.",
    ),
    header("Using AssetPackManager without adopting the matching protocol is a programmer error."),
    reported("The app ends at its first use of AssetPackManager."),
  ],
  explanation:
    "Each kind of project has its protocol: `StoreDownloaderExtension` where Apple hosts the packs, `ManagedDownloaderExtension` where you do, `BADownloaderExtension` without managed packs. With another one than the app's Info.plist says, the system does not find the extension that it looks for and ends the app. The Swift sources in the extension's folder are searched, comments and strings left out; what stands inside of `#if` is not judged.",
  examples: {
    wrong: "// BAUsesAppleHosting is true\n@main struct Downloader: ManagedDownloaderExtension {}",
    right: "// BAUsesAppleHosting is true\nimport StoreKit\n@main struct Downloader: StoreDownloaderExtension {}",
  },
  *check(project, snapshot) {
    const mode = intendedMode(project);
    if (mode === "none") return;
    const wanted = protocolOfMode[mode];
    const adopted = adoptedProtocols(project, snapshot);
    if (adopted.some(({ conformance }) => conformance.protocol === wanted || conformance.isConditional)) return;
    for (const one of adopted) {
      const { protocol, range, typeName } = one.conformance;
      yield {
        path: one.file.path,
        range,
        message: `${typeName} adopts ${protocol}, and the app's Info.plist makes the project ${modeNames[mode]}, which takes ${wanted}: the system does not find its extension, and ends the app at its first use. Adopt ${wanted}, or set the keys for ${protocol} (${keysOfProtocol[protocol]}).`,
        related: [{ path: project.app.path, range: { start: 0, end: 0 }, message: "The app's Info.plist" }],
        fixes: protocolFixes(one, wanted),
      };
    }
  },
};

/** Adopts another protocol. The managed ones need no code of their own; an unmanaged extension is more than a name. */
export function protocolFixes({ file, conformance }: AdoptedProtocol, wanted: DownloaderProtocol): readonly Fix[] {
  if (wanted === "BADownloaderExtension" || conformance.protocol === "BADownloaderExtension") return [];
  const edits: TextEdit[] = [{ range: conformance.range, newText: wanted }];
  const needsStoreKit = wanted === "StoreDownloaderExtension" && !/^[ \t]*import\s+StoreKit\b/m.test(file.text);
  const firstImport = /^[ \t]*import\s/m.exec(file.text)?.index;
  if (needsStoreKit) {
    const at = firstImport ?? 0;
    edits.unshift({
      range: { start: at, end: at },
      newText: `import StoreKit${file.text.includes("\r\n") ? "\r\n" : "\n"}`,
    });
  }
  return [{ title: `Adopt ${wanted}`, preferred: false, edits: () => [{ path: file.path, edits }] }];
}
