import { realpathSync, statSync } from "node:fs";
import { extname, isAbsolute, relative } from "node:path";
import { stripsTypesOnDemand } from "./run-process";

/** What the project file's `downloader` can name. */
const scriptExtensions = new Set([".js", ".mjs", ".ts", ".mts"]);

/**
 * Why the script cannot be run here at all; undefined: it can be tried.
 * @param folder that of the project file, which the script may read; links that lead out of it are followed and refused
 */
export function objectionToScript(path: string, folder: string): string | undefined {
  const extension = extname(path).toLowerCase();
  if (!scriptExtensions.has(extension)) {
    return `${path} is no ES module: "downloader" in background-assets.jsonc names a .mjs, .js, .mts or .ts file.`;
  }
  try {
    if (!statSync(path).isFile()) return `${path}, which "downloader" in background-assets.jsonc names, is no file.`;
    const below = relative(realpathSync(folder), realpathSync(path));
    if (below.startsWith("..") || isAbsolute(below)) {
      return `${path}, which "downloader" in background-assets.jsonc names, is outside of that file's folder and is not run from there. Put it below the folder.`;
    }
  } catch {
    return `${path}, which "downloader" in background-assets.jsonc names, is not there or cannot be read.`;
  }
  if (!extension.endsWith("ts") || stripsTypes()) return undefined;
  return `${path} is TypeScript, and ${runtimeName()} does not strip types. Use Node 22.18 or 23.6 and later, start Node with --experimental-strip-types, or write JavaScript with types in JSDoc.`;
}

function stripsTypes(): boolean {
  // Since Node 22.10; the types of the oldest supported version do not know it.
  const { typescript } = process.features as { readonly typescript?: string | false };
  return (typescript !== undefined && typescript !== false) || stripsTypesOnDemand();
}

function runtimeName(): string {
  const { electron, node } = process.versions;
  return electron === undefined ? `Node ${node}` : `VS Code's Node ${node}`;
}
