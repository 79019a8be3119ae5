import { formatBytes } from "../model/sizes";
import type { DeviceConditions } from "../simulator/conditions";
import type { DeviceEvent } from "../simulator/events";

/**
 * What a `condition.changed` changed, for people: "Low Power Mode on, language de". Where nothing before it says what
 * was, its network.
 * @param log everything that happened; what stood before is in the newest event before this one that tells conditions
 */
export function conditionChanges(
  log: readonly DeviceEvent[],
  event: DeviceEvent & { type: "condition.changed" },
): string {
  const before = conditionsBefore(log, event);
  const after = event.conditions;
  if (before === undefined) return `network ${after.network.name}`;
  const onOff = (
    name: string,
    key: "lowPowerMode" | "backgroundAppRefresh" | "backgroundAppRefreshForApp" | "inAppContent",
  ) => (before[key] === after[key] ? [] : [`${name} ${after[key] ? "on" : "off"}`]);
  const parts = [
    ...(before.network.name === after.network.name ? [] : [`network ${after.network.name}`]),
    ...onOff("Low Power Mode", "lowPowerMode"),
    ...onOff("Background App Refresh", "backgroundAppRefresh"),
    ...onOff("Background App Refresh of the app", "backgroundAppRefreshForApp"),
    ...onOff("In-App Content", "inAppContent"),
    ...(before.forceQuit === after.forceQuit ? [] : [after.forceQuit ? "force-quit" : "no longer force-quit"]),
    ...(before.freeDiskSpaceInBytes === after.freeDiskSpaceInBytes ? [] : [spaceText(after.freeDiskSpaceInBytes)]),
    ...(before.osVersion === after.osVersion ? [] : [`OS ${after.osVersion}`]),
    ...(before.preferredLanguage === after.preferredLanguage ? [] : [`language ${after.preferredLanguage ?? "unset"}`]),
  ];
  return parts.length === 0 ? "nothing else than before" : parts.join(", ");
}

function conditionsBefore(log: readonly DeviceEvent[], event: DeviceEvent): DeviceConditions | undefined {
  for (let index = log.indexOf(event) - 1; index >= 0; index--) {
    const earlier = log[index];
    if (earlier?.type === "condition.changed" || earlier?.type === "run.started") return earlier.conditions;
  }
  return undefined;
}

function spaceText(sizeInBytes: number | undefined): string {
  return sizeInBytes === undefined ? "free space of this computer" : `${formatBytes(sizeInBytes)} free`;
}
