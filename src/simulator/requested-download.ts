import type { DeviceContext } from "./device-context";
import { compareVersions, firstVersionWith } from "./os-version";
import type { RequestedDownload } from "./ports";
import { declaredSize } from "./scheduled-download";

export function knowsFileSizes(context: DeviceContext): boolean {
  return compareVersions(context.conditions.osVersion, firstVersionWith.fileSizes) >= 0;
}

/** The size that the system is told. */
export function sizeFor(context: DeviceContext, requested: RequestedDownload): number | undefined {
  return knowsFileSizes(context) ? declaredSize(requested) : undefined;
}

/** What a script may return although the types forbid it. */
export function nonsenseIn(requested: RequestedDownload): string | undefined {
  if (typeof requested !== "object" || requested === null) {
    return `The extension returned ${String(requested)} instead of a download.`;
  }
  const { identifier, url, fileSizeInBytes } = requested;
  if (typeof identifier !== "string" || identifier === "") {
    return "The extension returned a download without an identifier. Give every asset one of its own.";
  }
  if (typeof url !== "string" || url === "") {
    return `\`${identifier}\` has no URL. Give it an absolute https:// URL.`;
  }
  if (fileSizeInBytes !== undefined && !isSize(fileSizeInBytes)) {
    return `\`${identifier}\` declares a fileSize of ${String(fileSizeInBytes)}; it must be a whole number of bytes.`;
  }
  return undefined;
}

export function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

export function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}
