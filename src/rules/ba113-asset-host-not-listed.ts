import { laneTotals } from "../model/manifest/lane-totals";
import type { ManifestAsset } from "../model/manifest/manifest";
import { apexHint, apexListed } from "./host-messages";
import { appendItems } from "./plist-fixes";
import { hostNameOf, isSelfHosted, listedHostsOf } from "./project-facts";
import type { Finding, Fix, ProjectRule } from "./rule";
import { counted, namedFew } from "./size-values";
import { header, restrictionKeyPage, unmanagedArticle } from "./sources";

/** Beyond these one more finding sums the rest up: nobody reads a thousand. */
const hostsReported = 20;
const assetsRelated = 5;

export const assetHostNotListed: ProjectRule = {
  code: "BA113",
  title: "An asset's host is not in BADownloadDomainAllowList",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage("BADownloadDomainAllowList", "The hosts that may be downloaded from before the first launch."),
    unmanagedArticle("`*.example.com` covers assets.example.com and download.example.com."),
    header("202 sessionDownloadDisallowedByDomain: the URL is not permitted until the application is launched."),
  ],
  explanation:
    "Every URL of the manifest is checked against the allow list until the app was launched for the first time. What is not covered is refused with 202, so the first launch finds it missing. Hosts that a URL only redirects to have to be listed as well; they can be seen when the URL is requested.",
  examples: {
    wrong: "<array>\n\t<string>*.example.com</string>\n</array>\n<!-- the manifest names https://example.com/pack -->",
    right: "<array>\n\t<string>*.example.com</string>\n\t<string>example.com</string>\n</array>",
  },
  *check(project) {
    const manifest = project.manifest;
    const listed = listedHostsOf(project);
    if (manifest === undefined || listed === undefined || !listed.literal || !isSelfHosted(project)) return;
    const array = listed.entry.value;
    if (array?.kind !== "array" || array.items.length === 0) return;

    const refused = new Map<string, ManifestAsset[]>();
    for (const host of laneTotals(manifest.reading).hosts.keys()) {
      if (!listed.list.allows(host)) refused.set(host, []);
    }
    if (refused.size === 0) return;
    for (const asset of manifest.reading.assets) {
      const host = hostNameOf(asset.url);
      if (host !== undefined) refused.get(host)?.push(asset);
    }
    const missing = [...refused].map(([host, assets]) => ({ host, assets }));

    const addAll: Fix = {
      title: `Add all ${missing.length} missing hosts to BADownloadDomainAllowList`,
      preferred: false,
      edits: () => [
        appendItems(
          project.app,
          array,
          missing.map(({ host }) => host),
        ),
      ],
    };
    const at = { path: project.app.path, range: listed.entry.key.range };
    for (const { host, assets } of missing.slice(0, hostsReported)) {
      const names = namedFew(assets.map((asset) => asset.identifier));
      yield {
        ...at,
        message: `${host} is not in BADownloadDomainAllowList: before the first launch the device refuses ${counted(assets.length, "asset")} of the manifest (${names}) with 202 sessionDownloadDisallowedByDomain.${apexListed(array, host) ? apexHint(host) : ""} Add ${host}.`,
        related: assets.slice(0, assetsRelated).flatMap((asset) => {
          const range = asset.ranges.url ?? asset.ranges.asset;
          return range === undefined ? [] : [{ path: manifest.path, range, message: `URL of ${asset.identifier}` }];
        }),
        fixes: [
          {
            title: `Add ${host} to BADownloadDomainAllowList`,
            preferred: true,
            edits: () => [appendItems(project.app, array, [host])],
          },
          ...(missing.length > 1 ? [addAll] : []),
        ],
      } satisfies Finding;
    }
    if (missing.length > hostsReported) {
      yield {
        ...at,
        message: `${missing.length - hostsReported} more hosts of the manifest are not in BADownloadDomainAllowList, among them ${missing
          .slice(hostsReported, hostsReported + 3)
          .map(({ host }) => host)
          .join(", ")}.`,
        fixes: [addAll],
      };
    }
  },
};
