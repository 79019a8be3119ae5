import type { LifecycleEventName } from "./events";

/** Lifecycle events as people read them. */
export const eventTitles: Readonly<Record<LifecycleEventName, string>> = {
  install: "Install",
  launch: "Launch",
  update: "Update",
  periodic: "Periodic Check",
  "language-change": "Language Change",
};
