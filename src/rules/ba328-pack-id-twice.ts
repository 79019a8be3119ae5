import { canMeet, type KnownPack, packsByApp } from "./packs";
import type { SnapshotRule } from "./rule";
import { assetPackArticle } from "./sources";

export const packIdTwice: SnapshotRule = {
  code: "BA328",
  title: "Two packaging manifests have one identifier",
  severity: "warning",
  scope: "snapshot",
  evidence: [assetPackArticle("The identifier names the pack: an upload with the same one is a new version of it.")],
  explanation:
    "The identifier is all that tells packs apart: what is uploaded second becomes a new version of the first, and the app gets only one of them. Manifests for other platforms, or for another language, are taken to be variants on purpose.",
  *check(snapshot) {
    for (const packs of packsByApp(snapshot)) {
      const seen = new Map<string, KnownPack[]>();
      for (const pack of packs) {
        const { id } = pack.manifest;
        if (id === undefined || id.value === "") continue;
        const before = seen.get(id.value);
        const other = before?.find((one) => canMeet(one.manifest, pack.manifest));
        if (before === undefined) seen.set(id.value, [pack]);
        else before.push(pack);
        if (other?.manifest.id === undefined) continue;
        yield {
          path: pack.file.path,
          range: id.range,
          message: `The identifier \`${id.value}\` is that of another manifest too: the pack that is uploaded second becomes a new version of the first, and the app gets only one of them. Give each pack its own.`,
          related: [{ path: other.file.path, range: other.manifest.id.range, message: `The other ${id.value}` }],
        };
      }
    }
  },
};
