import { closest } from "../model/closest-name";
import { member, stringValue } from "../model/json/tree";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { downloadPacks } from "./download-manifest-packs";
import { packsOf } from "./packs";
import { projectForFile } from "./project-lookup";
import type { SnapshotRule } from "./rule";
import { reported } from "./sources";

export const packIdInCode: SnapshotRule = {
  code: "BA315",
  title: "The code asks for an asset pack that no manifest has",
  severity: "warning",
  scope: "snapshot",
  evidence: [reported("The identifier has to agree in the manifest, the app's code and the extension's.")],
  explanation:
    "`assetPack(withID:)` and its likes find a pack by its identifier, capitals included. One that no manifest has ends in an error at run time. Only string literals in Swift sources are compared, with the packaging and download manifests around the app; without any manifest nothing is said.",
  examples: {
    wrong: '// the manifest says "Tutorial"\ntry await AssetPackManager.shared.assetPack(withID: "tutorial")',
    right: 'try await AssetPackManager.shared.assetPack(withID: "Tutorial")',
  },
  *check(snapshot) {
    for (const file of snapshot.swift) {
      if (file.swift.packIds.length === 0) continue;
      const known = knownIds(snapshot, projectForFile(snapshot, file.path)?.folder);
      if (known.size === 0) continue;
      for (const { value, range } of file.swift.packIds) {
        if (known.has(value)) continue;
        const meant = closest(value, [...known]);
        yield {
          path: file.path,
          range,
          message: `No manifest has an asset pack “${value}”: the app gets an error instead of the pack.${meant === undefined ? ` There ${known.size === 1 ? "is" : "are"} ${[...known].sort().slice(0, 5).join(", ")}${known.size > 5 ? " …" : ""}.` : ` Did you mean ${meant}?`}`,
          fixes:
            meant === undefined
              ? []
              : [
                  {
                    title: `Write ${meant}`,
                    preferred: false,
                    edits: () => [{ path: file.path, edits: [{ range, newText: JSON.stringify(meant) }] }],
                  },
                ],
        };
      }
    }
  },
};

const kept = new WeakMap<ProjectSnapshot, Map<string, ReadonlySet<string>>>();

/** The identifiers of the manifests of one app; empty where one of its packaging manifests has none that can be read. */
function knownIds(snapshot: ProjectSnapshot, folder: string | undefined): ReadonlySet<string> {
  const byFolder = kept.get(snapshot) ?? new Map<string, ReadonlySet<string>>();
  kept.set(snapshot, byFolder);
  const key = folder ?? "";
  let ids = byFolder.get(key);
  if (ids === undefined) {
    ids = readIds(snapshot, folder);
    byFolder.set(key, ids);
  }
  return ids;
}

function readIds(snapshot: ProjectSnapshot, folder: string | undefined): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { manifest, project } of packsOf(snapshot)) {
    if (project?.folder !== folder) continue;
    if (manifest.id === undefined) return new Set();
    ids.add(manifest.id.value);
  }
  for (const file of snapshot.files.values()) {
    if (file.kind !== "download-manifest" || projectForFile(snapshot, file.path)?.folder !== folder) continue;
    for (const pack of downloadPacks(file)) {
      const id = stringValue(member(pack, "id"));
      if (id !== undefined) ids.add(id);
    }
  }
  return ids;
}
