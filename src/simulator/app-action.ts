import type { Caller } from "./events";
import type { PackCall } from "./managed/pack-call";

/** A BAURLDownload that the app or its extension makes itself. */
export interface AppDownload {
  readonly identifier: string;
  readonly url: string;
  /** Undefined: made with an initializer that has no fileSize. */
  readonly fileSizeInBytes: number | undefined;
  readonly priority: "min" | "default" | "max";
  readonly essential: boolean;
}

/** What the app, its extension or the person does; calls are those of BADownloadManager. */
export type AppAction =
  /** The person taps the icon. */
  | { readonly kind: "launch" }
  | { readonly kind: "background" | "foreground" }
  /** The system or the person ends the app's process: its download manager disconnects. */
  | { readonly kind: "terminate" }
  /** Whether finished files are moved before the callback returns, from now on; `by` undefined: by both. */
  | { readonly kind: "moved"; readonly moved: boolean; readonly by: Caller | undefined }
  | { readonly kind: "schedule"; readonly by: Caller; readonly download: AppDownload }
  /** A text is the identifier of a download that is scheduled already. */
  | { readonly kind: "startForeground"; readonly by: Caller; readonly download: AppDownload | string }
  | { readonly kind: "cancel"; readonly by: Caller; readonly identifier: string }
  | { readonly kind: "fetchCurrent"; readonly by: Caller }
  /** `withinMs` undefined: waits as long as it takes; 0: tries once. */
  | {
      readonly kind: "exclusiveControl";
      readonly by: Caller;
      readonly holdForMs: number;
      readonly withinMs: number | undefined;
    }
  /** Schedules `removingEssential()` of an essential download that has failed. */
  | { readonly kind: "removingEssential"; readonly by: Caller; readonly identifier: string }
  /** A call of AssetPackManager, in a managed project. */
  | { readonly kind: "assetPacks"; readonly call: PackCall };

export type ManagerCall = Extract<
  AppAction,
  { readonly by: Caller; readonly kind: Exclude<AppAction["kind"], "moved"> }
>;
