import type { FileSelector } from "../model/packs/selector";
import { sourceOf } from "../model/packs/selector";
import { canMeet, type KnownPack, packsByApp, rememberedByContents, someOf } from "./packs";
import type { Finding, SnapshotRule } from "./rule";
import { appleHostedArticle, header } from "./sources";

export const pathInTwoPacks: SnapshotRule = {
  code: "BA310",
  title: "Two asset packs have a file at the same path",
  severity: "warning",
  scope: "snapshot",
  evidence: [
    header(
      "AssetPackManager searches all packs at once; which one's file is read is undefined where a path is in two.",
    ),
    appleHostedArticle("All asset packs of an app share one namespace."),
  ],
  explanation:
    "At run time all packs of an app lie in one namespace. Where two of them have a file at the same path it is undefined which one the app reads, unless it names the pack. Give each pack a folder of its own. Packs for other platforms, or for another language, do not meet.",
  examples: {
    wrong: '// level-1 and level-2 both select\n{ "file": "config.json" }',
    right: '// level-1\n{ "file": "Level1/config.json" }',
  },
  *check(snapshot) {
    for (const packs of packsByApp(snapshot)) yield* collisionsOf(packs);
  },
};

interface Owner {
  readonly pack: KnownPack;
  readonly selector: FileSelector;
}

const collisionsOf = rememberedByContents((packs) => [...collisions(packs)]);

function* collisions(packs: readonly KnownPack[]): Iterable<Finding> {
  const owners = new Map<string, Owner[]>();
  for (const pack of packs) {
    const found = new Map<FileSelector, { readonly other: Owner; readonly paths: string[] }>();
    for (const { path, owner } of ownedPaths(pack)) {
      const before = owners.get(path);
      // Two manifests of one identifier are variants of one pack: only one of them is published.
      const other = before?.find(
        (one) => one.pack.manifest.id?.value !== pack.manifest.id?.value && canMeet(one.pack.manifest, pack.manifest),
      );
      if (before === undefined) owners.set(path, [owner]);
      else before.push(owner);
      if (other === undefined) continue;
      const collision = found.get(owner.selector);
      if (collision === undefined) found.set(owner.selector, { other, paths: [path] });
      else collision.paths.push(path);
    }
    for (const [selector, { other, paths }] of found) yield finding(pack, selector, other, paths);
  }
}

/** Each path of a pack once, with the selector that brings it in. Without a listing a file that is named counts. */
function* ownedPaths(pack: KnownPack): Iterable<{ readonly path: string; readonly owner: Owner }> {
  if (pack.contents === undefined) {
    for (const selector of pack.manifest.selectors) {
      if (selector.kind === "file") yield { path: selector.path.value, owner: { pack, selector } };
      if (selector.kind === "renamed-file") yield { path: selector.destination.value, owner: { pack, selector } };
    }
    return;
  }
  const left = new Set(pack.contents.files.map(({ path }) => path));
  for (const { selector, files } of pack.contents.selectors) {
    if (selector.kind === "exclusion") continue;
    for (const { path } of files) if (left.delete(path)) yield { path, owner: { pack, selector } };
  }
}

function finding(pack: KnownPack, selector: FileSelector, other: Owner, paths: readonly string[]): Finding {
  const name = (one: KnownPack) => one.manifest.id?.value ?? "another pack";
  return {
    path: pack.file.path,
    range: sourceOf(selector).range,
    message: `${paths.length === 1 ? `${paths[0]} is` : `${paths.length} files (${someOf(paths)}) are`} in ${name(other.pack)} too: all packs share one namespace, and which file the app reads is undefined. Give each pack a folder of its own.`,
    related: [
      { path: other.pack.file.path, range: sourceOf(other.selector).range, message: `In the pack ${name(other.pack)}` },
    ],
  };
}
