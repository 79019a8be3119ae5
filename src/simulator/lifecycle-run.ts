import { lanes } from "./allowance-ledger";
import { deliverResults, makeLaunchable } from "./app-callbacks";
import type { DeviceContext } from "./device-context";
import { DownloadBatch } from "./download-batch";
import { type Judgement, judgeReturned } from "./enqueue-judge";
import { type DeviceError, simulatorError } from "./error-codes";
import { type ContentRequest, contentRequests, type EventOutcome, type LifecycleEventName } from "./events";
import { recordRuntime, remainingRuntimeMs, runtimeNotes } from "./extension-calls";
import { ManifestDownload, manifestAsDownload } from "./manifest-download";
import type { DeliveredDownload, ExtensionResult } from "./ports";
import { deliveredFrom, downloadMembers, pendingFrom, type ScheduledDownload } from "./scheduled-download";
import type { TransferRunner } from "./transfer-runner";
import { versionNotes } from "./version-notes";

/** An event that asks the extension for downloads. */
export type ContentEvent = Exclude<LifecycleEventName, "launch">;

export function contentRequestOf(event: ContentEvent): ContentRequest {
  const name = event === "language-change" ? "languageChange" : event;
  return { name, rawValue: contentRequests[name] };
}

/**
 * One install, update, periodic check or language change from the manifest to rest: manifest, content request, judging
 * what was returned, essential downloads while the app waits, the others afterwards.
 */
export class LifecycleRun {
  readonly #context: DeviceContext;
  readonly #runner: TransferRunner;
  readonly #event: ContentEvent;
  readonly #forced: boolean;
  readonly #manifestUrl: string;
  readonly #done: (outcome: EventOutcome) => void;
  readonly #startedAtMs: number;
  #manifest: ManifestDownload | undefined;
  #batch: DownloadBatch | undefined;
  readonly #refused: DeliveredDownload[] = [];
  #cancelled = false;

  constructor(
    context: DeviceContext,
    runner: TransferRunner,
    request: { readonly event: ContentEvent; readonly forced: boolean; readonly manifestUrl: string },
    done: (outcome: EventOutcome) => void,
  ) {
    this.#context = context;
    this.#runner = runner;
    this.#event = request.event;
    this.#forced = request.forced;
    this.#manifestUrl = request.manifestUrl;
    // What the extension was woken for belongs to the event.
    this.#done = (outcome) => context.extensionCalls.whenIdle(() => done(outcome));
    this.#startedAtMs = context.nowMs;
  }

  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  get waitsForNetwork(): boolean {
    return this.#manifest?.waitsForNetwork === true;
  }

  start(): void {
    if (this.#event === "update" && this.#context.settings["essential-on-update-blocks"] === "always") this.#block();
    this.#manifest = new ManifestDownload(this.#context, this.#manifestUrl, (result) => {
      this.#manifest = undefined;
      if (result.kind === "cancelled" || this.#cancelled) this.#finishCancelled();
      else if (result.kind === "failed") this.#manifestFailed(result.error);
      else this.#askExtension(result.content);
    });
    this.#manifest.start();
  }

  pause(): void {
    this.#manifest?.pause();
  }

  resume(): void {
    this.#manifest?.resume();
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#manifest?.cancel();
    this.#batch?.cancel();
  }

