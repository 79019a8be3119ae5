import { limited, manifestsOf, placeOf, type ReadManifest } from "./manifest-assets";
import { parseUrl } from "./project-facts";
import type { Finding, SnapshotRule } from "./rule";
import { header, localTestArticle } from "./sources";

export const assetUrlNotHttps: SnapshotRule = {
  code: "BA320",
  title: "An asset's URL is not https",
  severity: "error",
  scope: "snapshot",
  evidence: [
    header("BAURLDownload needs a URL with the https scheme."),
    localTestArticle("Background Assets uses HTTPS for all downloads."),
  ],
  explanation:
    "Downloads run over HTTPS only. A `BAURLDownload` with another scheme cannot be made, so the asset never arrives; exceptions of App Transport Security do not apply.",
  examples: {
    wrong: '"url": "http://assets.example.com/terrain.bin"',
    right: '"url": "https://assets.example.com/terrain.bin"',
  },
  *check(snapshot) {
    for (const manifest of manifestsOf(snapshot)) yield* limited(manifest.path, judge(manifest));
  },
};

function* judge({ path, reading }: ReadManifest): Iterable<Finding> {
  for (const asset of reading.assets) {
    if (asset.url.startsWith("https://")) continue;
    const url = parseUrl(asset.url);
    if (url?.protocol === "https:") continue;
    const range = placeOf(asset, "url");
    yield {
      path,
      range,
      message:
        url === undefined
          ? `The URL of \`${asset.identifier}\` (“${asset.url.slice(0, 80)}”) is not an absolute URL: it cannot be downloaded. Write the whole https URL, or give a base URL.`
          : `The URL of \`${asset.identifier}\` has the scheme ${url.protocol.slice(0, -1)}: Background Assets downloads over HTTPS only, and the asset never arrives. Use https.`,
    };
  }
}
