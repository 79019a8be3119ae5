import type { LifecycleEventName } from "./events";

/**
 * Lifecycle events as people read them; `continued` are the downloads that an ended process left behind, `app` is what the
 * app did between events.
 */
export const eventTitles: Readonly<Record<LifecycleEventName | "continued" | "app", string>> = {
  install: "Install",
  launch: "Launch",
  update: "Update",
  periodic: "Periodic Check",
  "language-change": "Language Change",
  continued: "Continued",
  app: "App",
};
