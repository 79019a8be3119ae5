import { member, rangeOfNode, stringValue } from "../model/json/tree";
import type { ModelFile } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { downloadPacks } from "./download-manifest-packs";
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
    const judged = new Set<string>();
    for (const manifest of manifestsOf(snapshot)) {
      judged.add(manifest.path);
      yield* limited(manifest.path, judge(manifest));
    }
    for (const file of snapshot.files.values()) {
      if (!judged.has(file.path)) yield* limited(file.path, judgePacks(file));
    }
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

/** A download manifest that stands for no app's BAManifestURL here. */
function* judgePacks(file: ModelFile): Iterable<Finding> {
  const { path } = file;
  const packs = downloadPacks(file);
  if (new Set(packs.map((pack) => stringValue(member(pack, "id")))).size === packs.length) return;
  const first = new Map<string, OffsetRange>();
  for (const pack of packs) {
    const id = member(pack, "id");
    const name = stringValue(id);
    if (id === undefined || name === undefined || name === "") continue;
    const range = rangeOfNode(id);
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, range);
      continue;
    }
    yield {
      path,
      range,
      message: `The id \`${name}\` is that of another pack of this manifest: one of the two replaces or hides the other, and its files never arrive. Give each pack its own.`,
      related: [{ path, range: before, message: `The first ${name}` }],
    };
  }
}
