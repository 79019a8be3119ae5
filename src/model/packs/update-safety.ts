import { packIdProblem } from "./new-pack";
import type { PackContents } from "./pack-contents";
import type { AppReads, PublishedPacks } from "./published-packs";

/**
 * What goes wrong, or changes, where the next packs reach apps that are installed already: a new version of a pack
 * replaces the old one for every installed version of the app (WWDC25, session 325).
 */
export type PackChange =
  /** An installed version reads a path that no pack has any more. */
  | { readonly kind: "path-lost"; readonly appVersion: string; readonly path: string; readonly packId: string }
  /** An installed version asks for a pack that is gone. */
  | { readonly kind: "pack-lost"; readonly appVersion: string; readonly packId: string }
  /** A pack is gone; `renamedTo` where another one has most of its files. Nobody is known to ask for it by name. */
  | { readonly kind: "pack-gone"; readonly packId: string; readonly renamedTo: string | undefined }
  /** ITMS-91148, and the pack vanishes from that platform. */
  | { readonly kind: "platform-dropped"; readonly packId: string; readonly platform: string }
  /** A file that no Swift source is known to read by a literal. */
  | { readonly kind: "file-removed"; readonly packId: string; readonly path: string }
  | { readonly kind: "file-moved"; readonly path: string; readonly fromPackId: string; readonly toPackId: string }
  | { readonly kind: "file-added"; readonly packId: string; readonly path: string; readonly sizeInBytes: number }
  | {
      readonly kind: "file-resized";
      readonly packId: string;
      readonly path: string;
      readonly fromBytes: number;
      readonly toBytes: number;
    }
  | { readonly kind: "pack-new"; readonly packId: string; readonly sizeInBytes: number }
  /** Of a new pack: it cannot be renamed once it is published. */
  | { readonly kind: "id-not-everywhere"; readonly packId: string; readonly reason: string }
  /** A new version of the app reads what devices do not have that were not brought up to date yet. */
  | { readonly kind: "needs-update"; readonly appVersion: string; readonly path: string; readonly packId: string }
  | { readonly kind: "policy-changed"; readonly packId: string; readonly from: string; readonly to: string }
  /** Every update of the app waits for it where it is not on the device. */
  | { readonly kind: "blocks-updates"; readonly packId: string; readonly sizeInBytes: number };

/** Changes that break an app that is installed, or that App Store Connect refuses. */
export function isBreaking({ kind }: PackChange): boolean {
  return kind === "path-lost" || kind === "pack-lost" || kind === "platform-dropped";
}

/**
 * Compares what was published with what is about to be. Breaking changes come first. Where the files of a pack are not
 * all known, nothing is said to be missing from it.
 * @param nextApps versions of the app that are to come; those that are recorded already are left out
 */
export function comparePacks(
  before: PublishedPacks,
  after: readonly PackContents[],
  nextApps: readonly AppReads[] = [],
): readonly PackChange[] {
  const now = new PackIndex(after);
  const changes: PackChange[] = [];
  const then = new PackIndex(before.packs);
  for (const app of before.apps) changes.push(...lostTo(app, then, now));
  for (const app of nextApps) {
    if (!before.apps.some(({ version }) => version === app.version)) changes.push(...neededBy(app, then, now));
  }
  const lostPaths = new Set(changes.flatMap((change) => (change.kind === "path-lost" ? [change.path] : [])));
  const lostPacks = new Set(changes.flatMap((change) => (change.kind === "pack-lost" ? [change.packId] : [])));
  for (const pack of before.packs) {
    const next = now.pack(pack.id);
    if (next === undefined) {
      if (!lostPacks.has(pack.id))
        changes.push({ kind: "pack-gone", packId: pack.id, renamedTo: now.mostAlike(pack)?.id });
      continue;
    }
    changes.push(...platformsDropped(pack, next), ...policyChanged(pack, next), ...filesChanged(pack, next, now));
  }
  const known = new Set(before.packs.map(({ id }) => id));
  for (const pack of after) {
    if (!known.has(pack.id)) {
      changes.push({ kind: "pack-new", packId: pack.id, sizeInBytes: pack.sizeInBytes });
      const reason = packIdProblem(pack.id);
      if (reason !== undefined) changes.push({ kind: "id-not-everywhere", packId: pack.id, reason });
    }
    if (pack.policy === "essential" && pack.installationEventTypes.includes("subsequentUpdate")) {
      changes.push({ kind: "blocks-updates", packId: pack.id, sizeInBytes: pack.sizeInBytes });
    }
  }
  const shown = changes.filter((change) => change.kind !== "file-removed" || !lostPaths.has(change.path));
  return [...shown.filter(isBreaking), ...shown.filter((change) => !isBreaking(change))];
}

