import type { Node } from "jsonc-parser";
import { schemaProblems } from "../json/schema-problems";
import { items, member, properties, propertyName, rangeOfNode, stringValue, toValue } from "../json/tree";
import type { ManifestMapping } from "../manifest/manifest";
import { validateProjectFile } from "../schema-validators.generated";
import type { OffsetRange } from "../text";
import { folderOf, resolvePath } from "./paths";
import type { JsonProblem, ProjectSettings, RuleLevel } from "./snapshot";

/** A path that the project file names, and where it does. */
export interface NamedPath {
  /** Absolute. */
  readonly path: string;
  readonly range: OffsetRange;
}

/** One entry of `projects`. */
export interface ProjectEntry {
  readonly app: NamedPath | undefined;
  readonly extension: NamedPath | undefined;
  readonly appEntitlements: NamedPath | undefined;
  readonly extensionEntitlements: NamedPath | undefined;
  readonly manifestFile: NamedPath | undefined;
  readonly manifest: ManifestMapping | undefined;
  readonly range: OffsetRange;
}

export interface ProjectFileReading {
  readonly path: string;
  readonly projects: readonly ProjectEntry[];
  /** What holds for every project; `manifest` is each project's own. */
  readonly settings: ProjectSettings;
  /** Deviations from the schema; unknown assumptions and their values are among them. Syntax problems are the file's. */
  readonly problems: readonly JsonProblem[];
}

export const noSettings: ProjectSettings = {
  path: undefined,
  manifest: undefined,
  hosts: new Map(),
  headers: new Map(),
  downloader: undefined,
  assumptions: {},
  rules: {},
};

const readings = new WeakMap<object, ProjectFileReading>();

/**
 * Reads background-assets.jsonc. What has the right shape counts even where something else has not. Read once for each
 * parsed file.
 */
export function readProjectFile(file: { readonly path: string; readonly root: Node | undefined }): ProjectFileReading {
  const known = file.root === undefined ? undefined : readings.get(file.root);
  if (known !== undefined && known.path === file.path) return known;
  const reading = read(file.path, file.root);
  if (file.root !== undefined) readings.set(file.root, reading);
  return reading;
}

function read(path: string, root: Node | undefined): ProjectFileReading {
  if (root === undefined) return { path, projects: [], settings: { ...noSettings, path }, problems: [] };
  const folder = folderOf(path);
  const downloader = stringValue(member(root, "downloader"));
  const rules: Record<string, RuleLevel> = {};
  for (const [code, level] of strings(member(root, "rules"))) if (isRuleLevel(level)) rules[code] = level;
  const assumptions: Record<string, unknown> = {};
  for (const child of properties(member(root, "assumptions"))) {
    assumptions[propertyName(child)] = toValue(child.children?.[1]);
  }
  return {
    path,
    projects: items(member(root, "projects")).map((entry) => readEntry(entry, folder)),
    settings: {
      path,
      manifest: undefined,
      hosts: new Map(strings(member(root, "hosts")).map(([from, to]) => [origin(from), origin(to)])),
      headers: new Map(
        properties(member(root, "headers")).map((child) => [
          propertyName(child).toLowerCase(),
          new Map(strings(child.children?.[1])),
        ]),
      ),
      downloader: downloader === undefined || downloader === "" ? undefined : resolvePath(folder, downloader),
      assumptions,
      rules,
    },
    problems: schemaProblems(validateProjectFile, root),
  };
}

function readEntry(entry: Node, folder: string): ProjectEntry {
  const named = (node: Node | undefined): NamedPath | undefined => {
    const text = stringValue(node);
    if (node === undefined || text === undefined || text.trim() === "") return undefined;
    return { path: resolvePath(folder, text), range: rangeOfNode(node) };
  };
  const manifest = member(entry, "manifest");
  return {
    app: named(member(entry, "app")),
    extension: named(member(entry, "extension")),
    appEntitlements: named(member(entry, "appEntitlements")),
    extensionEntitlements: named(member(entry, "extensionEntitlements")),
    manifestFile: named(member(manifest, "file")),
    manifest: isMapping(manifest) ? (toValue(manifest) as ManifestMapping) : undefined,
    range: rangeOfNode(entry),
  };
}

/** Enough of a mapping to work with; the schema says what else is wrong. */
function isMapping(manifest: Node | undefined): boolean {
  const item = member(manifest, "item");
  return (
    stringValue(member(manifest, "assets")) !== undefined &&
    ["identifier", "url", "fileSize"].every((name) => isValue(member(item, name), true)) &&
    ["essential", "priority", "version"].every((name) => isValue(member(item, name), false)) &&
    [undefined, "string"].includes(member(manifest, "baseUrl")?.type)
  );
}

function isValue(node: Node | undefined, required: boolean): boolean {
  if (node === undefined) return !required;
  if (node.type === "string") return true;
  if (stringValue(member(node, "template")) !== undefined) return true;
  const equals = member(node, "equals")?.type;
  return stringValue(member(node, "path")) !== undefined && ["string", "number", "boolean"].includes(equals ?? "");
}

function strings(object: Node | undefined): readonly [string, string][] {
  const found: [string, string][] = [];
  for (const child of properties(object)) {
    const value = stringValue(child.children?.[1]);
    if (value !== undefined) found.push([propertyName(child), value]);
  }
  return found;
}

function isRuleLevel(level: string): level is RuleLevel {
  return level === "off" || level === "info" || level === "warning" || level === "error";
}

/** `https://CDN.example.com:443/` and `https://cdn.example.com` are one origin. */
function origin(text: string): string {
  try {
    return new URL(text).origin;
  } catch {
    return text;
  }
}
