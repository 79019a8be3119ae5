import { closest } from "../model/closest-name";
import { isBackgroundAssetsKey } from "../model/key-catalogue";
import type { PlistDict, PlistEntry } from "../model/plist/syntax";
import type { AppProject, PlistFile } from "../model/project/snapshot";
import { hasBackgroundAssetsPrefix, restrictionKeys, topKeys } from "./known-keys";
import { restrictionsOf, rootDict } from "./project-facts";

/** A key that Apple does not have, where one of Background Assets seems to have been meant. */
export interface UnknownKey {
  readonly file: PlistFile;
  readonly dict: PlistDict;
  readonly entry: PlistEntry;
  /** The key that was probably meant; undefined where none is near. */
  readonly meant: string | undefined;
}

/** The unknown keys of a project's Info.plists and of its restrictions. */
export function* unknownKeys(project: AppProject): Iterable<UnknownKey> {
  for (const file of [project.app, project.extension]) {
    const dict = rootDict(file);
    if (file === undefined || dict === undefined) continue;
    yield* unknownIn(file, dict, [...topKeys, ...restrictionKeys], true);
  }
  const restrictions = restrictionsOf(project);
  if (restrictions !== undefined)
    yield* unknownIn(restrictions.file, restrictions.dict, [...restrictionKeys, ...topKeys], false);
}

const meantKeys = new WeakMap<AppProject, ReadonlySet<string>>();

/** Whether a key is there with a slip of the keyboard, which BA121 says, so that nothing else has to miss it. */
export function isMisspelt(project: AppProject, key: string): boolean {
  const known = meantKeys.get(project);
  if (known !== undefined) return known.has(key);
  const made = new Set([...unknownKeys(project)].flatMap(({ meant }) => (meant === undefined ? [] : [meant])));
  meantKeys.set(project, made);
  return made.has(key);
}

function* unknownIn(
  file: PlistFile,
  dict: PlistDict,
  candidates: readonly string[],
  onlyWithPrefix: boolean,
): Iterable<UnknownKey> {
  for (const entry of dict.entries) {
    const { name } = entry.key;
    if (name === "" || isBackgroundAssetsKey(name)) continue;
    // At the top of an Info.plist there are keys of many frameworks: only Apple's prefix says that ours was meant.
    if (onlyWithPrefix && !hasBackgroundAssetsPrefix(name) && !isCaseVariant(name)) continue;
    const meant = closest(name, candidates);
    // A private key of the app that happens to begin alike (`BASE_URL`, `BATCH_SIZE`) is none of our business.
    if (onlyWithPrefix && meant === undefined && !/^BA[A-Z][a-z]/.test(name)) continue;
    yield { file, dict, entry, meant };
  }
}

const lowerCaseKeys: ReadonlySet<string> = new Set([...topKeys, ...restrictionKeys].map((key) => key.toLowerCase()));

function isCaseVariant(name: string): boolean {
  return name.length > 2 && name.length < 40 && lowerCaseKeys.has(name.toLowerCase());
}
