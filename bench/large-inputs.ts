import type { SourceFile } from "../src/model/project/snapshot";

export const infoPlistPath = "/bench/App/Info.plist";
const manifestPath = "/bench/App/manifest.json";

/** The key list of an unmanaged app whose allow list has `hosts` entries of 68 bytes a line, before and after some keys. */
export function infoPlistWithHosts(hosts: number): string {
  const lines: string[] = [];
  for (let index = 0; index < hosts; index++) {
    lines.push(`\t\t\t<string>region-${String(index).padStart(7, "0")}.assets.cdn.games.example.com</string>\n`);
  }
  return plist(`\t<key>BAManifestURL</key>
\t<string>https://region-0000000.assets.cdn.games.example.com/manifest.json</string>
\t<key>BAInitialDownloadRestrictions</key>
\t<dict>
\t\t<key>BADownloadAllowance</key>
\t\t<integer>500000000</integer>
\t\t<key>BAEssentialDownloadAllowance</key>
\t\t<integer>100000000</integer>
\t\t<key>BADownloadDomainAllowList</key>
\t\t<array>
${lines.join("")}\t\t</array>
\t</dict>
\t<key>BAMaxInstallSize</key>
\t<integer>900000000</integer>
\t<key>BAEssentialMaxInstallSize</key>
\t<integer>200000000</integer>
`);
}

/** A self-hosted managed app with the download manifest of `packs` packs (about 340 bytes each), as `ba-package` writes it. */
export function projectWithManifest(packs: number): { readonly sources: readonly SourceFile[]; readonly text: string } {
  const text = downloadManifest(packs);
  return {
    text,
    sources: [
      { path: infoPlistPath, version: 1, content: managedInfoPlist },
      { path: manifestPath, version: 1, content: text },
    ],
  };
}

const managedInfoPlist = plist(`\t<key>BAHasManagedAssetPacks</key>
\t<true/>
\t<key>BAAppGroupID</key>
\t<string>group.com.example.game</string>
\t<key>BAManifestURL</key>
\t<string>https://cdn.games.example.com/manifest.json</string>
\t<key>BAInitialDownloadRestrictions</key>
\t<dict>
\t\t<key>BADownloadAllowance</key>
\t\t<integer>95000000000</integer>
\t\t<key>BAEssentialDownloadAllowance</key>
\t\t<integer>45000000000</integer>
\t\t<key>BADownloadDomainAllowList</key>
\t\t<array>
\t\t\t<string>cdn.games.example.com</string>
\t\t</array>
\t</dict>
\t<key>BAMaxInstallSize</key>
\t<integer>900000000000</integer>
\t<key>BAEssentialMaxInstallSize</key>
\t<integer>400000000000</integer>
`);

function downloadManifest(packs: number): string {
  const lines: string[] = [];
  for (let index = 0; index < packs; index++) {
    const number = String(index).padStart(7, "0");
    const policy =
      index % 3 === 0 ? `"prefetch": { "installationEventTypes": ["firstInstallation"] }` : `"onDemand": {}`;
    lines.push(`    {
      "id": "world-region-${number}",
      "url": "https://cdn.games.example.com/2026/world-region-${number}",
      "version": ${1 + (index % 9)},
      "downloadSize": ${1_000_000 + index},
      "downloadPolicy": {
        ${policy}
      },
      "host": {
        "thirdParty": {}
      },
      "userInfo": { "region": ${index} }
    }`);
  }
  return `{\n  "assetPacks": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** An Info.plist with `entries` of the kinds that real apps have beside ours, 100 KB with 560. */
export function infoPlistToTypeIn(entries: number): string {
  const lines: string[] = [];
  for (let index = 0; index < entries; index++) {
    lines.push(`\t\t<dict>
\t\t\t<key>UTTypeIdentifier</key>
\t\t\t<string>com.example.level-${index}</string>
\t\t\t<key>UTTypeDescription</key>
\t\t\t<string>Level ${index} &amp; its sounds</string>
\t\t\t<key>LSHandlerRank</key>
\t\t\t<integer>${index}</integer>
\t\t</dict>
`);
  }
  return infoPlistWithHosts(3).replace(
    "\t<key>BAMaxInstallSize</key>",
    `\t<key>UTExportedTypeDeclarations</key>\n\t<array>\n${lines.join("")}\t</array>\n\t<key>BAMaxInstallSize</key>`,
  );
}

function plist(keys: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>CFBundleIdentifier</key>
\t<string>com.example.game</string>
\t<key>CFBundlePackageType</key>
\t<string>APPL</string>
${keys}</dict>
</plist>
`;
}
