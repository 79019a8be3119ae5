import { platformsOfBuild } from "./built-platforms";
import { configuredUrls } from "./configured-urls";
import { isLoopbackHost } from "./device-hosts";
import { topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { localTestArticle, reported } from "./sources";

export const loopbackHost: ProjectRule = {
  code: "BA401",
  title: "A URL names the device itself",
  severity: "error",
  scope: "project",
  evidence: [
    reported("127.0.0.1 on a phone is the phone: the request never leaves it."),
    localTestArticle(
      "The mock server's address is an IP address or a name that the device reaches, and that the certificate has.",
    ),
  ],
  explanation:
    "`localhost` and `127.0.0.1` are the computer that asks. On an iPhone or iPad that is the device, where no asset host runs, so nothing is ever downloaded. For tests on a device use the computer's address in the local network (`background-assets serve` says it), or a host mapping of the simulator. On a Mac the address can be meant.",
  examples: {
    wrong: "<key>BAManifestURL</key>\n<string>https://localhost:8443/manifest.json</string>",
    right: "<key>BAManifestURL</key>\n<string>https://assets.example.com/manifest.json</string>",
  },
  *check(project) {
    const platforms = platformsOfBuild(project.build);
    const isMac = platforms?.has("macOS") || topEntry(project.app, "LSMinimumSystemVersion") !== undefined;
    for (const { path, range, name, host } of configuredUrls(project)) {
      if (!isLoopbackHost(host)) continue;
      yield {
        path,
        range,
        severity: isMac === true ? "warning" : "error",
        message: `${name} names ${host}: on a device that is the device itself, where no server answers, and nothing is downloaded. Use a host that the device reaches; for local tests the computer's address in the network.`,
      };
    }
  },
};
