import { apexHint, apexListed } from "./host-messages";
import { appendItems } from "./plist-fixes";
import { hostNameOf, isSelfHosted, listedHostsOf, literalString, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported, restrictionKeyPage } from "./sources";

export const manifestHostNotListed: ProjectRule = {
  code: "BA112",
  title: "The manifest's host is not in BADownloadDomainAllowList",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage("BADownloadDomainAllowList", "The hosts that may be downloaded from before the first launch."),
    reported(
      "The request for the manifest is rejected when its host is not listed. Apple does not say so; the assumption `manifest-host-listed` switches the rule off.",
    ),
  ],
  explanation:
    "Until the first launch a device downloads only from the hosts of the allow list, and the manifest goes through the same check. If its host is missing, the manifest is not downloaded, the extension gets nothing to decide on, and the first launch finds no assets.",
  examples: {
    wrong:
      "<key>BAManifestURL</key>\n<string>https://cdn.example.com/manifest.json</string>\n…\n<array>\n\t<string>assets.example.com</string>\n</array>",
    right:
      "<key>BAManifestURL</key>\n<string>https://cdn.example.com/manifest.json</string>\n…\n<array>\n\t<string>assets.example.com</string>\n\t<string>cdn.example.com</string>\n</array>",
  },
  *check(project) {
    if (!isSelfHosted(project) || project.settings.assumptions["manifest-host-listed"] === "not-required") return;
    const listed = listedHostsOf(project);
    const node = topEntry(project.app, "BAManifestURL")?.value;
    const url = literalString(node);
    if (listed === undefined || !listed.literal || node === undefined || url === undefined) return;
    const array = listed.entry.value;
    // An empty list is BA111's.
    if (array?.kind !== "array" || array.items.length === 0) return;
    const host = hostNameOf(url);
    if (host === undefined || listed.list.allows(host)) return;
    yield {
      path: project.app.path,
      range: node.range,
      message: `The manifest's host ${host} is not in BADownloadDomainAllowList: before the first launch the device refuses to download the manifest (202 sessionDownloadDisallowedByDomain), and nothing arrives.${apexListed(array, host) ? apexHint(host) : ""} Add ${host}.`,
      related: [{ path: project.app.path, range: listed.entry.key.range, message: "BADownloadDomainAllowList" }],
      fixes: [
        {
          title: `Add ${host} to BADownloadDomainAllowList`,
          preferred: true,
          edits: () => [appendItems(project.app, array, [host])],
        },
      ],
    };
  },
};
