import type { OffsetRange } from "../text";
import { type MaskedSwift, maskSwift } from "./mask";

/** The protocols of downloader extensions, one for each kind of project. */
export const downloaderProtocols = [
  "BADownloaderExtension",
  "ManagedDownloaderExtension",
  "StoreDownloaderExtension",
] as const;
export type DownloaderProtocol = (typeof downloaderProtocols)[number];

/** Interfaces that tell how an app gets its assets. */
const interfaces = ["AssetPackManager", "AssetPackManifest", "BADownloadManager", "BAURLDownload"] as const;
export type DownloadInterface = (typeof interfaces)[number];

export interface SwiftConformance {
  readonly protocol: DownloaderProtocol;
  readonly typeName: string;
  /** The protocol's name. */
  readonly range: OffsetRange;
  /** Inside of `#if`: another one may hold for another platform. */
  readonly isConditional: boolean;
}

export interface SwiftLiteral {
  readonly value: string;
  /** With the quotes. */
  readonly range: OffsetRange;
}

/** What a Swift source says about Background Assets, by its letters: nothing is resolved, nothing compiled. */
export interface SwiftFacts {
  readonly conformances: readonly SwiftConformance[];
  /** `@main`, where there is one. */
  readonly main: OffsetRange | undefined;
  /** The first use of each interface. */
  readonly uses: ReadonlyMap<DownloadInterface, OffsetRange>;
  /** Implementations of what BADownloaderExtension asks for, but for the answer to authentication challenges. */
  readonly downloaderRequirements: readonly { readonly name: string; readonly range: OffsetRange }[];
  /** Identifiers of asset packs: `assetPack(withID: "…")`, `…AssetPackWithID: "…"`. */
  readonly packIds: readonly SwiftLiteral[];
  /** Paths inside of packs: `contents(at: "…")`, `descriptor(for: "…")`, `url(for: "…")` of the asset-pack manager. */
  readonly paths: readonly SwiftLiteral[];
}

const words = /BADownload|DownloaderExtension|AssetPack|BAURLDownload/;

/** Whether a source says anything that `scanSwift` looks for: a cheap look before it. */
export function mentionsBackgroundAssets(text: string): boolean {
  return words.test(text);
}

/** Scans one source. Linear in its size; never throws. */
export function scanSwift(text: string): SwiftFacts {
  const masked = maskSwift(text);
  const { code } = masked;
  const uses = new Map<DownloadInterface, OffsetRange>();
  for (const name of interfaces) {
    const at = new RegExp(`\\b${name}\\b`).exec(code)?.index;
    if (at !== undefined) uses.set(name, { start: at, end: at + name.length });
  }
  const main = /@main\b/.exec(code)?.index;
  return {
    conformances: conformancesIn(code),
    main: main === undefined ? undefined : { start: main, end: main + 5 },
    uses,
    downloaderRequirements: requirementsIn(code),
    packIds: argumentsIn(masked, packIdArgument),
    // Many types have a url(for:): only in a source that speaks of the manager are they paths of packs.
    paths: uses.has("AssetPackManager") ? argumentsIn(masked, pathArgument) : [],
  };
}

/** `withID` alone is an argument of many functions. */
const packIdArgument =
  /\b(?:assetPack\s*\(\s*withID|\w*[aA]ssetPackWithID|assetPackIsAvailableLocally\s*\(\s*withID)\s*:\s*/g;
const pathArgument = /\b(?:contents\s*\(\s*at|(?:descriptor|url)\s*\(\s*for)\s*:\s*(?:FilePath\s*\(\s*)?/g;

function argumentsIn({ code, strings }: MaskedSwift, pattern: RegExp): readonly SwiftLiteral[] {
  const found: SwiftLiteral[] = [];
  for (const match of code.matchAll(pattern)) {
    const string = strings.get(match.index + match[0].length);
    if (string?.value !== undefined) found.push({ value: string.value, range: string.range });
  }
  return found;
}

const requirements: readonly (readonly [string, RegExp])[] = [
  ["downloads(for:manifestURL:extensionInfo:)", /\bfunc\s+(downloads)\s*\(\s*for\b/g],
  [
    "backgroundDownload(_:finishedWithFileURL:)",
    /\bfunc\s+(backgroundDownload)\s*\([^(){}]*,\s*finishedWithFileURL\b/g,
  ],
  ["backgroundDownload(_:failedWithError:)", /\bfunc\s+(backgroundDownload)\s*\([^(){}]*,\s*failedWithError\b/g],
];

function requirementsIn(code: string): SwiftFacts["downloaderRequirements"] {
  if (!/\bfunc\s+(?:downloads|backgroundDownload)\b/.test(code)) return [];
  const found = requirements.flatMap(([name, pattern]) =>
    [...code.matchAll(pattern)].map((match) => {
      const start = match.index + match[0].indexOf(match[1] ?? "");
      return { name, range: { start, end: start + (match[1] ?? "").length } };
    }),
  );
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** The declaration before a protocol's name is at most so far away. */
const longestHeader = 600;

function conformancesIn(code: string): readonly SwiftConformance[] {
  const found: SwiftConformance[] = [];
  const conditions = new Conditions(code);
  for (const match of code.matchAll(/\b(?:BA|Managed|Store)DownloaderExtension\b/g)) {
    const name = match[0];
    if (!isProtocol(name)) continue;
    const before = code.slice(Math.max(0, match.index - longestHeader), match.index);
    const header = before.slice(
      Math.max(before.lastIndexOf("{"), before.lastIndexOf("}"), before.lastIndexOf(";")) + 1,
    );
    const colon = header.lastIndexOf(":");
    const declared = /\b(?:struct|class|actor|enum|extension)\s+([\w.]+)\s*(?:<[^<>]*>)?\s*$/.exec(
      header.slice(0, Math.max(0, colon)),
    );
    // Behind the colon only other protocols and attributes may stand.
    if (declared === null || !/^[\w.,&@()\s]*$/.test(header.slice(colon + 1))) continue;
    if (/\bwhere\b/.test(header.slice(colon + 1))) continue;
    found.push({
      protocol: name,
      typeName: declared[1] ?? "",
      range: { start: match.index, end: match.index + name.length },
      isConditional: conditions.depthAt(match.index) > 0,
    });
  }
  return found;
}

function isProtocol(name: string): name is DownloaderProtocol {
  return (downloaderProtocols as readonly string[]).includes(name);
}

/** How deep in `#if` a place is; asked for in the order of the text. */
class Conditions {
  readonly #marks: Iterator<RegExpExecArray>;
  #next: IteratorResult<RegExpExecArray>;
  #depth = 0;

  constructor(code: string) {
    this.#marks = code.matchAll(/^[ \t]*#(if|endif)\b/gm);
    this.#next = this.#marks.next();
  }

  depthAt(offset: number): number {
    while (this.#next.done !== true && this.#next.value.index < offset) {
      this.#depth += this.#next.value[1] === "if" ? 1 : -1;
      this.#next = this.#marks.next();
    }
    return this.#depth;
  }
}