  /** No content request; the extension hears of the failure, because the manifest is a download too. */
  #manifestFailed(error: DeviceError): void {
    deliverResults(this.#context, [manifestAsDownload(this.#context, error)]);
    if (this.#context.settings["manifest-failure"] !== "blocks")
      makeLaunchable(this.#context, this.#startedAtMs, ["manifest-failure"]);
    else if (this.#event === "update" && this.#context.state.app?.launchable === true) this.#block();
    this.#done("manifest-failed");
  }

  #askExtension(content: Uint8Array): void {
    const context = this.#context;
    const { clock, extension, readManifest } = context.ports;
    const contentRequest = contentRequestOf(this.#event);
    const restrictedEssentialDownloadSizeRemaining = context.hasEssentialDownloads
      ? context.ledger.remainingBytes("essential")
      : null;
    const restrictedDownloadSizeRemaining = context.ledger.remainingBytes("non-essential");
    const isBeforeLaunch = this.#event !== "install" && !context.wasLaunched;
    context.emit({
      type: "extension.launched",
      contentRequest,
      restrictedEssentialDownloadSizeRemaining,
      restrictedDownloadSizeRemaining,
      assumptions: isBeforeLaunch ? ["restricted-until"] : [],
    });
    context.extensionCalls.run((ended) => {
      const startedAtMs = context.nowMs;
      clock.beginFlow();
      extension.downloads(
        {
          contentRequest,
          manifest: readManifest(content),
          manifestContent: content,
          state: context.state,
          configuration: context.configuration,
          restrictedEssentialDownloadSizeRemaining,
          restrictedDownloadSizeRemaining,
          remainingRuntimeMs: remainingRuntimeMs(context),
        },
        (result) => {
          clock.endFlow();
          recordRuntime(context, startedAtMs, result.runtimeMs);
          ended();
          this.#extensionReturned(result);
        },
      );
    });
  }

  #extensionReturned(result: ExtensionResult): void {
    const { runtimeMs } = result;
    const returned = result.kind === "returned" ? result.downloads : undefined;
    if (result.kind === "returned" && Array.isArray(returned)) {
      const notes = [
        ...(result.notes ?? []),
        ...versionNotes(this.#context, result.downloads),
        ...runtimeNotes(this.#context, runtimeMs),
      ];
      this.#context.emit({
        type: "extension.returned",
        downloads: result.downloads.length,
        runtimeMs,
        notes: notes.length > 0 ? notes : undefined,
      });
    } else {
      const error =
        result.kind === "failed"
          ? simulatorError(result.errorName ?? "extensionFailed", result.message)
          : simulatorError("extensionFailed", "The extension returned something else than a list of downloads.");
      this.#context.emit({ type: "extension.failed", runtimeMs, error, assumptions: ["transport-error-mapping"] });
    }
    if (this.#cancelled) {
      this.#finishCancelled();
      return;
    }
    if (returned === undefined || !Array.isArray(returned)) {
      makeLaunchable(this.#context, this.#startedAtMs);
      this.#done("extension-failed");
      return;
    }
    this.#enqueue(judgeReturned(this.#context, returned, this.#forced));
  }

  #enqueue(judgements: readonly Judgement[]): void {
    const context = this.#context;
    const accepted: ScheduledDownload[] = [];
    for (const judgement of judgements) {
      if (judgement.kind === "refused") {
        const { kind: _, pending, identifier, lane, url, fileSizeInBytes, ...rest } = judgement;
        if (pending !== undefined && lane === "essential") {
          context.record({ type: "essential.failed", download: pending });
        }
        this.#refused.push(deliveredFrom(judgement, judgement.error));
        context.emit({ type: "download.refused", identifier, lane, url, fileSizeInBytes, ...rest });
        continue;
      }
      const { download, assumptions } = judgement;
      accepted.push(download);
      context.record({ type: "download.enqueued", download: pendingFrom(download) });
      context.emit({ type: "download.enqueued", ...downloadMembers(download), assumptions });
    }
    for (const lane of lanes) {
      if (context.ledger.chargedBytes(lane) !== context.state.chargedBytes[lane]) context.emitAllowance(lane);
    }
    const needsEssential = accepted.some((download) => download.lane === "essential");
    if (this.#event === "update" && needsEssential && context.settings["essential-on-update-blocks"] !== "never") {
      this.#block();
    }
    this.#batch = new DownloadBatch(
      this.#runner,
      accepted,
      {
        essentialConcluded: (results) => this.#essentialConcluded(results),
        nonEssentialConcluded: (results) => deliverResults(this.#context, results),
      },
      () => {
        if (this.#cancelled) this.#finishCancelled();
        else this.#done("completed");
      },
    );
    this.#batch.start();
  }

  #essentialConcluded(results: readonly DeliveredDownload[]): void {
    makeLaunchable(this.#context, this.#startedAtMs, this.#event === "update" ? ["essential-on-update-blocks"] : []);
    const isDelivered = this.#context.settings["refusal-delivery"] === "failed-callback";
    const refused = isDelivered ? this.#refused : [];
    deliverResults(this.#context, [...results, ...refused], this.#refused.length > 0 ? ["refusal-delivery"] : []);
  }

  #block(): void {
    if (this.#context.state.app?.launchable === true) this.#context.record({ type: "app.blocked" });
  }

  /** A cancelled installation leaves nothing behind, and no app; once the app can be launched it is installed and stays. */
  #finishCancelled(): void {
    const context = this.#context;
    if (context.state.app !== undefined && !context.state.app.launchable) {
      if (this.#event === "install") {
        context.record({ type: "app.removed" });
        context.ports.store.removeAllContent();
      } else {
        context.record({ type: "app.launchable" });
      }
    }
    this.#done("cancelled");
  }
}
