import type { LifecycleEventName } from "./events";

/** Lifecycle events as people read them; `continued` are the downloads that an ended process left behind. */
export const eventTitles: Readonly<Record<LifecycleEventName | "continued", string>> = {
  install: "Install",
  launch: "Launch",
  update: "Update",
  periodic: "Periodic Check",
  "language-change": "Language Change",
  continued: "Continued",
};
