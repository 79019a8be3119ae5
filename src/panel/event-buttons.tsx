import type { PanelEventName, PanelStatus } from "../protocol/panel-messages";
import type { DeviceSummary } from "../protocol/worker-messages";
import "./event-buttons.css";
import { eventTitles } from "../simulator/event-titles";
import { ClockMenu } from "./clock-menu";
import { post } from "./host-api";
import { Icon } from "./icon";

const events: readonly PanelEventName[] = ["install", "launch", "update", "periodic"];

const explanations: Readonly<Record<PanelEventName, string>> = {
  install: "Erase the app from the device and install it anew",
  launch: "Tap the app's icon, also while downloads are running",
  update: "Install the app's next version",
  periodic: "Let the system's periodic check for new content happen",
};

/** What can be made to happen, and what can be done about what is happening. */
export function EventButtons({
  status,
  device,
  canRun,
}: {
  readonly status: PanelStatus;
  readonly device: DeviceSummary | undefined;
  readonly canRun: boolean;
}) {
  const installed = device?.installed ?? false;
  const busy = status !== "idle";
  const isEnabled = (event: PanelEventName) => {
    if (!canRun) return false;
    if (event === "launch") return status !== "starting" && (installed || busy);
    return !busy && (event === "install" || installed);
  };
  return (
    <div class="event-buttons">
      <fieldset class="group" aria-label="Events">
        {events.map((event) => (
          <button
            key={event}
            type="button"
            class={event === "install" && !installed && !busy ? "primary" : ""}
            title={explanations[event]}
            disabled={!isEnabled(event)}
            onClick={() => post({ type: "fire", event })}
          >
            {event === "periodic" ? "Periodic" : eventTitles[event]}
          </button>
        ))}
        <ClockMenu status={status} canRun={canRun && (installed || busy)} />
      </fieldset>
      <fieldset class="group" aria-label="Run">
        {status === "paused" ? (
          <ActionButton
            icon="debug-continue"
            name="Resume"
            onClick={() => post({ type: "control", action: "resume" })}
          />
        ) : (
          <ActionButton
            icon="debug-pause"
            name="Pause"
            disabled={status !== "running"}
            onClick={() => post({ type: "control", action: "pause" })}
          />
        )}
        <ActionButton
          icon="debug-stop"
          name="Cancel"
          disabled={!busy}
          onClick={() => post({ type: "control", action: "cancel" })}
        />
      </fieldset>
    </div>
  );
}

function ActionButton({
  icon,
  name,
  disabled = false,
  onClick,
}: {
  readonly icon: Parameters<typeof Icon>[0]["name"];
  readonly name: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" class="action" aria-label={name} title={name} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
