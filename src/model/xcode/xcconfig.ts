import type { SourceLocation } from "../app-configuration";
import { folderOf, resolvePath } from "../project/paths";
import { type BuildSetting, splitCondition } from "./xcode-project";

export interface XcconfigInclude {
  /** As written. */
  readonly path: string;
  /** `#include?`: no mistake where the file is missing. */
  readonly isOptional: boolean;
  readonly location: SourceLocation;
}

/** An `.xcconfig` file, its lines in order. */
export interface Xcconfig {
  readonly path: string;
  readonly lines: readonly (
    | { readonly kind: "setting"; readonly setting: BuildSetting }
    | { readonly kind: "include"; readonly include: XcconfigInclude }
  )[];
}

/**
 * Reads an `.xcconfig`: `NAME[conditions] = value`, `#include`, comments. `//` begins a comment wherever it stands, in
 * the middle of a URL too: that is what Xcode does. A line that is none of these is passed over. Never throws.
 */
export function readXcconfig(path: string, text: string): Xcconfig {
  const lines: Xcconfig["lines"][number][] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const comment = text.slice(start, end).indexOf("//");
    const written = comment < 0 ? text.slice(start, end) : text.slice(start, start + comment);
    const line = includeOf(path, written, start) ?? settingOf(path, written, start);
    if (line !== undefined) lines.push(line);
    start = end + 1;
  }
  return { path, lines };
}

function includeOf(path: string, line: string, start: number): Xcconfig["lines"][number] | undefined {
  const match = /^\s*#include(\?)?\s*"([^"]*)"/.exec(line);
  if (match === null) return undefined;
  const range = { start: start + match[0].length - match[0].trimStart().length, end: start + match[0].length };
  return {
    kind: "include",
    include: { path: match[2] ?? "", isOptional: match[1] === "?", location: { path, range } },
  };
}

function settingOf(path: string, line: string, start: number): Xcconfig["lines"][number] | undefined {
  // The conditions hold equals signs of their own.
  const match = /^\s*([A-Za-z_][A-Za-z0-9_]*\s*(?:\[[^\]]*\]\s*)*)=/.exec(line);
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  const nameStart = start + match[0].indexOf(name);
  const rest = line.slice(match[0].length);
  const value = rest.trim().replace(/;$/, "");
  const valueStart = start + match[0].length + (rest.length - rest.trimStart().length);
  return {
    kind: "setting",
    setting: {
      ...splitCondition(name),
      value,
      nameLocation: { path, range: { start: nameStart, end: nameStart + name.trimEnd().length } },
      location: { path, range: { start: valueStart, end: valueStart + value.length } },
    },
  };
}

export interface XcconfigSettings {
  /** In the order in which they are read: a later one counts. */
  readonly settings: readonly BuildSetting[];
  /** Every file that was read, the first one included. */
  readonly paths: readonly string[];
  /** Files that are named and not there. `#include?` of one that may be made on another computer counts too. */
  readonly missing: readonly string[];
}

/** The settings of an `.xcconfig` with all that it includes. A file that includes itself is read once. */
export function collectXcconfig(path: string, read: (path: string) => Xcconfig | undefined): XcconfigSettings {
  const settings: BuildSetting[] = [];
  const paths = new Set<string>();
  const missing = new Set<string>();
  const open: { readonly file: Xcconfig; next: number }[] = [];
  const enter = (target: string): void => {
    if (paths.has(target)) return;
    const file = read(target);
    if (file === undefined) missing.add(target);
    else {
      paths.add(target);
      open.push({ file, next: 0 });
    }
  };
  enter(path);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const line = top.file.lines[top.next++];
    if (line === undefined) open.pop();
    else if (line.kind === "setting") settings.push(line.setting);
    // A path of Xcode's own folders cannot be known here.
    else if (/^[<$]/.test(line.include.path)) missing.add(line.include.path);
    else enter(resolvePath(folderOf(top.file.path), line.include.path));
  }
  return { settings, paths: [...paths], missing: [...missing] };
}
