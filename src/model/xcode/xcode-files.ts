import { fileName } from "../project/paths";

/** Whether a file describes how Xcode builds, by its name alone. */
export function isXcodeFile(path: string): boolean {
  return isPbxproj(path) || isXcconfig(path) || isSpecName(path) || isTuistManifest(path) || isExpoConfig(path);
}

export function isPbxproj(path: string): boolean {
  return /\.xcodeproj\/project\.pbxproj$/i.test(path);
}

export function isXcconfig(path: string): boolean {
  return /\.xcconfig$/i.test(path);
}

/** XcodeGen's default names; other specs are read where one of these includes them. */
export function isSpecName(path: string): boolean {
  return /^project\.(ya?ml|json)$/i.test(fileName(path));
}

/** Where Tuist reads a project from. */
export function isTuistManifest(path: string): boolean {
  return fileName(path) === "Project.swift";
}

/** The static app config of an Expo project. */
export function isExpoConfig(path: string): boolean {
  return /^app(\.config)?\.json$/.test(fileName(path));
}
