import type { ProjectSnapshot } from "../model/project/snapshot";
import { packsByApp, rememberedByContents } from "./packs";
import { projectForFile } from "./project-lookup";
import type { SnapshotRule } from "./rule";
import { header, reported } from "./sources";

export const pathInNoPack: SnapshotRule = {
  code: "BA329",
  title: "The code reads a path that no asset pack holds",
  severity: "warning",
  scope: "snapshot",
  evidence: [
    header("contents(at:) throws where no pack has a file at the path; url(for:) gives a URL even then."),
    reported("“No file was found at”: the directory's name is part of the path."),
  ],
  explanation:
    'The path by which the app reads a file is the one that the selector names, its folders included: `{ "directory": "Textures" }` makes `Textures/rock.png`, and not `rock.png`. String literals in Swift sources that speak of `AssetPackManager` are compared with the files of the packs. That is only done where the contents of all packaging manifests around the app are known.',
  examples: {
    wrong: '// { "directory": "Textures" }\nlet data = try AssetPackManager.shared.contents(at: "rock.png")',
    right: 'let data = try AssetPackManager.shared.contents(at: "Textures/rock.png")',
  },
  *check(snapshot) {
    for (const file of snapshot.swift) {
      if (file.swift.paths.length === 0) continue;
      const folder = projectForFile(snapshot, file.path)?.folder ?? "";
      const packed = packedPaths(snapshot).get(folder);
      if (packed === undefined) continue;
      for (const { value, range } of file.swift.paths) {
        const path = value.replace(/^\.?\/+|\/+$/g, "");
        if (path === "" || packed.has(path) || packed.hasBelow(path)) continue;
        const meant = packed.endingWith(path);
        yield {
          path: file.path,
          range,
          message: `No asset pack holds “${value}”: contents(at:) throws, and url(for:) leads nowhere.${meant === undefined ? "" : ` The folder is part of the path: ${meant}.`}`,
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

/** All paths of an app's packs. */
class PackedPaths {
  readonly #paths = new Set<string>();
  readonly #folders = new Set<string>();

  add(path: string): void {
    this.#paths.add(path);
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (this.#folders.has(folder)) return;
      this.#folders.add(folder);
    }
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  hasBelow(folder: string): boolean {
    return this.#folders.has(folder);
  }

  /** The only path that ends with this one. */
  endingWith(path: string): string | undefined {
    const found: string[] = [];
    for (const one of this.#paths) {
      if (one.endsWith(`/${path}`)) found.push(one);
      if (found.length > 1) return undefined;
    }
    return found[0];
  }
}

const pathsOf = rememberedByContents((packs) => {
  const paths = new PackedPaths();
  for (const { contents } of packs) for (const { path } of contents?.files ?? []) paths.add(path);
  return paths;
});

const kept = new WeakMap<ProjectSnapshot, ReadonlyMap<string, PackedPaths>>();

/** By the app's folder; an app with a pack whose contents are not known has none. */
function packedPaths(snapshot: ProjectSnapshot): ReadonlyMap<string, PackedPaths> {
  const known = kept.get(snapshot);
  if (known !== undefined) return known;
  const byFolder = new Map<string, PackedPaths>();
  for (const packs of packsByApp(snapshot)) {
    if (!packs.every(({ contents }) => contents?.isComplete)) continue;
    byFolder.set(packs[0]?.project?.folder ?? "", pathsOf(packs));
  }
  kept.set(snapshot, byFolder);
  return byFolder;
}
