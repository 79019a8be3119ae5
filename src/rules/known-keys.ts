import { keyCatalogue } from "../model/key-catalogue";

const restrictions = "BAInitialDownloadRestrictions";

/** Every public Info.plist key of Background Assets that stands at the top of the app's Info.plist. */
export const topKeys: readonly string[] = keyCatalogue.flatMap(({ target, path }) =>
  target === "app" && path.length === 1 ? path : [],
);

/** The keys that live inside BAInitialDownloadRestrictions. */
export const restrictionKeys: readonly string[] = keyCatalogue.flatMap(({ path }) =>
  path.length === 2 && path[0] === restrictions ? path.slice(1) : [],
);

/** `BA` and a capital letter: Apple's prefix. */
export function hasBackgroundAssetsPrefix(name: string): boolean {
  return /^BA[A-Z]/.test(name);
}
