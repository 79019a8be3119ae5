import type { AppAction, AppDownload } from "../simulator/app-action";
import { type PackCall, packCallNames } from "../simulator/managed/pack-call";
import { isCount, isRecord, isText, oneOf } from "./message-values";

const callers = ["app", "extension"] as const;

/** What the app does, as the panel says it: members of a wrong type make it undefined, others are dropped. */
export function readAppAction(value: unknown): AppAction | undefined {
  if (!isRecord(value)) return undefined;
  const { kind } = value;
  if (kind === "launch" || kind === "background" || kind === "foreground" || kind === "terminate") return { kind };
  if (kind === "assetPacks") {
    const call = readPackCall(value.call);
    return call === undefined ? undefined : { kind, call };
  }
  const by = oneOf(callers, value.by);
  if (kind === "moved") {
    const isOfBoth = value.by === undefined;
    return typeof value.moved === "boolean" && (isOfBoth || by !== undefined)
      ? { kind, moved: value.moved, by }
      : undefined;
  }
  return by === undefined ? undefined : readCall(value, by);
}

function readCall(value: Readonly<Record<string, unknown>>, by: "app" | "extension"): AppAction | undefined {
  const { kind, identifier, holdForMs, withinMs } = value;
  switch (kind) {
    case "fetchCurrent":
      return { kind, by };
    case "cancel":
    case "removingEssential":
      return isText(identifier) ? { kind, by, identifier } : undefined;
    case "schedule": {
      const download = readDownload(value.download);
      return download && { kind, by, download };
    }
    case "startForeground": {
      const download = isText(value.download) ? value.download : readDownload(value.download);
      return download === undefined ? undefined : { kind, by, download };
    }
    case "exclusiveControl":
      return isCount(holdForMs) && (withinMs === undefined || isCount(withinMs))
        ? { kind, by, holdForMs, withinMs }
        : undefined;
    default:
      return undefined;
  }
}

function readPackCall(value: unknown): PackCall | undefined {
  if (!isRecord(value)) return undefined;
  const name = oneOf(packCallNames, value.name);
  const { packId, packIds, path, language, requireLatestVersion } = value;
  switch (name) {
    case undefined:
      return undefined;
    case "ensureLocalAvailability":
      return Array.isArray(packIds) && packIds.every(isText) && typeof requireLatestVersion === "boolean"
        ? { name, packIds, requireLatestVersion }
        : undefined;
    case "checkForUpdates":
    case "allAssetPacks":
      return { name };
    case "contents":
      return isText(path) && (packId === undefined || isText(packId)) ? { name, path, packId } : undefined;
    case "reconcilePreferredLanguages":
      return language === undefined || isText(language) ? { name, language } : undefined;
    default:
      return isText(packId) ? { name, packId } : undefined;
  }
}

function readDownload(value: unknown): AppDownload | undefined {
  if (!isRecord(value)) return undefined;
  const { identifier, url, fileSizeInBytes, essential } = value;
  const priority = oneOf(["min", "default", "max"], value.priority);
  if (!isText(identifier) || !isText(url) || priority === undefined || typeof essential !== "boolean") return undefined;
  if (fileSizeInBytes !== undefined && !isCount(fileSizeInBytes)) return undefined;
  return { identifier, url, fileSizeInBytes, priority, essential };
}
