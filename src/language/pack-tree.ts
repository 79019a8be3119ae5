import { modeName } from "../model/mode-name";
import { junkReason } from "../model/packs/junk-files";
import { packContents } from "../model/packs/pack-contents";
import type { PackedFile, ResolvedSelector } from "../model/packs/resolve-pack";
import { type FileSelector, sourceOf } from "../model/packs/selector";
import { describePolicy } from "../model/packs/update-safety";
import { fileName } from "../model/project/paths";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import type { OffsetRange } from "../model/text";
import { canMeet, type KnownPack, packsOf, rememberedByContents, someOf } from "../rules/packs";
import type { Diagnostic, Severity } from "../rules/rule";
import { counted, exactBytes } from "../rules/size-values";
import { changeNodes } from "./pack-tree-changes";
import { totalNodes } from "./pack-tree-totals";
import { diagnosticsOf } from "./validate";

/** What is worth a second look about a node. */
export interface PackTreeProblem {
  readonly severity: Severity;
  /** A sentence for each finding. */
  readonly messages: readonly string[];
}

/** A row of the tree of asset packs. */
export interface PackTreeNode {
  /** Stays the same while the tree changes around it. */
  readonly id: string;
  readonly kind: "app" | "pack" | "selector" | "file" | "more" | "totals" | "total" | "changes" | "change";
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly problem: PackTreeProblem | undefined;
  /** What opens: a place in a manifest, or a whole file. Paths absolute with `/`. */
  readonly opens: { readonly path: string; readonly range?: OffsetRange } | undefined;
  /** Worked out when somebody opens the row; undefined: there is nothing below it. */
  readonly children: (() => readonly PackTreeNode[]) | undefined;
}

/** More rows help nobody, and a selector may take a hundred thousand files. */
const mostFilesShown = 500;

/**
 * Apps with their packs, the packs' selectors, and what each selects on disk; and what it all comes to. Empty where there is
 * no packaging manifest.
 */
export function packTree(snapshot: ProjectSnapshot): readonly PackTreeNode[] {
  const byApp = new Map<AppProject | undefined, KnownPack[]>();
  for (const pack of packsOf(snapshot)) {
    const packs = byApp.get(pack.project);
    if (packs === undefined) byApp.set(pack.project, [pack]);
    else packs.push(pack);
  }
  return [...byApp].map(([project, packs]) => appNode(snapshot, project, packs));
}

function appNode(
  snapshot: ProjectSnapshot,
  project: AppProject | undefined,
  packs: readonly KnownPack[],
): PackTreeNode {
  const id = project?.id ?? "";
  const mode = project === undefined ? "no app" : modeName(project.configuration.mode);
  const contents = packs.map(contentsOf);
  const sizeInBytes = contents.reduce((sum, pack) => sum + pack.sizeInBytes, 0);
  const isComplete = contents.every((pack) => pack.isComplete);
  const size = `${isComplete ? "" : "at least "}${formatBytes(sizeInBytes)}`;
  return {
    id: `app:${id}`,
    kind: "app",
    label: project?.configuration.displayName ?? "Packs of no app",
    description: `${counted(packs.length, "pack")}, ${size} · ${mode}`,
    tooltip: [
      project?.id ?? "There is no Info.plist of an app near these packaging manifests.",
      `${mode}, ${counted(packs.length, "pack")}, ${size} before compression`,
    ].join("\n"),
    problem: undefined,
    opens: project === undefined ? undefined : { path: project.app.path },
    children: () => {
      const owners = pathOwners(packs);
      return [
        ...packs.map((pack) => packNode(snapshot, pack, owners)),
        ...totalNodes(id, contents, project?.configuration.mode === "apple-hosted"),
        ...changeNodes(snapshot, packs),
      ];
    },
  };
}

export function contentsOf({ file, manifest, contents }: KnownPack) {
  return packContents(file.path, manifest, contents);
}

type PathOwners = ReadonlyMap<string, readonly KnownPack[]>;

/** Which packs have a path. */
const pathOwners = rememberedByContents((packs): PathOwners => {
  const owners = new Map<string, KnownPack[]>();
  for (const pack of packs) {
    for (const { path } of pack.contents?.files ?? []) {
      const known = owners.get(path);
      if (known === undefined) owners.set(path, [pack]);
      else known.push(pack);
    }
  }
  return owners;
});

function packNode(snapshot: ProjectSnapshot, pack: KnownPack, owners: PathOwners): PackTreeNode {
  const { file, manifest, contents: resolved } = pack;
  const contents = contentsOf(pack);
  const findings = diagnosticsOf(snapshot, file.path);
  const facts = [
    resolved === undefined ? "files not found" : sizeText(contents.files.length, contents),
    ...(contents.language === null ? [] : [contents.language]),
    describePolicy(contents),
  ];
  return {
    id: `pack:${file.path}`,
    kind: "pack",
    label: contents.id === "" ? `${fileName(file.path)} (no id)` : contents.id,
    description: facts.join(" · "),
    tooltip: [
      file.path,
      `Platforms: ${contents.platforms.join(", ") || "all"}`,
      resolved === undefined
        ? "None of its files was found: it is not known where its paths start."
        : `Paths start in ${resolved.root}`,
      ...findings.map(({ code, message }) => `${code}: ${message}`),
    ].join("\n"),
    problem: problemOf(findings),
    opens: { path: file.path, ...(manifest.id === undefined ? {} : { range: manifest.id.range }) },
    children: () => {
      if (resolved !== undefined) {
        const kept = new Set(resolved.files.map(({ path }) => path));
        return resolved.selectors.map((selector, at) => selectorNode(pack, selector, at, findings, owners, kept));
      }
      return manifest.selectors.map((selector, at) => unresolvedNode(pack, selector, at, findings));
    },
  };
}

