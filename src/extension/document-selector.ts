import type * as vscode from "vscode";

/**
 * By the name alone: without an XML declaration VS Code calls a property list "plaintext", and other extensions call it
 * "plist" or what they like. The content decides later whether a file is ours.
 */
export const propertyLists: vscode.DocumentSelector = [{ pattern: "**/*.plist" }, { pattern: "**/*.entitlements" }];

/** Where tools take an app's Info.plist from; `project.json` and Expo's app config are JSON. */
export const projectSources: vscode.DocumentSelector = [
  { pattern: "**/project.{yml,yaml}" },
  { pattern: "**/Project.swift" },
];

export const allDocuments: vscode.DocumentSelector = [
  ...(propertyLists as readonly vscode.DocumentFilter[]),
  { language: "json" },
  { language: "jsonc" },
];

/** Where findings can be in code: what we show beside it stays with the extensions for Swift. */
export const documentsAndCode: vscode.DocumentSelector = [
  ...(allDocuments as readonly vscode.DocumentFilter[]),
  { pattern: "**/*.swift" },
];
