import { isProvisioningProfilePath } from "../plist/provisioning-profile";
import { isTuistManifest, isXcodeFile } from "../xcode/xcode-files";
import { fileName } from "./paths";

/** Folders that hold nothing of a project's own sources: dependencies, build products, version control, asset catalogues. */
const skippedNames = new Set([
  "node_modules",
  "bower_components",
  "build",
  "deriveddata",
  "pods",
  "carthage",
  "vendor",
  "dist",
  "out",
  "target",
  "__pycache__",
  "venv",
  // What Xcode keeps inside a project for people and schemes.
  "xcuserdata",
  "xcshareddata",
]);

/** Xcode's bundles: their plists are settings of tools, or products of a build. A project holds its project.pbxproj. */
const skippedExtensions =
  /\.(xcassets|xcworkspace|xcframework|framework|bundle|app|appex|xcarchive|dsym|playground|docc|lproj|xcdatamodeld|scnassets)$/i;

/** Whether a walk through the workspace leaves a folder out, by its name alone. */
export function isSkippedFolder(name: string): boolean {
  // All hidden folders: .git, .build, .swiftpm, .dart_tool, .gradle, .vscode-test …
  return name.startsWith(".") || skippedNames.has(name.toLowerCase()) || skippedExtensions.test(name);
}

/** JSON files that are something else in nearly every workspace. */
const otherJson =
  /^(package(-lock)?|contents|tsconfig.*|jsconfig.*|composer|bower|lerna|nx|turbo|angular|biome|deno|renovate|eas|firebase|vercel|\..*|package\.resolved)\.jsonc?$/i;

/** Whether a file may belong to a Background Assets project, by its name alone; its content decides later. */
export function isCandidatePath(path: string): boolean {
  const name = fileName(path);
  if (/\.(plist|entitlements)$/i.test(name) || isXcodeFile(path) || isProvisioningProfilePath(path)) return true;
  return /\.jsonc?$/i.test(name) && !otherJson.test(name);
}

/**
 * Whether a file is a Swift source; only those that mention Background Assets are read as a part of the project.
 * Tuist's manifest is a project file.
 */
export function isSwiftPath(path: string): boolean {
  return /\.swift$/i.test(path) && !isTuistManifest(path);
}

/** Larger Swift sources are generated; and of more files than these nobody waits for all to be looked through. */
export const largestSwiftFileInBytes = 2 * 1024 * 1024;
export const mostSwiftFiles = 20_000;
