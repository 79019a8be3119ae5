import { isManagedMode } from "../model/app-configuration";
import type { AppAction } from "./app-action";
import type { DeviceContext } from "./device-context";
import type { DownloadManager } from "./download-manager";
import { remainingRuntimeMs } from "./extension-calls";
import { wakeHindrance } from "./extension-wake";
import { firstVersionOf, type PackCall } from "./managed/pack-call";
import { compareVersions } from "./os-version";

type ActivityChange = Extract<AppAction, { readonly kind: "background" | "foreground" | "terminate" }>["kind"];

const activities = { background: "background", foreground: "foreground", terminate: "terminated" } as const;

/** Why somebody cannot do what an action says; undefined: they can. */
export function impossibility(context: DeviceContext, action: AppAction): string | undefined {
  if (action.kind === "launch" || action.kind === "moved") return undefined;
  const name = context.configuration.displayName;
  if (context.state.app === undefined) {
    return `${name} is not installed on the simulated device: nobody is there to do this. Run install first.`;
  }
  const isExtension = "by" in action && action.by === "extension";
  if (isExtension) {
    const reason = whyExtensionRests(context);
    if (reason !== undefined) return reason;
  } else if (context.appActivity === "terminated") {
    return `${name} is not running: it cannot do this. Launch it first, or let its extension make the call ("by": "extension").`;
  }
  if (action.kind === "assetPacks") return packImpossibility(context, action.call);
  if (action.kind !== "removingEssential") return undefined;
  const { failedEssential, pending } = context.state;
  if (failedEssential.has(action.identifier) || pending.has(action.identifier)) return undefined;
  return `No essential download \`${action.identifier}\` has failed: there is nothing to schedule without being essential.`;
}

function packImpossibility({ configuration, conditions }: DeviceContext, call: PackCall): string | undefined {
  if (!isManagedMode(configuration.mode)) {
    return `${configuration.displayName} has no managed asset packs: there is no AssetPackManager to call. Schedule downloads with BADownloadManager instead.`;
  }
  const first = firstVersionOf(call);
  if (compareVersions(conditions.osVersion, first) >= 0) return undefined;
  return `${call.name} in this form exists since ${first}; the device runs ${conditions.osVersion}. Choose a newer version.`;
}

/** Why the system does not run the extension at all, so that it cannot call anything. */
function whyExtensionRests(context: DeviceContext): string | undefined {
  const { configuration, settings } = context;
  const hindrance = wakeHindrance(context);
  if (hindrance !== undefined) return hindrance.message;
  if (remainingRuntimeMs(context) > 0) return undefined;
  return `The extension of ${configuration.displayName} has used up its runtime of ${settings["daily-runtime"]} min within 24 hours: it is not run. Let time pass first.`;
}

/** The app comes to the front, leaves it, or ends; without a process its download manager is disconnected. */
export function changeActivity(context: DeviceContext, manager: DownloadManager, change: ActivityChange): void {
  const activity = activities[change];
  if (context.appActivity === activity) return;
  context.record({ type: "app.activity", activity });
  context.emit({ type: "app.activity", activity });
  if (activity === "terminated") manager.disconnect("app");
}
