import { formatBytes } from "../model/sizes";
import type { PanelConditions } from "../protocol/panel-messages";

/** What is not as it comes out of the box, among what has no control of its own in sight. */
export function conditionDepartures(conditions: PanelConditions, box: PanelConditions): readonly string[] {
  const { backgroundAppRefreshForApp, forceQuit, freeDiskSpaceInBytes, osVersion, preferredLanguage } = conditions;
  return [
    ...(backgroundAppRefreshForApp === box.backgroundAppRefreshForApp ? [] : ["App Refresh off for this app"]),
    ...(forceQuit ? ["force-quit"] : []),
    ...(freeDiskSpaceInBytes === null ? [] : [`${formatBytes(freeDiskSpaceInBytes)} free`]),
    ...(osVersion === box.osVersion ? [] : [`OS ${osVersion}`]),
    ...(preferredLanguage === null ? [] : [preferredLanguage]),
  ];
}