const selectorNames: Readonly<Record<FileSelector["kind"], string>> = {
  file: "file",
  directory: "directory",
  pattern: "filePattern",
  "renamed-file": "fileSource",
  "renamed-directory": "directorySource",
  exclusion: "fileExclusion",
};

function selectorNode(
  pack: KnownPack,
  resolved: ResolvedSelector,
  at: number,
  findings: readonly Diagnostic[],
  owners: PathOwners,
  kept: ReadonlySet<string>,
): PackTreeNode {
  const { selector, files, state } = resolved;
  const sizeInBytes = files.reduce((sum, file) => sum + file.sizeInBytes, 0);
  const isExclusion = selector.kind === "exclusion";
  const size =
    state === "unusable"
      ? "cannot be used"
      : files.length === 0 && state === "resolved"
        ? "selects nothing"
        : sizeText(files.length, { sizeInBytes, isComplete: state === "resolved" });
  return {
    ...unresolvedNode(pack, selector, at, findings),
    description: `${selectorNames[selector.kind]} · ${isExclusion && files.length > 0 ? `takes away ${size}` : size}`,
    children: files.length === 0 ? undefined : () => fileNodes(pack, files, at, owners, isExclusion ? undefined : kept),
  };
}

function unresolvedNode(
  pack: KnownPack,
  selector: FileSelector,
  at: number,
  findings: readonly Diagnostic[],
): PackTreeNode {
  const { start, end } = selector.range;
  const own = findings.filter(({ range }) => range.start >= start && range.end <= end);
  const target = "destination" in selector ? ` → ${selector.destination.value}` : "";
  const label = `${sourceOf(selector).value}${target}`;
  return {
    id: `selector:${pack.file.path}:${at}`,
    kind: "selector",
    label: label === "" ? "(empty)" : label,
    description: selectorNames[selector.kind],
    tooltip: [
      `${selectorNames[selector.kind]}: ${label}`,
      ...own.map(({ code, message }) => `${code}: ${message}`),
    ].join("\n"),
    problem: problemOf(own),
    opens: { path: pack.file.path, range: selector.range },
    children: undefined,
  };
}

function fileNodes(
  pack: KnownPack,
  files: readonly PackedFile[],
  at: number,
  owners: PathOwners,
  kept: ReadonlySet<string> | undefined,
): readonly PackTreeNode[] {
  const rest = files.length - mostFilesShown;
  const nodes = files.slice(0, mostFilesShown).map((file) => fileNode(pack, file, at, owners, kept));
  if (rest <= 0) return nodes;
  return [
    ...nodes,
    {
      id: `more:${pack.file.path}:${at}`,
      kind: "more",
      label: `and ${rest} more`,
      description: "",
      tooltip: "background-assets packs --format json lists all of them.",
      problem: undefined,
      opens: undefined,
      children: undefined,
    },
  ];
}

/** `kept`: what stays in the pack; undefined below an exclusion, whose files are not in it. */
function fileNode(
  pack: KnownPack,
  file: PackedFile,
  at: number,
  owners: PathOwners,
  kept: ReadonlySet<string> | undefined,
): PackTreeNode {
  const { path, sourcePath, sizeInBytes, source } = file;
  const isIn = kept?.has(path) ?? false;
  const messages: string[] = [];
  const marks: string[] = [];
  const note = (mark: string, message: string) => {
    marks.push(mark);
    messages.push(message);
  };
  const junk = junkReason(sourcePath);
  const others = (owners.get(path) ?? []).filter(
    (other) => other.manifest.id?.value !== pack.manifest.id?.value && canMeet(other.manifest, pack.manifest),
  );
  if (isIn && junk !== undefined) note("junk", `Hardly meant to be shipped: ${junk}.`);
  if (isIn && others.length > 0) {
    const names = someOf(others.map(({ manifest }) => manifest.id?.value ?? "another pack"));
    note(`also in ${names}`, `Also in ${names}: which one the app reads is undefined.`);
  }
  if (isIn && source.isMacExecutable === true) {
    note("program for macOS", "A program for macOS: asset packs must not hold executables for macOS.");
  }
  if (isIn && source.isLink === true) {
    note("symbolic link", "A symbolic link: its target's size and content are shown; ship the file itself.");
  }
  const root = pack.contents?.root ?? "";
  return {
    id: `file:${pack.file.path}:${at}:${path}`,
    kind: "file",
    label: path,
    description: [formatBytes(sizeInBytes), ...(kept !== undefined && !isIn ? ["excluded"] : []), ...marks].join(" · "),
    tooltip: [
      `The app reads it as ${path}`,
      `${root}/${sourcePath}`,
      sizeInBytes < 1000 ? exactBytes(sizeInBytes) : `${formatBytes(sizeInBytes)} (${exactBytes(sizeInBytes)})`,
      ...messages,
    ].join("\n"),
    problem:
      messages.length === 0 ? undefined : { severity: source.isMacExecutable === true ? "error" : "warning", messages },
    opens: { path: `${root}/${sourcePath}` },
    children: undefined,
  };
}

function problemOf(findings: readonly Diagnostic[]): PackTreeProblem | undefined {
  const shown = findings.filter(({ severity }) => severity !== "info");
  if (shown.length === 0) return undefined;
  const severity = shown.some((finding) => finding.severity === "error") ? "error" : "warning";
  return { severity, messages: shown.map(({ message }) => message) };
}

function sizeText(
  files: number,
  { sizeInBytes, isComplete }: { readonly sizeInBytes: number; readonly isComplete: boolean },
): string {
  return `${isComplete ? "" : "at least "}${counted(files, "file")}, ${formatBytes(sizeInBytes)}`;
}
