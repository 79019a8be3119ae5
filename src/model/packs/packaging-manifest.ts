import type { Node } from "jsonc-parser";
import { items, member, properties, propertyName, rangeOfNode } from "../json/tree";
import { type FileSelector, type ManifestString, readSelector } from "./selector";

export type DownloadPolicy = "essential" | "prefetch" | "onDemand";

/** With which events `essential` and `prefetch` packs are downloaded. */
export type InstallationEventType = "firstInstallation" | "subsequentUpdate";

/**
 * The input of `ba-package` for one asset pack, as far as it can be used. What is missing or has a wrong form is
 * undefined or left out here; rules say so.
 */
export interface PackagingManifest {
  readonly id: ManifestString | undefined;
  readonly policy: DownloadPolicy | undefined;
  /** Each once; empty for `onDemand`. */
  readonly installationEventTypes: readonly InstallationEventType[];
  readonly selectors: readonly FileSelector[];
  /** Whether every element of `fileSelectors` has one of the known shapes: if not, more files may be selected. */
  readonly hasOnlyKnownSelectors: boolean;
  /** Xcode 27: where relative paths start, itself relative to the manifest's folder. */
  readonly sourceRoot: ManifestString | undefined;
  readonly platforms: readonly ManifestString[];
  readonly language: ManifestString | undefined;
}

const known = new WeakMap<Node, PackagingManifest>();

/** Reads a packaging manifest from its JSON tree; the same object for the same tree. */
export function readPackagingManifest(root: Node): PackagingManifest {
  const before = known.get(root);
  if (before !== undefined) return before;
  const elements = items(member(root, "fileSelectors"));
  const selectors = elements.map(readSelector).filter((selector) => selector !== undefined);
  const manifest: PackagingManifest = {
    id: stringAt(root, "assetPackID"),
    policy: policyOf(root),
    installationEventTypes: eventTypesOf(root),
    selectors,
    hasOnlyKnownSelectors: selectors.length === elements.length,
    sourceRoot: stringAt(root, "sourceRoot"),
    platforms: items(member(root, "platforms")).flatMap((node) => text(node) ?? []),
    language: stringAt(root, "language"),
  };
  known.set(root, manifest);
  return manifest;
}

function policyOf(root: Node): DownloadPolicy | undefined {
  const [only, second] = properties(member(root, "downloadPolicy"));
  const name = only === undefined || second !== undefined ? undefined : propertyName(only);
  return name === "essential" || name === "prefetch" || name === "onDemand" ? name : undefined;
}

function eventTypesOf(root: Node): readonly InstallationEventType[] {
  const policy = properties(member(root, "downloadPolicy"))[0]?.children?.[1];
  const written = items(member(policy, "installationEventTypes")).map((node): unknown => node.value);
  return (["firstInstallation", "subsequentUpdate"] as const).filter((type) => written.includes(type));
}

function stringAt(root: Node, name: string): ManifestString | undefined {
  return text(member(root, name));
}

function text(node: Node | undefined): ManifestString | undefined {
  return node?.type === "string" ? { value: node.value as string, range: rangeOfNode(node) } : undefined;
}
