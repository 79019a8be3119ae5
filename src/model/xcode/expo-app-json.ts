import { parseJsonPlist } from "../plist/json";
import { nodeAt } from "../plist/query";
import type { PlistDocument } from "../plist/syntax";
import { fileName } from "../project/paths";

/** Whether a file may be an Expo project's app config, by its name and a cheap look at its text. */
export function mayBeExpoConfig(path: string, text: string): boolean {
  return fileName(path) === "app.json" && text.includes('"infoPlist"');
}

/**
 * The Info.plist keys of an Expo app: `expo.ios.infoPlist` of its `app.json`, as a property list with its places in
 * that file. Undefined where there are none. Expo writes the real Info.plist when it makes the Xcode project.
 */
export function readExpoInfoPlist(text: string): PlistDocument | undefined {
  const document = parseJsonPlist(text);
  const root = nodeAt(document.root, ["expo", "ios", "infoPlist"]);
  if (root?.kind !== "dict") return undefined;
  // The rest of the file is no property list and may hold what it likes.
  const problems = document.problems.filter(
    ({ range }) => range.start >= root.range.start && range.end <= root.range.end,
  );
  return { ...document, root, problems };
}
