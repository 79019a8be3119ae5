import type { Node } from "jsonc-parser";
import { parseJson } from "../json/parse-json";
import { items, member, stringValue, toValue } from "../json/tree";
import { percentEncoded } from "../percent-encoding";
import type { PublishedArchive } from "./published-packs";

/** An entry of what `BAManifestURL` delivers to a self-hosted managed project, as `ba-package download-manifest` writes it. */
export interface DownloadManifestEntry {
  readonly id: string;
  /** The base URL and the identifier, without `.aar`. */
  readonly url: string;
  /** A device downloads the pack again when it rises. */
  readonly version: number;
  /** Of the archive, exactly. */
  readonly downloadSize: number;
  readonly downloadPolicy: unknown;
  readonly host: { readonly thirdParty: Readonly<Record<string, never>> };
  readonly userInfo?: unknown;
  /** Of a localized pack, which App Store Connect hosts (OS 27). */
  readonly language?: string;
}

/** A pack that is put into the manifest. */
export interface ArchivedPack {
  /** The root of its packaging manifest. */
  readonly packagingManifest: Node;
  readonly id: string;
  readonly sizeInBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface DownloadManifestRequest {
  readonly packs: readonly ArchivedPack[];
  readonly platform: string;
  readonly baseUrl: string;
  /**
   * Which packs are at `baseUrl`: `all`; `changed`: new and raised ones, so that published archives stay where they are;
   * `new`: all others keep their URLs.
   */
  readonly atBaseUrl: "all" | "changed" | "new";
  /** What is published now; empty for a first manifest. */
  readonly previous: readonly PreviousEntry[];
  /** What is remembered of the archives that were published. */
  readonly archives: readonly PublishedArchive[];
  /** Packs whose version rises whatever their archives say. */
  readonly raised: ReadonlySet<string>;
}

/** What counts of an entry that is published. */
export interface PreviousEntry {
  readonly id: string;
  readonly url: string;
  readonly version: number;
  readonly downloadSize: number | undefined;
}

export interface EntryChange {
  readonly id: string;
  /** `unsure`: of the same size as before, and nothing is remembered of what was in it. */
  readonly kind: "new" | "raised" | "unchanged" | "unsure" | "removed";
  readonly version: number;
  readonly previousVersion: number | undefined;
}

export interface BuiltDownloadManifest {
  readonly text: string;
  readonly entries: readonly DownloadManifestEntry[];
  readonly changes: readonly EntryChange[];
  /** To be remembered once it is published. */
  readonly archives: readonly PublishedArchive[];
}

/** Versions of new packs begin with 1; `ba-package` begins with 0 where it is told none, and both rise from there. */
const firstVersion = 1;

/** Writes a download manifest. A pack's version rises where its archive is another one than was published. */
export function buildDownloadManifest(request: DownloadManifestRequest): BuiltDownloadManifest {
  const { packs, platform, baseUrl, atBaseUrl } = request;
  const previous = new Map(request.previous.map((entry) => [entry.id, entry]));
  const changes = packs.map((pack) => changeOf(pack, previous.get(pack.id), request));
  const base = baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`;
  const entries = packs.map((pack, index): DownloadManifestEntry => {
    const published = previous.get(pack.id)?.url ?? "";
    const moves = atBaseUrl === "all" || (atBaseUrl === "changed" && changes[index]?.kind === "raised");
    const userInfo = member(pack.packagingManifest, "userInfo");
    const language = stringValue(member(pack.packagingManifest, "language"));
    return {
      id: pack.id,
      url: published === "" || moves ? `${base}${percentEncoded(pack.id)}` : published,
      version: changes[index]?.version ?? firstVersion,
      downloadSize: pack.sizeInBytes,
      downloadPolicy: toValue(member(pack.packagingManifest, "downloadPolicy")),
      host: { thirdParty: {} },
      ...(userInfo === undefined ? {} : { userInfo: toValue(userInfo) }),
      ...(language === undefined ? {} : { language }),
    };
  });
  const kept = new Set(packs.map(({ id }) => id));
  for (const { id, version } of request.previous) {
    if (!kept.has(id)) changes.push({ id, kind: "removed", version, previousVersion: version });
  }
  return {
    text: `${JSON.stringify({ assetPacks: entries }, undefined, 2)}\n`,
    entries,
    changes,
    archives: [
      // Those of removed packs stay: an identifier that comes back goes on with its versions.
      ...request.archives.filter((archive) => archive.platform !== platform || !kept.has(archive.id)),
      ...packs.map(({ id, sizeInBytes, sha256 }, index) => ({
        id,
        platform,
        version: changes[index]?.version ?? firstVersion,
        sizeInBytes,
        sha256,
      })),
    ],
  };
}

function changeOf(
  pack: ArchivedPack,
  before: PreviousEntry | undefined,
  request: DownloadManifestRequest,
): EntryChange {
  const { id } = pack;
  if (before === undefined) {
    // An identifier that was there once may still be on devices with its old version.
    const once = request.archives.find((archive) => archive.id === id && archive.platform === request.platform);
    const version = once === undefined ? firstVersion : once.version + 1;
    return { id, kind: "new", version, previousVersion: once?.version };
  }
  const previousVersion = before.version;
  // Where the manifest is an older one than was written last, devices may have the later version: none is ever lowered.
  const known = request.archives.find(
    (archive) => archive.id === id && archive.platform === request.platform && archive.version >= before.version,
  );
  const isOther = known === undefined ? before.downloadSize !== pack.sizeInBytes : known.sha256 !== pack.sha256;
  const latest = known?.version ?? previousVersion;
  if (isOther || request.raised.has(id)) return { id, kind: "raised", version: latest + 1, previousVersion };
  if (latest > previousVersion) return { id, kind: "raised", version: latest, previousVersion };
  return { id, kind: known === undefined ? "unsure" : "unchanged", version: previousVersion, previousVersion };
}

export type DownloadManifestReading =
  | { readonly kind: "read"; readonly entries: readonly PreviousEntry[] }
  | { readonly kind: "unreadable"; readonly message: string };

/** Reads the entries of a download manifest; those without an identifier or a whole version are left out. Never throws. */
export function readDownloadManifest(text: string): DownloadManifestReading {
  const { root, problems } = parseJson(text);
  const [problem] = problems;
  if (root === undefined || problem !== undefined) {
    return { kind: "unreadable", message: problem?.message ?? "It is empty." };
  }
  const packs = member(root, "assetPacks");
  if (packs?.type !== "array") {
    return {
      kind: "unreadable",
      message: "It has no list assetPacks: it is no download manifest of a self-hosted managed project.",
    };
  }
  return { kind: "read", entries: items(packs).flatMap(entryAt) };
}

function entryAt(node: Node): readonly PreviousEntry[] {
  const id = stringValue(member(node, "id"));
  const version = wholeNumber(member(node, "version"));
  if (id === undefined || version === undefined) return [];
  const url = stringValue(member(node, "url")) ?? "";
  return [{ id, url, version, downloadSize: wholeNumber(member(node, "downloadSize")) }];
}

function wholeNumber(node: Node | undefined): number | undefined {
  const value: unknown = node?.value;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
