import type { DeviceEvent, DeviceEventType } from "../simulator/events";

/** What the log can be narrowed down to. */
export const logGroups = ["downloads", "app", "extension", "conditions", "faults"] as const;

export type LogGroup = (typeof logGroups)[number];

const groups: Readonly<Partial<Record<DeviceEventType, LogGroup>>> = {
  "manifest.started": "downloads",
  "manifest.redirected": "downloads",
  "manifest.finished": "downloads",
  "manifest.failed": "downloads",
  "challenge.answered": "downloads",
  "allowance.changed": "downloads",
  "file.lost": "downloads",
  "file.purged": "downloads",
  "pack.statusUpdate": "app",
  "extension.launched": "extension",
  "extension.returned": "extension",
  "extension.failed": "extension",
  "extension.finished": "extension",
  "app.launchable": "app",
  "app.launched": "app",
  "app.activity": "app",
  "condition.changed": "conditions",
  "clock.advanced": "conditions",
  "event.notRun": "conditions",
  "fault.applied": "faults",
};

/** Undefined: the frame of the story (runs, events), which every filter keeps out. */
export function groupOf(event: DeviceEvent): LogGroup | undefined {
  if (event.type.startsWith("download.")) return "downloads";
  if (event.type === "app.call" || event.type === "control.released") {
    return event.by === "app" ? "app" : "extension";
  }
  return groups[event.type];
}