function* lostTo(app: AppReads, before: PackIndex, now: PackIndex): Iterable<PackChange> {
  for (const packId of app.packIds) {
    if (before.pack(packId) !== undefined && now.pack(packId) === undefined) {
      yield { kind: "pack-lost", appVersion: app.version, packId };
    }
  }
  if (!now.isComplete) return;
  for (const path of app.paths) {
    const owner = before.ownerOf(path);
    if (owner !== undefined && now.ownerOf(path) === undefined) {
      yield { kind: "path-lost", appVersion: app.version, path, packId: owner };
    }
  }
}

function* neededBy(app: AppReads, before: PackIndex, now: PackIndex): Iterable<PackChange> {
  for (const path of app.paths) {
    const packId = now.ownerOf(path);
    if (packId === undefined || before.pack(packId)?.isComplete !== true || before.ownerOf(path) !== undefined)
      continue;
    yield { kind: "needs-update", appVersion: app.version, path, packId };
  }
}

function* platformsDropped(before: PackContents, next: PackContents): Iterable<PackChange> {
  // No platform at all is said to mean every one.
  if (next.platforms.length === 0) return;
  for (const platform of before.platforms) {
    if (!next.platforms.includes(platform)) yield { kind: "platform-dropped", packId: next.id, platform };
  }
}

function* policyChanged(before: PackContents, next: PackContents): Iterable<PackChange> {
  const from = describePolicy(before);
  const to = describePolicy(next);
  if (from !== to) yield { kind: "policy-changed", packId: next.id, from, to };
}

/** "essential (firstInstallation)". */
export function describePolicy({ policy, installationEventTypes }: PackContents): string {
  if (policy === null) return "no policy";
  return installationEventTypes.length === 0 ? policy : `${policy} (${installationEventTypes.join(", ")})`;
}

function* filesChanged(before: PackContents, next: PackContents, now: PackIndex): Iterable<PackChange> {
  const sizes = new Map(next.files.map(({ path, sizeInBytes }) => [path, sizeInBytes]));
  for (const { path, sizeInBytes } of before.files) {
    const size = sizes.get(path);
    if (size === undefined) {
      const owner = now.ownerOf(path);
      if (owner !== undefined) yield { kind: "file-moved", path, fromPackId: before.id, toPackId: owner };
      else if (next.isComplete) yield { kind: "file-removed", packId: next.id, path };
    } else if (size !== sizeInBytes) {
      yield { kind: "file-resized", packId: next.id, path, fromBytes: sizeInBytes, toBytes: size };
    }
  }
  if (!before.isComplete) return;
  const old = new Set(before.files.map(({ path }) => path));
  for (const { path, sizeInBytes } of next.files) {
    if (!old.has(path)) yield { kind: "file-added", packId: next.id, path, sizeInBytes };
  }
}

/** Finds the pack of a path; folders are known as well. */
class PackIndex {
  readonly #packs = new Map<string, PackContents>();
  readonly #owners = new Map<string, string>();
  readonly isComplete: boolean;

  constructor(packs: readonly PackContents[]) {
    this.isComplete = packs.every((pack) => pack.isComplete);
    for (const pack of packs) {
      this.#packs.set(pack.id, pack);
      for (const { path } of pack.files) {
        for (let at = path; at !== "" && !this.#owners.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
          this.#owners.set(at, pack.id);
        }
      }
    }
  }

  pack(id: string): PackContents | undefined {
    return this.#packs.get(id);
  }

  ownerOf(path: string): string | undefined {
    return this.#owners.get(path);
  }

  /** The pack that has more than half of another one's files. */
  mostAlike(pack: PackContents): PackContents | undefined {
    const counts = new Map<string, number>();
    for (const { path } of pack.files) {
      const owner = this.#owners.get(path);
      if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
    const [best] = [...counts].sort(([, one], [, other]) => other - one);
    return best !== undefined && best[1] * 2 > pack.files.length ? this.#packs.get(best[0]) : undefined;
  }
}
