import type { Node } from "jsonc-parser";
import { parseJson } from "../json/parse-json";
import { items, member, properties, propertyName, rangeOfNode, stringValue } from "../json/tree";
import type { OffsetRange } from "../text";
import type { DownloadPolicy, InstallationEventType } from "./packaging-manifest";

/** A pack as the server offers it: what the system knows of it before it is downloaded (Apple's `AssetPack`). */
export interface AssetPack {
  readonly id: string;
  readonly url: string;
  readonly version: number;
  /** Of the archive: what comes over the network. */
  readonly downloadSizeInBytes: number;
  readonly policy: DownloadPolicy;
  readonly installationEventTypes: readonly InstallationEventType[];
  /** Of a localized pack (OS 27). */
  readonly language: string | undefined;
  /** The entry in the manifest's text. */
  readonly range: OffsetRange;
}

export interface AssetPackProblem {
  readonly message: string;
  readonly range: OffsetRange;
}

export type AssetPackManifestReading =
  | {
      readonly kind: "read";
      readonly packs: readonly AssetPack[];
      /** Entries that cannot be used. */
      readonly problems: readonly AssetPackProblem[];
    }
  | { readonly kind: "unreadable"; readonly message: string };

/** Reads what `ba-package download-manifest` writes. Never throws. */
export function readAssetPackManifest(text: string): AssetPackManifestReading {
  const { root, problems } = parseJson(text);
  const [problem] = problems;
  if (root === undefined || problem !== undefined) {
    return { kind: "unreadable", message: problem?.message ?? "It is empty." };
  }
  const list = member(root, "assetPacks");
  if (list?.type !== "array") {
    return { kind: "unreadable", message: 'It has no list "assetPacks", which ba-package download-manifest writes.' };
  }
  const packs = new Map<string, AssetPack>();
  const found: AssetPackProblem[] = [];
  for (const node of items(list)) {
    const pack = assetPackAt(node);
    if (typeof pack === "string") found.push({ message: pack, range: rangeOfNode(node) });
    else if (packs.has(pack.id)) found.push({ message: `${pack.id} is there twice.`, range: pack.range });
    else packs.set(pack.id, pack);
  }
  return { kind: "read", packs: [...packs.values()], problems: found };
}

/** Apple publishes no limit; a longer one is an accident or an attack, and would fill every message. */
const longestId = 255;

function assetPackAt(node: Node): AssetPack | string {
  const id = stringValue(member(node, "id"));
  if (id === undefined || id === "") return "A pack has no id.";
  if (id.length > longestId) return `The id ${id.slice(0, 40)}… is longer than ${longestId} characters.`;
  const url = stringValue(member(node, "url"));
  if (url === undefined) return `${id} has no url.`;
  const version = wholeNumber(member(node, "version"));
  if (version === undefined) return `${id} has no version that is a whole number.`;
  const downloadSizeInBytes = wholeNumber(member(node, "downloadSize"));
  if (downloadSizeInBytes === undefined) return `${id} has no downloadSize that is a whole number from 0 on.`;
  const policy = policyAt(member(node, "downloadPolicy"));
  if (policy === undefined) return `${id} has no downloadPolicy with essential, prefetch or onDemand.`;
  const language = stringValue(member(node, "language"));
  return { id, url, version, downloadSizeInBytes, ...policy, language, range: rangeOfNode(node) };
}

function policyAt(node: Node | undefined): Pick<AssetPack, "policy" | "installationEventTypes"> | undefined {
  const [only, second] = properties(node);
  if (only === undefined || second !== undefined) return undefined;
  const policy = propertyName(only);
  if (policy === "onDemand") return { policy, installationEventTypes: [] };
  if (policy !== "essential" && policy !== "prefetch") return undefined;
  const written = items(member(only.children?.[1], "installationEventTypes")).map((item): unknown => item.value);
  const installationEventTypes = (["firstInstallation", "subsequentUpdate"] as const).filter((type) =>
    written.includes(type),
  );
  return { policy, installationEventTypes };
}

function wholeNumber(node: Node | undefined): number | undefined {
  const value: unknown = node?.value;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
