import type { AssetPack } from "../../model/packs/asset-pack";
import type { DeviceState } from "../device-state";
import type { ContentRequest, Lane } from "../events";
import { compareVersions, firstVersionWith } from "../os-version";
import { resolvedLanguage } from "./pack-language";

export interface PackQuestion {
  readonly request: ContentRequest["name"];
  readonly packs: readonly AssetPack[];
  readonly state: DeviceState;
  readonly osVersion: string;
  /** A language tag; undefined: the app's primary language. */
  readonly preferredLanguage: string | undefined;
  /** CFBundleDevelopmentRegion. */
  readonly primaryLanguage: string | undefined;
}

/** Whether the system downloads a pack of its own accord, and why. */
export interface PackDecision {
  readonly pack: AssetPack;
  /** Undefined: it is not downloaded. */
  readonly lane: Lane | undefined;
  /** A new pack may be declined by `shouldDownload`; an update of a downloaded one is not asked about. */
  readonly isNew: boolean;
  /** In a few words, for the log. */
  readonly reason: string;
}

/**
 * What the system downloads by the policies of the packs: new packs with the event that they name, newer versions of packs
 * that are on the device at any event, localized packs of the device's language only (facts 7.1 and 7.4).
 */
export function applicablePacks(question: PackQuestion): readonly PackDecision[] {
  const { packs, osVersion } = question;
  const hasLocalizedPacks = compareVersions(osVersion, firstVersionWith.localizedPacks) >= 0;
  const language = resolvedLanguage(packs, question.preferredLanguage, question.primaryLanguage);
  return packs.map((pack) => {
    if (pack.language !== undefined && !hasLocalizedPacks) {
      return skipped(pack, `localized packs exist since OS 27, the device runs ${osVersion}`);
    }
    if (pack.language !== undefined && pack.language !== language) {
      return skipped(pack, `it is for ${pack.language}, the device takes ${language ?? "no localized pack"}`);
    }
    return decide(pack, question);
  });
}

function decide(pack: AssetPack, { request, state }: PackQuestion): PackDecision {
  const installed = state.assets.get(pack.id);
  const isOutOfDate = installed !== undefined && installed.version !== String(pack.version);
  if (installed !== undefined && !isOutOfDate) return skipped(pack, "it is on the device and up to date");
  const event = eventTypeOf(request);
  const hasEvent = event !== undefined && pack.installationEventTypes.includes(event);
  const isNew = installed === undefined;
  if (hasEvent) {
    const lane = pack.policy === "essential" ? "essential" : "non-essential";
    return { pack, lane, isNew, reason: `${pack.policy} on ${event}` };
  }
  if (installed !== undefined) {
    return {
      pack,
      lane: "non-essential",
      isNew: false,
      reason: `version ${installed.version ?? "?"} is on the device, ${pack.version} on the server`,
    };
  }
  if (pack.policy === "onDemand") return skipped(pack, "on demand: downloaded when the app asks for it");
  if (request === "languageChange" && pack.language !== undefined) {
    return { pack, lane: "non-essential", isNew, reason: `localized for ${pack.language}` };
  }
  const events = pack.installationEventTypes.join(" and ") || "no event";
  return skipped(pack, `${pack.policy} on ${events} only`);
}

function eventTypeOf(request: ContentRequest["name"]): "firstInstallation" | "subsequentUpdate" | undefined {
  if (request === "install") return "firstInstallation";
  return request === "update" ? "subsequentUpdate" : undefined;
}

function skipped(pack: AssetPack, reason: string): PackDecision {
  return { pack, lane: undefined, isNew: false, reason };
}
