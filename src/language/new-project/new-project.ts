import { type DownloadingMode, downloaderExtensionPoint } from "../../model/key-catalogue";
import { newPackText } from "../../model/packs/new-pack";
import { buildSnapshot } from "../../model/project/discover";
import { folderOf } from "../../model/project/paths";
import type { AppProject, ProjectSnapshot } from "../../model/project/snapshot";
import { applyEdits, type FileEdit } from "../../model/text";
import { hostNameOf } from "../../rules/project-facts";
import { groupOf } from "../refactorings/app-group";
import { placeholderManifestUrl } from "../refactorings/mode-values";
import { switchMode } from "../refactorings/switch-mode";
import { relativePath } from "../relative-path";
import { projectSwiftExtension } from "../swift-extension";
import { entitlementsText, plistText } from "./plist-text";
import { xcodeGenSnippet } from "./xcodegen-snippet";

export interface NewProjectRequest {
  readonly mode: DownloadingMode;
  /** An app that is there, by the path of its Info.plist, or a new one in a folder; absolute. */
  readonly app:
    | {
        readonly kind: "existing";
        readonly infoPlistPath: string;
        /** Its Info.plist and entitlements as they stand: an app without Background Assets is in no snapshot. */
        readonly files: readonly { readonly path: string; readonly text: string }[];
      }
    | { readonly kind: "new"; readonly folder: string; readonly name: string; readonly bundleIdentifier: string };
  /** Of self-hosted modes. */
  readonly manifestUrl: string | undefined;
  /** A first packaging manifest with a file to pack; of an unmanaged project a first manifest. */
  readonly writesManifest: boolean;
  readonly writesSwift: boolean;
}

export interface NewProject {
  /** Files that are not there yet. */
  readonly created: readonly { readonly path: string; readonly text: string }[];
  /** Of files that are there, as the snapshot has them. */
  readonly edited: readonly FileEdit[];
  /** For project.yml. */
  readonly xcodeGen: string;
  /** What is left to do, in sentences. */
  readonly notes: readonly string[];
}

/** Bytes until something is known of the manifest. */
const firstAllowance = 50_000_000;

/**
 * Everything that an app needs to use Background Assets in a mode: keys, entitlements, an extension with its Info.plist, and
 * where asked a first manifest and the extension in Swift. What is there stays; what is missing is created. A text: why not.
 */
export function newProject(request: NewProjectRequest, snapshot: ProjectSnapshot): NewProject | string {
  const files = new Map<string, string>();
  for (const file of snapshot.files.values()) files.set(file.path, file.text);
  if (request.app.kind === "existing") for (const { path, text } of request.app.files) files.set(path, text);
  const draft = new Draft(files, request.app.kind === "existing" ? request.app.files.map(({ path }) => path) : []);
  const known = draft.snapshot();
  const start = startOf(request, known, draft);
  if (typeof start === "string") return start;
  const { infoPlistPath, base } = start;
  addExtension(request, draft, known, infoPlistPath, base);
  if (request.writesManifest) addManifest(request, draft, infoPlistPath, base);

  const before = draft.snapshot();
  const project = projectOf(before, infoPlistPath);
  if (project === undefined) return `${infoPlistPath} is no Info.plist of an app that can be read.`;
  const edits = switchMode(project, request.mode, before).map((edit) => filledIn(edit, request.manifestUrl));
  if (edits.length === 0 && request.app.kind === "existing" && project.configuration.mode !== request.mode) {
    return `${infoPlistPath} cannot be edited as XML: convert it with plutil -convert xml1.`;
  }
  const edited = draft.apply(edits);

  const notes: string[] = [];
  const after = projectOf(draft.snapshot(edited), infoPlistPath) ?? project;
  if (request.writesSwift) {
    const swift = projectSwiftExtension(after);
    if ("problem" in swift) notes.push(swift.problem);
    else draft.create(`${base}/Downloader/Downloader.swift`, swift.text);
  }
  if (request.mode !== "apple-hosted") {
    notes.push(
      `The allowances are a beginning (${firstAllowance} bytes where nothing is known): set them from the manifest.`,
    );
  }
  const xcodeGen = xcodeGenSnippet({
    appName: after.configuration.displayName,
    bundleIdentifier: after.configuration.bundleIdentifier,
    appGroup: groupOf(after),
    mode: request.mode,
  });
  return { created: draft.created, edited, xcodeGen, notes };
}

