import { lanes } from "./allowance-ledger";
import type { DeviceContext } from "./device-context";

/**
 * The person taps the icon. From the first launch on nothing is restricted any more, and results of downloads go to the
 * app while it runs.
 * @param eventStartedAtMs when the event under way began, if there is one
 * @returns whether restrictions were lifted
 */
export function launchApp(context: DeviceContext, eventStartedAtMs: number | undefined): boolean {
  const { app } = context.state;
  if (app === undefined || !app.launchable) {
    const name = context.configuration.displayName;
    const isCutOff = eventStartedAtMs === undefined && context.state.pending.size === 0;
    const advice = isCutOff ? " Its installation was cut off before they were known: run install again." : "";
    context.emit({
      type: "event.notRun",
      event: "launch",
      reason: app === undefined ? "not-installed" : "not-launchable",
      message:
        app === undefined
          ? `${name} is not installed on the simulated device. Run install first.`
          : `${name} cannot be launched before its essential downloads have concluded.${advice}`,
    });
    return false;
  }
  const { nowMs } = context;
  context.emit({ type: "event.started", event: "launch" });
  if (context.conditions.forceQuit) {
    context.conditions = { ...context.conditions, forceQuit: false };
    context.emit({ type: "condition.changed", event: "launch", conditions: context.conditions });
  }
  context.record({ type: "app.launched", atMs: nowMs });
  const lifted = context.ledger.lift();
  context.emit({
    type: "app.launched",
    event: "launch",
    afterMs: nowMs - (eventStartedAtMs ?? nowMs),
    restrictionsLifted: lifted ? true : undefined,
  });
  if (lifted) for (const lane of lanes) context.emitAllowance(lane, ["launch-lifts-restrictions"], "launch");
  context.emit({ type: "event.finished", event: "launch", outcome: "completed" });
  return lifted;
}
