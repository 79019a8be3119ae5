import type { DownloadingMode } from "../../model/key-catalogue";

export interface XcodeGenRequest {
  readonly appName: string;
  readonly bundleIdentifier: string | undefined;
  readonly appGroup: string;
  readonly mode: DownloadingMode;
}

/** The oldest systems that have what a mode needs. */
const deploymentTargets: Readonly<Record<DownloadingMode, string>> = {
  "apple-hosted": "26.0",
  "self-hosted-managed": "26.0",
  "self-hosted-unmanaged": "16.4",
};

/** The target of the extension, and how the app embeds it, for project.yml. */
export function xcodeGenSnippet({ appName, bundleIdentifier, appGroup, mode }: XcodeGenRequest): string {
  const target = /^[\w-]+$/.test(appName) ? appName : "App";
  const bundle =
    bundleIdentifier === undefined || bundleIdentifier.includes("$(") ? "com.example.app" : bundleIdentifier;
  return `# For project.yml: the downloader extension, and the app that embeds it.
targets:
  ${target}:
    dependencies:
      # XcodeGen puts a target of this type into the app's folder Extensions by itself.
      - target: Downloader
    settings:
      CODE_SIGN_ENTITLEMENTS: App/App.entitlements # with ${appGroup}
  Downloader:
    type: extensionkit-extension
    platform: iOS
    deploymentTarget: "${deploymentTargets[mode]}"
    sources: [Downloader]
    settings:
      PRODUCT_BUNDLE_IDENTIFIER: ${bundle}.downloader
      INFOPLIST_FILE: Downloader/Info.plist
      CODE_SIGN_ENTITLEMENTS: Downloader/Downloader.entitlements # with ${appGroup}
`;
}