/** Texts by path: those that are there, and those that are about to be. */
class Draft {
  readonly #created = new Map<string, string>();

  constructor(
    private readonly existing: ReadonlyMap<string, string>,
    /** Files that count although they say nothing about Background Assets yet. */
    private readonly named: readonly string[],
  ) {}

  get created(): NewProject["created"] {
    return [...this.#created].map(([path, text]) => ({ path, text }));
  }

  /** What is there is left alone. */
  create(path: string, text: string): void {
    if (!this.existing.has(path)) this.#created.set(path, text);
  }

  /** Takes over the edits of files that are about to be; gives back the others. */
  apply(edits: readonly FileEdit[]): readonly FileEdit[] {
    const others: FileEdit[] = [];
    for (const edit of edits) {
      const text = this.#created.get(edit.path);
      if (text === undefined) others.push(edit);
      else this.#created.set(edit.path, applyEdits(text, edit.edits));
    }
    return merged(others);
  }

  snapshot(edits: readonly FileEdit[] = []): ProjectSnapshot {
    const sources = [...this.existing, ...this.#created].map(([path, text]) => {
      const own = edits.filter((edit) => edit.path === path).flatMap((edit) => edit.edits);
      return { path, version: 1, content: own.length === 0 ? text : applyEdits(text, own) };
    });
    return buildSnapshot({ sources, named: [...this.named, ...this.#created.keys()] });
  }
}

/** One edit for each file: their ranges are all of the same text. */
function merged(edits: readonly FileEdit[]): readonly FileEdit[] {
  const byPath = new Map<string, FileEdit>();
  for (const { path, edits: own } of edits) {
    byPath.set(path, { path, edits: [...(byPath.get(path)?.edits ?? []), ...own] });
  }
  return [...byPath.values()];
}

function projectOf({ projects }: ProjectSnapshot, infoPlistPath: string): AppProject | undefined {
  return projects.find(({ app }) => app.path === infoPlistPath);
}

/** The app's Info.plist, and the folder in which the rest goes. */
function startOf(
  { app }: NewProjectRequest,
  snapshot: ProjectSnapshot,
  draft: Draft,
): { readonly infoPlistPath: string; readonly base: string } | string {
  if (app.kind === "existing") {
    const project = projectOf(snapshot, app.infoPlistPath);
    if (project === undefined) return `${app.infoPlistPath} is no Info.plist of an app.`;
    if (project.app.plist.format === "project-source") {
      return `The Info.plist of ${project.configuration.displayName} is written from ${project.app.path}: add the keys there.`;
    }
    return { infoPlistPath: project.app.path, base: folderOf(folderOf(project.app.path)) };
  }
  const infoPlistPath = `${app.folder}/App/Info.plist`;
  if (snapshot.files.has(infoPlistPath)) return `${infoPlistPath} is there already: choose it instead of a new app.`;
  draft.create(
    infoPlistPath,
    plistText({
      CFBundleDevelopmentRegion: "en",
      CFBundleDisplayName: app.name,
      CFBundleIdentifier: app.bundleIdentifier,
      CFBundlePackageType: "APPL",
      CFBundleShortVersionString: "1.0",
      CFBundleVersion: "1",
    }),
  );
  return { infoPlistPath, base: app.folder };
}

function addExtension(
  { app }: NewProjectRequest,
  draft: Draft,
  snapshot: ProjectSnapshot,
  infoPlistPath: string,
  base: string,
): void {
  const known = projectOf(snapshot, infoPlistPath);
  const { bundleIdentifier, displayName, version } = known?.configuration ?? {
    bundleIdentifier: app.kind === "new" ? app.bundleIdentifier : undefined,
    displayName: app.kind === "new" ? app.name : "App",
    version: "1.0",
  };
  if (known?.appEntitlements === undefined) {
    draft.create(`${folderOf(infoPlistPath)}/App.entitlements`, entitlementsText([]));
  }
  if (known?.extensionEntitlements === undefined) {
    draft.create(`${base}/Downloader/Downloader.entitlements`, entitlementsText([]));
  }
  if (known?.extension !== undefined) return;
  const isVariable = bundleIdentifier === undefined || bundleIdentifier.includes("$(");
  draft.create(
    `${base}/Downloader/Info.plist`,
    plistText({
      CFBundleDisplayName: `${displayName} Downloader`,
      CFBundleIdentifier: isVariable ? "$(PRODUCT_BUNDLE_IDENTIFIER)" : `${bundleIdentifier}.downloader`,
      CFBundlePackageType: "XPC!",
      CFBundleShortVersionString: version ?? "$(MARKETING_VERSION)",
      CFBundleVersion: known === undefined ? "1" : (buildNumberOf(known) ?? "$(CURRENT_PROJECT_VERSION)"),
      EXAppExtensionAttributes: { EXExtensionPointIdentifier: downloaderExtensionPoint },
    }),
  );
}

/** The extension has the app's: App Store Connect compares them. */
function buildNumberOf({ app }: AppProject): string | undefined {
  return /<key>CFBundleVersion<\/key>\s*<string>([^<]*)<\/string>/.exec(app.text)?.[1];
}

function addManifest(
  { mode, manifestUrl }: NewProjectRequest,
  draft: Draft,
  infoPlistPath: string,
  base: string,
): void {
  if (mode !== "self-hosted-unmanaged") {
    draft.create(`${base}/Assets/Tutorial/welcome.txt`, "Replace this with what the app downloads.\n");
    draft.create(
      `${base}/Packs/Tutorial.json`,
      newPackText({
        id: "Tutorial",
        policy: "essential",
        installationEventTypes: ["firstInstallation"],
        selected: [{ kind: "directory", path: "Assets/Tutorial" }],
        platforms: ["iOS"],
        language: undefined,
      }),
    );
    return;
  }
  const url = manifestUrl ?? placeholderManifestUrl;
  const asset = {
    id: "tutorial",
    url: new URL("tutorial-1.pak", url).href,
    size: 1_000_000,
    essential: true,
    version: "1",
  };
  draft.create(`${base}/server/manifest.json`, `${JSON.stringify({ assets: [asset] }, undefined, 2)}\n`);
  const settings = {
    version: 1,
    projects: [
      {
        app: relativePath(base, infoPlistPath),
        manifest: {
          file: "server/manifest.json",
          assets: "$.assets[*]",
          item: {
            identifier: "$.id",
            url: "$.url",
            fileSize: "$.size",
            essential: "$.essential",
            version: "$.version",
          },
        },
      },
    ],
  };
  draft.create(`${base}/background-assets.jsonc`, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** The edits of switching to a mode have placeholders where nothing is known. */
function filledIn({ path, edits }: FileEdit, manifestUrl: string | undefined): FileEdit {
  const url = manifestUrl ?? placeholderManifestUrl;
  const placeholderHost = hostNameOf(placeholderManifestUrl) ?? "";
  const fill = (text: string) =>
    text
      .replaceAll(placeholderManifestUrl, () => url.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))
      .replaceAll(`<string>${placeholderHost}</string>`, () => `<string>${hostNameOf(url) ?? placeholderHost}</string>`)
      .replaceAll("<integer>0</integer>", `<integer>${firstAllowance}</integer>`);
  return { path, edits: edits.map((edit) => ({ ...edit, newText: fill(edit.newText) })) };
}
