import assert from "node:assert/strict";
import { buildSnapshot } from "../../src/model/project/discover";
import type { AppProject } from "../../src/model/project/snapshot";

export interface AppOptions {
  /** Where the app lies; default `/app`. */
  readonly folder?: string;
  readonly manifestUrl?: string;
  readonly allowList?: readonly string[];
  readonly manifest?: string;
  readonly hosts?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly downloader?: string;
}

/** An app whose manifest is, unless said otherwise, at https://CDN.example.com/manifest.json. */
export function appProject(options: AppOptions): AppProject {
  const hosts = (options.allowList ?? []).map((host) => `<string>${host}</string>`).join("");
  const plist = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>CFBundlePackageType</key><string>APPL</string>
<key>BAManifestURL</key><string>${options.manifestUrl ?? "https://CDN.example.com/manifest.json"}</string>
<key>BAInitialDownloadRestrictions</key><dict><key>BADownloadDomainAllowList</key><array>${hosts}</array></dict>
</dict></plist>`;
  const { hosts: mapped = {}, headers = {}, folder = "/app", downloader } = options;
  const settings = JSON.stringify({
    version: 1,
    projects: [{ app: "Info.plist" }],
    hosts: mapped,
    headers,
    downloader,
  });
  const sources = [
    { path: `${folder}/Info.plist`, version: 1, content: plist },
    { path: `${folder}/background-assets.jsonc`, version: 1, content: settings },
    ...(options.manifest === undefined
      ? []
      : [{ path: `${folder}/manifest.json`, version: 1, content: options.manifest }]),
  ];
  const [found] = buildSnapshot({ sources }).projects;
  assert.ok(found);
  return found;
}
