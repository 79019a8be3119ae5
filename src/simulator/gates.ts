import { type AppConfiguration, isManagedMode, type SourceLocation } from "../model/app-configuration";
import type { AssumptionName, AssumptionSettings } from "./assumptions";
import type { DeviceConditions } from "./conditions";
import type { DeviceState } from "./device-state";
import type { LifecycleEventName, NotRunReason } from "./events";
import { compareVersions, firstVersionWith } from "./os-version";

/** Why an event does not run. */
export interface ClosedGate {
  readonly reason: NotRunReason;
  readonly message: string;
  /** `--force` does not help: there is nothing that could run. */
  readonly impossible: boolean;
  readonly assumptions?: readonly AssumptionName[];
  /** The line that closes it. */
  readonly location?: SourceLocation | undefined;
}

export interface GateQuestion {
  readonly event: Exclude<LifecycleEventName, "launch">;
  readonly configuration: AppConfiguration;
  readonly conditions: DeviceConditions;
  readonly settings: AssumptionSettings;
  readonly state: DeviceState;
  /** The device's clock. */
  readonly nowMs: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The first gate that is closed, the impossible ones before those that `--force` passes. */
export function closedGate(question: GateQuestion): ClosedGate | undefined {
  return (
    unsupported(question) ?? missingApp(question) ?? missingManifest(question) ?? trap(question) ?? deviceGate(question)
  );
}

function unsupported({ event, configuration, conditions }: GateQuestion): ClosedGate | undefined {
  if (compareVersions(conditions.osVersion, firstVersionWith.backgroundAssets) < 0) {
    return {
      reason: "unsupported-os",
      impossible: true,
      message: `Background Assets starts with iOS 16.1; the device runs ${conditions.osVersion}. Choose a newer version.`,
    };
  }
  const isManaged = isManagedMode(configuration.mode);
  if (isManaged && compareVersions(conditions.osVersion, firstVersionWith.managedPacks) < 0) {
    return {
      reason: "unsupported-os",
      impossible: true,
      message: `Managed asset packs exist since iOS 26; the device runs ${conditions.osVersion}. Choose a newer version.`,
    };
  }
  if (event === "language-change" && compareVersions(conditions.osVersion, firstVersionWith.languageChange) < 0) {
    return {
      reason: "unsupported-os",
      impossible: true,
      message: `The language change request exists since OS 27; the device runs ${conditions.osVersion}. Choose a newer version.`,
    };
  }
  return undefined;
}

function missingApp({ event, configuration, state }: GateQuestion): ClosedGate | undefined {
  if (event === "install" || state.app !== undefined) return undefined;
  return {
    reason: "not-installed",
    impossible: true,
    message: `${configuration.displayName} is not installed on the simulated device. Run install first.`,
  };
}

function missingManifest({ configuration }: GateQuestion): ClosedGate | undefined {
  if (configuration.manifestUrl !== undefined) return undefined;
  return {
    reason: "no-manifest-url",
    impossible: true,
    message: `BAManifestURL is missing in the app's Info.plist, or is not a string that can be read from the file: there is no manifest to download, and the extension is never launched. Add it with the https URL of your manifest.`,
  };
}

/** Reported of devices: without these keys the process is killed at its first call of Background Assets. */
function trap({ configuration, conditions }: GateQuestion): ClosedGate | undefined {
  const trapped = (message: string, location = configuration.restrictions): ClosedGate => ({
    reason: "app-would-trap",
    impossible: true,
    message: `${message} A device kills the app at its first call of Background Assets.`,
    location: location ?? configuration.manifestUrl?.location,
  });
  const isManaged = isManagedMode(configuration.mode);
  if (isManaged && configuration.appGroupId === undefined) {
    return trapped(
      "The app couldn't be validated: The bundle's info dictionary lacks a string value for the key \"BAAppGroupID\". Add the group that app and extension share.",
    );
  }
  if (isManaged && configuration.lacksExtension === true) {
    return trapped(
      "The app couldn't be validated: The app lacks a Background Assets downloader extension. Add a target with the extension point com.apple.background-asset-downloader-extension.",
    );
  }
  if (configuration.mode === "apple-hosted") return undefined;
  if (configuration.restrictions === undefined) {
    return trapped(
      "BAInitialDownloadRestrictions is missing: the app must contain a dictionary with this key, holding BADownloadAllowance, BAEssentialDownloadAllowance and BADownloadDomainAllowList.",
    );
  }
  if (configuration.downloadAllowanceInBytes === undefined) {
    return trapped(
      "BAInitialDownloadRestrictions must contain a number with the key BADownloadAllowance (bytes; 0 is allowed).",
    );
  }
  if (
    configuration.essentialDownloadAllowanceInBytes === undefined &&
    compareVersions(conditions.osVersion, firstVersionWith.essentialDownloads) >= 0
  ) {
    return trapped(
      "BAInitialDownloadRestrictions must contain a number with the key BAEssentialDownloadAllowance (bytes; 0 is allowed).",
    );
  }
  for (const allowance of [configuration.downloadAllowanceInBytes, configuration.essentialDownloadAllowanceInBytes]) {
    if (allowance !== undefined && allowance.value < 0) {
      return trapped(`An allowance is ${allowance.value}: it must be 0 or more.`, allowance.location);
    }
  }
  if (configuration.domainAllowList === undefined || configuration.domainAllowList.hosts.length === 0) {
    return trapped(
      "BAInitialDownloadRestrictions must contain BADownloadDomainAllowList with at least one host.",
      configuration.domainAllowList?.location ?? configuration.restrictions,
    );
  }
  return undefined;
}

function deviceGate(question: GateQuestion): ClosedGate | undefined {
  const { event, conditions, settings, state, nowMs } = question;
  const wasLaunched = event !== "install" && state.app?.firstLaunchedAtMs !== undefined;
  const inBackground = event === "periodic" || event === "language-change";
  if (inBackground && !wasLaunched) {
    return {
      reason: "never-launched",
      impossible: false,
      message:
        "The app was never launched: the system checks for new content only after the first launch. Launch it first.",
    };
  }
  if (!conditions.inAppContent && !wasLaunched) {
    return {
      reason: "in-app-content-off",
      impossible: false,
      message:
        "In-App Content is off in the App Store settings: nothing is downloaded and the extension does not run before the app has been launched. The app must cope without its essential assets.",
    };
  }
  const closedBySetting = backgroundGate(question, inBackground);
  if (closedBySetting !== undefined) return closedBySetting;
  if (event !== "install" && conditions.forceQuit && settings["force-quit-stops-background"] === "yes") {
    return {
      reason: "force-quit",
      impossible: false,
      message: "The app was quit in the app switcher: its extension is not woken until the app is launched again.",
      assumptions: ["force-quit-stops-background"],
    };
  }
  if (conditions.network.cellular && !wasLaunched && settings["cellular-before-launch"] === "refused") {
    return {
      reason: "cellular-before-launch",
      impossible: false,
      message: "The device is on cellular and the app was never launched: downloads wait for Wi-Fi.",
      assumptions: ["cellular-before-launch"],
    };
  }
  const usedMs = runtimeWithinDayMs(state, nowMs);
  const limitMs = Number(settings["daily-runtime"]) * 60_000;
  if (event !== "install" && usedMs >= limitMs) {
    return {
      reason: "runtime-exhausted",
      impossible: false,
      message: `The extension has run ${Math.round(usedMs / 1000)} s within the last 24 hours, of ${limitMs / 1000} s: the system rejects launching it because it has already run too long. Wait, or do less in it.`,
      assumptions: ["daily-runtime"],
    };
  }
  return undefined;
}

function backgroundGate({ conditions, settings }: GateQuestion, inBackground: boolean): ClosedGate | undefined {
  if (!inBackground && settings["low-power-gates"] !== "all") return undefined;
  const assumptions: readonly AssumptionName[] = inBackground ? [] : ["low-power-gates"];
  if (conditions.lowPowerMode) {
    return {
      reason: "low-power-mode",
      impossible: false,
      message: "Low Power Mode is on: the system never runs the extension. Turn it off.",
      assumptions,
    };
  }
  if (!conditions.backgroundAppRefresh || !conditions.backgroundAppRefreshForApp) {
    const where = conditions.backgroundAppRefresh ? "for this app" : "for all apps";
    return {
      reason: "background-app-refresh-off",
      impossible: false,
      message: `Background App Refresh is off ${where}: the system never runs the extension. Turn it on.`,
      assumptions,
    };
  }
  return undefined;
}

/** How long the extension ran within the 24 hours before `nowMs`. */
export function runtimeWithinDayMs(state: DeviceState, nowMs: number): number {
  let usedMs = 0;
  for (const { startedAtMs, durationMs } of state.extensionRuntime) {
    const from = Math.max(startedAtMs, nowMs - dayMs);
    usedMs += Math.max(0, startedAtMs + durationMs - from);
  }
  return usedMs;
}
