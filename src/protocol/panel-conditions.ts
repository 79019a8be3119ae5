import { type DeviceConditions, defaultConditions, parseNetwork } from "../simulator/conditions";
import { isCount, isLanguageTag, isRecord, isText } from "./message-values";
import type { PanelConditions } from "./panel-messages";

/** A device as it comes out of the box. */
export const defaultPanelConditions: PanelConditions = {
  network: "wifi",
  lowPowerMode: false,
  backgroundAppRefresh: true,
  backgroundAppRefreshForApp: true,
  inAppContent: true,
  forceQuit: false,
  freeDiskSpaceInBytes: null,
  osVersion: defaultConditions.osVersion,
  preferredLanguage: null,
};

const switches = [
  "lowPowerMode",
  "backgroundAppRefresh",
  "backgroundAppRefreshForApp",
  "inAppContent",
  "forceQuit",
] as const satisfies readonly (keyof PanelConditions)[];

/** "26.4", as it stands in Settings. */
export function isOsVersion(value: unknown): value is string {
  return isText(value) && /^\d{1,3}(\.\d{1,3}){0,2}$/.test(value);
}

type Changes = { -readonly [K in keyof PanelConditions]?: PanelConditions[K] };

/** What the panel wants to change. Unknown members are dropped; undefined: something is not what it must be. */
export function readPanelConditions(value: unknown): Partial<PanelConditions> | undefined {
  if (!isRecord(value)) return undefined;
  const changes: Changes = {};
  for (const name of switches) {
    const given = value[name];
    if (given === undefined) continue;
    if (typeof given !== "boolean") return undefined;
    changes[name] = given;
  }
  const { network, freeDiskSpaceInBytes, osVersion, preferredLanguage } = value;
  if (network !== undefined) {
    if (!isText(network) || parseNetwork(network) === undefined) return undefined;
    changes.network = network;
  }
  if (freeDiskSpaceInBytes !== undefined) {
    if (freeDiskSpaceInBytes !== null && !isCount(freeDiskSpaceInBytes)) return undefined;
    changes.freeDiskSpaceInBytes = freeDiskSpaceInBytes;
  }
  if (osVersion !== undefined) {
    if (!isOsVersion(osVersion)) return undefined;
    changes.osVersion = osVersion;
  }
  if (preferredLanguage !== undefined) {
    if (preferredLanguage !== null && !isLanguageTag(preferredLanguage)) return undefined;
    changes.preferredLanguage = preferredLanguage;
  }
  return changes;
}

/** The panel's conditions as the engine has them. */
export function deviceConditions(conditions: Partial<PanelConditions>): Partial<DeviceConditions> {
  const { network, freeDiskSpaceInBytes, preferredLanguage, ...same } = conditions;
  const parsed = network === undefined ? undefined : parseNetwork(network);
  return {
    ...same,
    ...(parsed === undefined ? {} : { network: parsed }),
    ...(freeDiskSpaceInBytes === undefined ? {} : { freeDiskSpaceInBytes: freeDiskSpaceInBytes ?? undefined }),
    ...(preferredLanguage === undefined ? {} : { preferredLanguage: preferredLanguage ?? undefined }),
  };
}
