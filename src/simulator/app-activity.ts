import type { AppAction } from "./app-action";
import type { DeviceContext } from "./device-context";
import type { DownloadManager } from "./download-manager";

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
  if (!isExtension && context.appActivity === "terminated") {
    return `${name} is not running: it cannot do this. Launch it first, or let its extension make the call ("by": "extension").`;
  }
  if (action.kind !== "removingEssential") return undefined;
  const { failedEssential, pending } = context.state;
  if (failedEssential.has(action.identifier) || pending.has(action.identifier)) return undefined;
  return `No essential download \`${action.identifier}\` has failed: there is nothing to schedule without being essential.`;
}

/** The app comes to the front, leaves it, or ends; without a process its download manager is disconnected. */
export function changeActivity(context: DeviceContext, manager: DownloadManager, change: ActivityChange): void {
  const activity = activities[change];
  if (context.appActivity === activity) return;
  context.record({ type: "app.activity", activity });
  context.emit({ type: "app.activity", activity });
  if (activity === "terminated") manager.disconnect("app");
}
