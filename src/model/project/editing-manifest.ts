import type { AppConfiguration } from "../app-configuration";
import type { ManifestMapping } from "../manifest/manifest";
import { isPackagingManifest } from "../manifest/recognise";
import type { ParsedSource } from "./parsed-source";
import { fileName, foldersAbove, isBelow } from "./paths";
import type { EditingManifest } from "./snapshot";

/** A manifest that a run or "Fetch Manifest" kept. */
export interface FetchedManifest {
  /** Where it came from: it stands only for an app that still has this BAManifestURL. */
  readonly manifestUrl: string;
  readonly path: string;
  readonly version: number;
  readonly content: Uint8Array | string;
  /** Milliseconds since 1970. */
  readonly fetchedAtMs: number;
}

export interface ManifestChoice {
  readonly configuration: AppConfiguration;
  readonly mapping: ManifestMapping | undefined;
  /** `manifest.file` or `--manifest`. */
  readonly configuredPath: string | undefined;
  readonly sources: ReadonlyMap<string, ParsedSource>;
  /** All apps of the workspace: a file that lies nearer to another app is that one's. */
  readonly appPaths: readonly string[];
  readonly fetched: readonly { readonly manifest: FetchedManifest; readonly source: ParsedSource }[];
  /** The manifest of the previous snapshot: it stays while it is half typed. */
  readonly previousPath: string | undefined;
}

/** The manifest that stands for BAManifestURL while editing: the configured one, the one of its name, the fetched one. */
export function chooseManifest(choice: ManifestChoice): EditingManifest | undefined {
  const manifestUrl = choice.configuration.manifestUrl?.value || undefined;
  const options = { mapping: choice.mapping, manifestUrl };
  const { configuredPath } = choice;
  const configured = configuredPath === undefined ? undefined : choice.sources.get(configuredPath);
  if (configured !== undefined) {
    return {
      path: configured.path,
      reading: configured.manifest(options),
      origin: "configured",
      fetchedAtMs: undefined,
    };
  }
  if (manifestUrl === undefined) return undefined;
  const named = namedLikeUrl(choice, manifestUrl);
  if (named !== undefined) {
    return { path: named.path, reading: named.manifest(options), origin: "recognised", fetchedAtMs: undefined };
  }
  const fetched = choice.fetched
    .filter(({ manifest }) => manifest.manifestUrl === manifestUrl)
    .sort((a, b) => b.manifest.fetchedAtMs - a.manifest.fetchedAtMs)[0];
  if (fetched === undefined) return undefined;
  const { path, fetchedAtMs } = fetched.manifest;
  return { path, reading: fetched.source.manifest(options), origin: "fetched", fetchedAtMs };
}

/** The one file whose name is the URL's last path component and whose content is a manifest. */
function namedLikeUrl(choice: ManifestChoice, manifestUrl: string): ParsedSource | undefined {
  const name = lastPathComponent(manifestUrl);
  if (name === undefined) return undefined;
  const app = choice.configuration.infoPlistPath;
  const found = [...choice.sources.values()].filter(
    (source) =>
      fileName(source.path) === name && isManifest(source, choice) && isNearest(source.path, app, choice.appPaths),
  );
  for (const folder of foldersAbove(app)) {
    const near = found.filter((source) => isBelow(source.path, folder));
    if (near.length > 0) return near.length === 1 ? near[0] : undefined;
  }
  return undefined;
}

function isManifest(source: ParsedSource, choice: ManifestChoice): boolean {
  const reading = source.manifest({ mapping: choice.mapping, manifestUrl: choice.configuration.manifestUrl?.value });
  if (reading.format === "unreadable") return source.path === choice.previousPath;
  if (!source.isPlist && isPackagingManifest(source.json.root)) return false;
  return reading.mapping !== undefined && (choice.mapping === undefined || reading.assets.length > 0);
}

/** Whether no other app shares a deeper folder with the file than this app does. */
function isNearest(path: string, app: string, appPaths: readonly string[]): boolean {
  const shared = (one: string) => foldersAbove(one).find((folder) => isBelow(path, folder))?.length ?? 0;
  const own = shared(app);
  return appPaths.every((other) => shared(other) <= own);
}

function lastPathComponent(url: string): string | undefined {
  try {
    const name = decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
    return name === "" ? undefined : name;
  } catch {
    return undefined;
  }
}
