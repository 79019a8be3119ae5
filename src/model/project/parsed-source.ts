import { byteLength, decodeText } from "../decode-text";
import { type ParsedJson, parseJson } from "../json/parse-json";
import type { ManifestReading } from "../manifest/manifest";
import { plistTree } from "../manifest/plist-tree";
import { type ManifestReadOptions, readJsonManifest, readManifest } from "../manifest/read";
import {
  isProvisioningProfilePath,
  type ProfileFacts,
  readProfileFacts,
  readProvisioningProfile,
} from "../plist/provisioning-profile";
import { parsePlistText, readPlist } from "../plist/read";
import type { PlistDocument } from "../plist/syntax";
import { type SwiftFacts, scanSwift } from "../swift/scan";
import { LineIndex } from "../text";
import { mayBeExpoConfig, readExpoInfoPlist } from "../xcode/expo-app-json";
import { isExpoConfig } from "../xcode/xcode-files";
import { isSwiftPath } from "./candidate-paths";
import { classifyJson, mayBeAssetPackManifest } from "./classify";
import type {
  FileKind,
  JsonFile,
  JsonFileKind,
  ModelFile,
  OtherFile,
  PlistFile,
  SourceFile,
  SwiftFile,
} from "./snapshot";

/**
 * One version of one file. Everything that is read from it is read on first use and once, and lives on in the following
 * snapshots until the version changes.
 */
export class ParsedSource {
  readonly path: string;
  readonly version: number;
  readonly isPlist: boolean;
  readonly isSwift: boolean;
  readonly #content: Uint8Array | string;
  #text: string | undefined;
  #lines: LineIndex | undefined;
  #plist: PlistDocument | undefined;
  #json: ParsedJson | undefined;
  readonly #files = new Map<string, ModelFile>();
  readonly #readings = new Map<string, ManifestReading>();
  #jsonKind: JsonFileKind | "other" | undefined;
  #mayBeAssetPackManifest: boolean | undefined;
  #swift: SwiftFacts | undefined;

  constructor(source: SourceFile) {
    this.path = source.path;
    this.version = source.version;
    this.#content = source.content;
    this.isSwift = isSwiftPath(source.path);
    const isPlist = !this.isSwift && (/\.(plist|entitlements)$/i.test(source.path) || startsLikePlist(source.content));
    this.#plist = profileEntitlements(source) ?? (isPlist ? undefined : expoPlist(source));
    this.isPlist = isPlist || this.#plist !== undefined;
  }

  get text(): string {
    if (this.isPlist) return this.plist.text;
    this.#text ??= decodeText(this.#content);
    return this.#text;
  }

  get plist(): PlistDocument {
    this.#plist ??= typeof this.#content === "string" ? parsePlistText(this.#content) : readPlist(this.#content);
    return this.#plist;
  }

  get json(): ParsedJson {
    this.#json ??= parseJson(this.text);
    return this.#json;
  }

  get jsonKind(): JsonFileKind | "other" {
    this.#jsonKind ??= classifyJson(this.path, this.json.root);
    return this.#jsonKind;
  }

  get mayBeAssetPackManifest(): boolean {
    this.#mayBeAssetPackManifest ??= mayBeAssetPackManifest(this.text);
    return this.#mayBeAssetPackManifest;
  }

  get swift(): SwiftFacts {
    this.#swift ??= scanSwift(this.text);
    return this.#swift;
  }

  /** The file as rules see it. The same object for the same kind, so that what is worked out for it can be kept. */
  file(kind: FileKind, problem?: string): ModelFile {
    const known = this.#files.get(kind);
    if (known !== undefined) return known;
    const file = this.#makeFile(kind, problem);
    this.#files.set(kind, file);
    return file;
  }

  /** What the file says as a manifest; read again only when the mapping or the URL changes. */
  manifest(options: ManifestReadOptions): ManifestReading {
    const key = JSON.stringify([options.mapping, options.manifestUrl]);
    const known = this.#readings.get(key);
    if (known !== undefined) return known;
    const parsed = this.isPlist ? undefined : this.json;
    const isJson = parsed !== undefined && parsed.problems.length === 0;
    const reading = isJson
      ? readJsonManifest(this.text, parsed, byteLength(this.#content), options)
      : readManifest(this.#content, options);
    // A mapping that is being typed leaves a reading behind with every letter.
    if (this.#readings.size >= maximumReadings) this.#readings.clear();
    this.#readings.set(key, reading);
    return reading;
  }

  #makeFile(kind: FileKind, problem: string | undefined): ModelFile {
    const base = { path: this.path, version: this.version };
    switch (kind) {
      case "app-info-plist":
      case "extension-info-plist":
      case "info-plist":
      case "entitlements": {
        const { plist } = this;
        const profile = this.#profileFacts();
        return { ...base, kind, text: plist.text, lines: plist.lines, plist, profile } satisfies PlistFile;
      }
      case "other":
        if (this.isSwift) {
          const text = { text: this.text, lines: this.#lineIndex() };
          return { ...base, kind, ...text, problem: undefined, swift: this.swift } satisfies SwiftFile;
        }
        return { ...base, kind, text: this.text, lines: this.#lineIndex(), problem } satisfies OtherFile;
      default: {
        const text = { text: this.text, lines: this.#lineIndex() };
        // A manifest may be a property list; its values are the same to everybody who looks at manifests.
        if (this.isPlist) {
          const { root, problems } = this.plist;
          const tree = root === undefined ? undefined : plistTree(root);
          return { ...base, ...text, kind, root: tree, problems, strict: true } satisfies JsonFile;
        }
        const { root, problems, strict, notStrictAt } = this.json;
        return { ...base, ...text, kind, root, problems, strict, notStrictAt } satisfies JsonFile;
      }
    }
  }

  #profileFacts(): ProfileFacts | undefined {
    const isProfile = isProvisioningProfilePath(this.path) && typeof this.#content !== "string";
    return isProfile ? readProfileFacts(this.#content) : undefined;
  }

  #lineIndex(): LineIndex {
    this.#lines ??= this.isPlist ? this.plist.lines : new LineIndex(this.text);
    return this.#lines;
  }
}

const maximumReadings = 8;

/** What a provisioning profile allows stands for the entitlements of what was signed with it. */
function profileEntitlements({ path, content }: SourceFile): PlistDocument | undefined {
  return isProvisioningProfilePath(path) && typeof content !== "string" ? readProvisioningProfile(content) : undefined;
}

/** An Expo app's keys stand in its app config. */
function expoPlist({ path, content }: SourceFile): PlistDocument | undefined {
  if (!isExpoConfig(path)) return undefined;
  const text = decodeText(content);
  return mayBeExpoConfig(path, text) ? readExpoInfoPlist(text) : undefined;
}

function startsLikePlist(content: Uint8Array | string): boolean {
  const start =
    typeof content === "string"
      ? content.slice(0, 1024)
      : String.fromCharCode(...content.subarray(0, 1024)).replaceAll("\0", "");
  return start.startsWith("bplist") || /<!DOCTYPE\s+plist|<plist[\s>]/.test(start);
}
