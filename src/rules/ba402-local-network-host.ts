import { configuredUrls } from "./configured-urls";
import { isLocalNetworkHost } from "./device-hosts";
import { topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

const key = "NSLocalNetworkUsageDescription";

export const localNetworkHost: ProjectRule = {
  code: "BA402",
  title: "Assets come from the local network, for which the app has no permission",
  severity: "warning",
  scope: "project",
  evidence: [
    reported(
      "With a server in the local network and without the permission the manifest arrived, and every pack failed with -1004.",
    ),
  ],
  explanation:
    "A private address or a `.local` name lies in the local network, which an app reaches only with the user's permission, asked for with the text of `NSLocalNetworkUsageDescription`. Without it the manifest was seen to arrive and every download to fail with -1004. Such a host only serves tests: customers do not reach it.",
  examples: {
    wrong: "<key>BAManifestURL</key>\n<string>https://192.168.1.20:8443/manifest.json</string>",
    right:
      "<key>BAManifestURL</key>\n<string>https://192.168.1.20:8443/manifest.json</string>\n<key>NSLocalNetworkUsageDescription</key>\n<string>Loads test assets from your Mac.</string>",
  },
  *check(project) {
    const { build, app } = project;
    if (topEntry(app, key) !== undefined) return;
    if (build !== undefined && build.app.settings.value(`INFOPLIST_KEY_${key}`).kind !== "unset") return;
    for (const { path, range, name, host } of configuredUrls(project)) {
      if (!isLocalNetworkHost(host)) continue;
      yield {
        path,
        range,
        message: `${name} names ${host}, a host of the local network, and the app has no ${key}: downloads fail with -1004 on a device, even where the manifest arrives. Add the key for tests; customers do not reach this host.`,
      };
    }
  },
};
