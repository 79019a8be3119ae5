import type { CompletionItem, Position } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { completeAssetPack } from "./completion/asset-packs";
import { emptyJsonItems } from "./completion/empty-json-items";
import { completeOwnFile } from "./completion/own-files";
import { completePlist } from "./completion/plist";

/** Characters that make an editor ask while typing: a tag begins, a tag ends, a JSON string begins, a folder's name ends. */
export const completionTriggers = ["<", ">", '"', "/"] as const;

/**
 * What may be written at a position: keys and values of Background Assets in property lists, members and values of asset
 * pack manifests, paths and origins in our own files. Works in half-typed text. Each item's `textEdit` replaces what is
 * typed already; its text is a snippet.
 * @param triggerCharacter What was typed just now, if that is why the editor asks.
 */
export function completion(
  snapshot: ProjectSnapshot,
  path: string,
  position: Position,
  triggerCharacter?: string,
): readonly CompletionItem[] {
  const file = snapshot.files.get(path);
  // A slash ends a tag or is part of a URL: only paths on disk, which are asked for apart, go on behind it.
  if (file === undefined || triggerCharacter === "/") return [];
  const offset = file.lines.offsetAt(position);
  switch (file.kind) {
    case "app-info-plist":
    case "extension-info-plist":
    case "info-plist":
    case "entitlements":
      return completePlist(snapshot, file, offset, triggerCharacter);
    case "packaging-manifest":
    case "download-manifest":
      return completeAssetPack(snapshot, file, offset);
    case "project-file":
    case "scenario":
      return completeOwnFile(snapshot, file, offset);
    case "other":
      return emptyJsonItems(snapshot, file);
    default:
      return [];
  }
}
