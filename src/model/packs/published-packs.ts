import type { Node } from "jsonc-parser";
import { parseJson } from "../json/parse-json";
import { items, member, stringValue } from "../json/tree";
import type { PackContents } from "./pack-contents";
import type { DownloadPolicy, InstallationEventType } from "./packaging-manifest";

/** What one version of the app reads out of its packs, by the string literals of its Swift sources. */
export interface AppReads {
  readonly version: string;
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly packIds: readonly string[];
}

/** An archive as it was put into a download manifest. */
export interface PublishedArchive {
  readonly id: string;
  readonly platform: string;
  readonly version: number;
  readonly sizeInBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What was published, to be compared with what is about to be: a new pack reaches every installed version of the app. */
export interface PublishedPacks {
  readonly version: 1;
  readonly packs: readonly PackContents[];
  readonly apps: readonly AppReads[];
  /** Of self-hosted packs; what `download-manifest` tells changed archives by. */
  readonly archives: readonly PublishedArchive[];
}

/** The file in which a project remembers what it published, beside its project file. */
export const publishedPacksFileName = "background-assets.published.json";

export type PublishedPacksReading =
  | { readonly kind: "read"; readonly published: PublishedPacks }
  | { readonly kind: "unreadable"; readonly message: string };

/** Reads the file of published packs, and what `packs --format json` writes. Never throws. */
export function readPublishedPacks(text: string): PublishedPacksReading {
  const { root, problems } = parseJson(text);
  const [problem] = problems;
  if (root === undefined || problem !== undefined) {
    return { kind: "unreadable", message: problem?.message ?? "It is empty." };
  }
  if (member(root, "version")?.value !== 1) {
    return { kind: "unreadable", message: '"version" must be 1: this was written by something else.' };
  }
  const packs = member(root, "packs");
  if (packs?.type !== "array") return { kind: "unreadable", message: '"packs" must be a list of asset packs.' };
  return {
    kind: "read",
    published: {
      version: 1,
      packs: items(packs).map(packAt),
      apps: items(member(root, "apps")).map(appAt),
      archives: items(member(root, "archives")).map(archiveAt),
    },
  };
}

/**
 * What is remembered after publishing `packs` with a version of the app: earlier versions stay, since they are still
 * installed somewhere and will get these packs.
 */
export function withPublished(
  before: PublishedPacks | undefined,
  packs: readonly PackContents[],
  app: AppReads | undefined,
): PublishedPacks {
  const earlier = (before?.apps ?? []).filter(({ version }) => version !== app?.version);
  return {
    version: 1,
    packs,
    apps: app === undefined ? earlier : [...earlier, app],
    archives: before?.archives ?? [],
  };
}

const policies: readonly DownloadPolicy[] = ["essential", "prefetch", "onDemand"];
const eventTypes: readonly InstallationEventType[] = ["firstInstallation", "subsequentUpdate"];

function packAt(node: Node): PackContents {
  const policy = stringValue(member(node, "policy"));
  const events = textsOf(member(node, "installationEventTypes"));
  const files = items(member(node, "files")).map((file) => ({
    path: stringValue(member(file, "path")) ?? "",
    sizeInBytes: sizeAt(member(file, "sizeInBytes")),
  }));
  return {
    id: stringValue(member(node, "id")) ?? "",
    manifest: stringValue(member(node, "manifest")) ?? "",
    policy: policies.find((known) => known === policy) ?? null,
    installationEventTypes: eventTypes.filter((type) => events.includes(type)),
    platforms: textsOf(member(node, "platforms")),
    language: stringValue(member(node, "language")) ?? null,
    files,
    sizeInBytes: files.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
    // A file that is not listed cannot be missed: without the word the list counts as whole.
    isComplete: member(node, "isComplete")?.value !== false,
  };
}

function appAt(node: Node): AppReads {
  return {
    version: stringValue(member(node, "version")) ?? "",
    paths: textsOf(member(node, "paths")),
    packIds: textsOf(member(node, "packIds")),
  };
}

function archiveAt(node: Node): PublishedArchive {
  return {
    id: stringValue(member(node, "id")) ?? "",
    platform: stringValue(member(node, "platform")) ?? "",
    version: sizeAt(member(node, "version")),
    sizeInBytes: sizeAt(member(node, "sizeInBytes")),
    sha256: stringValue(member(node, "sha256")) ?? "",
  };
}

function sizeAt(node: Node | undefined): number {
  const value: unknown = node?.value;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function textsOf(node: Node | undefined): readonly string[] {
  return items(node).flatMap((item) => stringValue(item) ?? []);
}
