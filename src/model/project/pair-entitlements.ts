import { fileStem, foldersAbove, isBelow } from "./paths";
import { plainName, splitVariant, type TargetPlist } from "./targets";

/** An entitlements file, with what tells whose it is. */
export interface EntitlementsCandidate {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  readonly variant: string;
  /** Its app groups, to see whether two files of one target differ in what matters here. */
  readonly groups: readonly string[];
}

export function readEntitlementsCandidate(
  path: string,
  folder: string,
  groups: readonly string[],
): EntitlementsCandidate {
  const { rest, variant } = splitVariant(fileStem(path));
  return { path, folder, name: plainName(rest), variant, groups };
}

/** Names of targets of other kinds. */
const otherTarget = /widget|watch|share|intent|notification|keyboard|sticker|message|today|siri|tests?$|livea?ctivit/;
const extensionTarget = /background|download|asset|pack|extension/;

/**
 * The entitlements of a target: those in its folder, else those that have its name nearby. Of several the variant that
 * fits the plist's; where it stays open, none.
 */
export function findEntitlements(
  target: TargetPlist,
  all: readonly EntitlementsCandidate[],
  /** Every target's Info.plist: a folder with another one of these holds another target's entitlements. */
  targets: readonly TargetPlist[],
): EntitlementsCandidate | undefined {
  const isExtension = target.app === "no";
  const others = targets.filter((other) => other.folder === target.folder && other.name !== target.name);
  const fits = (one: EntitlementsCandidate): boolean => {
    if (namesOf(target).includes(one.name)) return true;
    if (otherTarget.test(one.name) && !otherTarget.test(target.name)) return false;
    if (others.some((other) => namesOf(other).includes(one.name))) return false;
    // Several targets share the folder: only the name tells.
    return others.length === 0 || extensionTarget.test(one.name) === isExtension;
  };
  const here = all.filter((one) => one.folder === target.folder && fits(one));
  if (here.length > 0) return choose(here, target);

  const foreign = new Set(targets.filter((other) => other.folder !== target.folder).map((other) => other.folder));
  for (const folder of foldersAbove(target.path).slice(0, 3)) {
    const near = all.filter((one) => isBelow(one.path, folder) && !foreign.has(one.folder));
    const named = near.filter((one) => namesOf(target).includes(one.name));
    if (named.length > 0) return choose(named, target);
    // An Info.plist at the project's root, and the target's folder below it.
    if (folder === target.folder && !isExtension) {
      const plain = near.filter((one) => !otherTarget.test(one.name) && !extensionTarget.test(one.name));
      if (plain.length > 0) return choose(plain, target);
    }
  }
  return undefined;
}

function namesOf(target: TargetPlist): readonly string[] {
  return [target.name, ...target.aliases].filter((name) => name.length >= 3);
}

function choose(found: readonly EntitlementsCandidate[], target: TargetPlist): EntitlementsCandidate | undefined {
  if (found.length <= 1) return found[0];
  const named = found.filter((one) => namesOf(target).includes(one.name));
  const pool = named.length > 0 ? named : found;
  // What is uploaded is the release.
  for (const variant of [target.variant, "", "release", "ios"]) {
    const fitting = pool.filter((one) => one.variant === variant);
    if (fitting.length === 1) return fitting[0];
    if (fitting.length > 1) return allAlike(fitting) ? fitting[0] : undefined;
  }
  return allAlike(pool) ? pool[0] : undefined;
}

function allAlike(found: readonly EntitlementsCandidate[]): boolean {
  const key = (one: EntitlementsCandidate) => [...one.groups].sort().join("\n");
  return found.every((one, _, [first]) => first !== undefined && key(one) === key(first));
}
