import type { Node as JsonNode } from "jsonc-parser";
import type { AppConfiguration } from "../app-configuration";
import type { ManifestMapping, ManifestReading } from "../manifest/manifest";
import type { FileListing } from "../packs/file-listing";
import type { ProfileFacts } from "../plist/provisioning-profile";
import type { PlistDocument } from "../plist/syntax";
import type { SwiftFacts } from "../swift/scan";
import type { LineIndex, OffsetRange } from "../text";
import type { ProjectBuild } from "../xcode/project-build";
import type { XcodeModel } from "../xcode/xcode-model";

/** What a file is, decided by its content. The names are part of `check`'s JSON. */
export type FileKind = PlistFileKind | JsonFileKind | "other";
export type PlistFileKind = "app-info-plist" | "extension-info-plist" | "info-plist" | "entitlements";
export type JsonFileKind =
  | "packaging-manifest"
  | "download-manifest"
  | "unmanaged-manifest"
  | "project-file"
  | "scenario"
  | "media-plan";

interface FileBase {
  /** Absolute, with `/` (on Windows `C:/…`); the identity of the file everywhere in the core. */
  readonly path: string;
  /** Changes with the content: an editor's document version, or a counter. One parse belongs to one version. */
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
}

export interface PlistFile extends FileBase {
  readonly kind: PlistFileKind;
  readonly plist: PlistDocument;
  /** Where a tool writes it, if it stands in that tool's file. */
  readonly writtenTo?: string | undefined;
  /** Of a provisioning profile, whose entitlements are the property list. */
  readonly profile?: ProfileFacts | undefined;
}

export interface JsonProblem {
  readonly message: string;
  readonly range: OffsetRange;
}

export interface JsonFile extends FileBase {
  readonly kind: JsonFileKind;
  /** Undefined where nothing could be read. */
  readonly root: JsonNode | undefined;
  readonly problems: readonly JsonProblem[];
  /** Comments and trailing commas: legal in packaging manifests and our own files, not in download manifests. */
  readonly strict: boolean;
  /** The first comment or trailing comma. */
  readonly notStrictAt?: OffsetRange | undefined;
}

/** Looked at because it was named, but of no kind that we know, or not readable as what it seems to be. */
export interface OtherFile extends FileBase {
  readonly kind: "other";
  /** Why it could not be read, where it was expected to be one of ours. */
  readonly problem: string | undefined;
}

/** A Swift source that says something about Background Assets. */
export interface SwiftFile extends FileBase {
  readonly kind: "other";
  readonly problem: undefined;
  readonly swift: SwiftFacts;
}

export type ModelFile = PlistFile | JsonFile | SwiftFile | OtherFile;

/** The manifest that stands for BAManifestURL while editing. */
export interface EditingManifest {
  readonly path: string;
  readonly reading: ManifestReading;
  /** `configured`: named by the project file or `--manifest`; `recognised`: the one file of that name; `fetched`: kept by a run. */
  readonly origin: "configured" | "recognised" | "fetched";
  /** Milliseconds since 1970, for `fetched`. */
  readonly fetchedAtMs: number | undefined;
}

/** What background-assets.jsonc says about one project, merged with what holds for all. */
export interface ProjectSettings {
  /** The file these come from; undefined without one. */
  readonly path: string | undefined;
  readonly manifest: ManifestMapping | undefined;
  /** FROM origin to TO origin. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Host to header names and values; `${env:NAME}` is resolved at the edge. */
  readonly headers: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly downloader: string | undefined;
  readonly assumptions: Readonly<Record<string, unknown>>;
  readonly rules: Readonly<Record<string, RuleLevel>>;
}

export type RuleLevel = "off" | "info" | "warning" | "error";

/** One app with what belongs to it. A part that was not found is undefined, which is never a finding by itself. */
export interface AppProject {
  /** The path of the app's Info.plist; where a tool writes it, there may be no such file yet. */
  readonly id: string;
  /** The folder that holds all parts. */
  readonly folder: string;
  readonly configuration: AppConfiguration;
  readonly app: PlistFile;
  readonly extension: PlistFile | undefined;
  readonly appEntitlements: PlistFile | undefined;
  readonly extensionEntitlements: PlistFile | undefined;
  readonly manifest: EditingManifest | undefined;
  readonly settings: ProjectSettings;
  /** What Xcode's project file or XcodeGen's spec says about the app; undefined where none was found for it. */
  readonly build?: ProjectBuild | undefined;
}

/** Everything that rules and language features look at; immutable. */
export interface ProjectSnapshot {
  readonly files: ReadonlyMap<string, ModelFile>;
  /** Property lists that stand in other files (XcodeGen's spec, Tuist's manifest, Expo's app config), by those files. */
  readonly written?: ReadonlyMap<string, readonly PlistFile[]> | undefined;
  readonly projects: readonly AppProject[];
  /** Every project file that was read, whether one of the apps comes from it or not. */
  readonly xcode?: XcodeModel | undefined;
  /** The Swift sources among `files`. */
  readonly swift: readonly SwiftFile[];
  /** What is on disk for the selectors of a packaging manifest, by its path; none where no host looked. */
  readonly listings: ReadonlyMap<string, FileListing>;
  /** Paths that project files name, where a host looked and found no file. */
  readonly absent: ReadonlySet<string>;
  /** The Info.plists of built apps whose bundles were read as a whole: what is not there is not in the app. */
  readonly wholeApps?: ReadonlySet<string> | undefined;
  /** When the files were read, in milliseconds since 1970; undefined where nobody says. */
  readonly readAtMs?: number | undefined;
}

/** A file as the host read it. */
export interface SourceFile {
  readonly path: string;
  readonly version: number;
  /** Bytes from disk, or the text of an open document. */
  readonly content: Uint8Array | string;
}
