import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";

/** Why the system does not wake the extension for what downloads bring. */
export interface WakeHindrance {
  readonly message: string;
  readonly assumptions: readonly AssumptionName[];
}

/**
 * The gates of an event hold for its results as well: an app that was quit is not woken by the end of a download, and with
 * `low-power-gates: all` neither is any other. Apple's session of 2022 says that callbacks are not made up for later.
 */
export function wakeHindrance(context: DeviceContext): WakeHindrance | undefined {
  const { conditions, configuration, isForced, settings, wasLaunched } = context;
  if (isForced) return undefined;
  // Nobody has quit an app that never ran.
  if (conditions.forceQuit && wasLaunched && settings["force-quit-stops-background"] === "yes") {
    return {
      message: `${configuration.displayName} was quit in the app switcher: its extension is not woken until the app is launched again.`,
      assumptions: ["force-quit-stops-background"],
    };
  }
  if (settings["low-power-gates"] !== "all") return undefined;
  const refreshes = conditions.backgroundAppRefresh && conditions.backgroundAppRefreshForApp;
  if (refreshes && !conditions.lowPowerMode) return undefined;
  const because = conditions.lowPowerMode ? "Low Power Mode is on" : "Background App Refresh is off";
  return { message: `${because}: the extension is not woken.`, assumptions: ["low-power-gates"] };
}
