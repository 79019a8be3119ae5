import type { OffsetRange } from "../model/text";
import { limited, manifestsOf, placeOf, type ReadManifest } from "./manifest-assets";
import type { Finding, SnapshotRule } from "./rule";
import { header } from "./sources";

export const duplicateIdentifier: SnapshotRule = {
  code: "BA317",
  title: "Two assets of the manifest have one identifier",
  severity: "error",
  scope: "snapshot",
  evidence: [header("100 downloadAlreadyScheduled: a download with the same identifier is already scheduled.")],
  explanation:
    "A download is named by its identifier, which has to be unique within the app. The second one of a name is refused when it is enqueued (100), so its file never arrives. In a download manifest the second pack of a name replaces or hides the first.",
  examples: {
    wrong: '[{ "id": "terrain", … }, { "id": "terrain", … }]',
    right: '[{ "id": "terrain", … }, { "id": "terrain-2", … }]',
  },
  *check(snapshot) {
    for (const manifest of manifestsOf(snapshot)) yield* limited(manifest.path, judge(manifest));
  },
};

function* judge({ path, reading }: ReadManifest): Iterable<Finding> {
  // A set of all is made faster than a map piece by piece, and mostly says already that there is nothing to find.
  if (new Set(reading.assets.map(({ identifier }) => identifier)).size === reading.assets.length) return;
  const first = new Map<string, OffsetRange>();
  for (const asset of reading.assets) {
    const range = placeOf(asset, "identifier");
    const before = first.get(asset.identifier);
    if (before === undefined) {
      first.set(asset.identifier, range);
      continue;
    }
    yield {
      path,
      range,
      message: `The identifier \`${asset.identifier}\` is taken by another asset of this manifest: the second download is refused when it is enqueued (100 downloadAlreadyScheduled), and its file never arrives. Give each asset its own.`,
      related: [{ path, range: before, message: `The first ${asset.identifier}` }],
    };
  }
}
