import type { AppAction } from "./app-action";
import { changeActivity } from "./app-activity";
import type { DeviceContext } from "./device-context";
import { DownloadManager } from "./download-manager";
import { AssetPackManager } from "./managed/asset-pack-manager";
import type { TransferRunner } from "./transfer-runner";

/** What the app and its extension do by themselves, beside the events: their calls, and whether the app runs. */
export class AppCalls {
  readonly #context: DeviceContext;
  readonly #manager: DownloadManager;
  readonly #packs: AssetPackManager;

  constructor(context: DeviceContext, runner: TransferRunner) {
    this.#context = context;
    this.#manager = new DownloadManager(context, runner);
    this.#packs = new AssetPackManager(context, runner);
  }

  /** Whatever the context has no objection to. What comes of it goes on after this returns. */
  perform(action: Exclude<AppAction, { readonly kind: "launch" }>): void {
    if (action.kind === "moved") this.#setMoved(action);
    else if (action.kind === "assetPacks") this.#packs.call(action.call);
    else if ("by" in action) this.#manager.call(action);
    else changeActivity(this.#context, this.#manager, action.kind);
  }

  /** A content request comes while the app is not in front. */
  leaveForeground(): void {
    if (this.#context.state.app?.activity === "foreground") {
      this.#context.record({ type: "app.activity", activity: "background" });
    }
  }

  /** Calls back once everything that was asked for has ended, perhaps before this returns. */
  whenEnded(callback: () => void): void {
    this.#manager.whenIdle(() => {
      if (this.#packs.isIdle) callback();
      else this.#packs.whenIdle(() => this.whenEnded(callback));
    });
  }

  cancelAll(): void {
    this.#manager.cancelAll();
    this.#packs.cancelAll();
  }

  #setMoved({ moved, by }: Extract<AppAction, { readonly kind: "moved" }>): void {
    const { app, extension } = this.#context.movesFiles;
    this.#context.movesFiles = {
      app: by === "extension" ? app : moved,
      extension: by === "app" ? extension : moved,
    };
  }
}
