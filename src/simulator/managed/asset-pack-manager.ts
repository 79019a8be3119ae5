import { type AssetPack, readAssetPackManifest } from "../../model/packs/asset-pack";
import type { DeviceContext } from "../device-context";
import { judgeScheduled } from "../enqueue-judge";
import { type DeviceError, managedError, simulatorError, urlError } from "../error-codes";
import type { DeviceEvent } from "../events";
import { ManifestDownload } from "../manifest-download";
import { compareVersions, firstVersionWith } from "../os-version";
import { downloadMembers, pendingFrom } from "../scheduled-download";
import type { TransferRunner } from "../transfer-runner";
import { downloadOf } from "./managed-extension";
import type { PackCall, PackCallName } from "./pack-call";
import { type FileLookUp, lookUpFile } from "./pack-files";
import { resolvedLanguage } from "./pack-language";
import { localPackStatus, packStatus } from "./pack-status";

/** After whatever a request returned. */
const firstOrder = 2_000_000_000;

type CallResult = Omit<
  Extract<DeviceEvent, { readonly type: "app.call" }>,
  "version" | "seq" | "time" | "type" | "call" | "by"
>;

type Offer =
  | { readonly kind: "packs"; readonly packs: readonly AssetPack[] }
  | { readonly kind: "failed"; readonly error: DeviceError };

/** `AssetPackManager.shared` as the app calls it (facts 7.3). What a call throws on a device is in the log. */
export class AssetPackManager {
  readonly #context: DeviceContext;
  readonly #runner: TransferRunner;
  readonly #whenIdle: (() => void)[] = [];
  /** What the server offered last; undefined: it was not asked since the device was made. */
  #offered: readonly AssetPack[] | undefined;
  #asking: ManifestDownload | undefined;
  #underWay = 0;
  #order = firstOrder;

  constructor(context: DeviceContext, runner: TransferRunner) {
    this.#context = context;
    this.#runner = runner;
  }

  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  whenIdle(callback: () => void): void {
    if (this.isIdle) callback();
    else this.#whenIdle.push(callback);
  }

  call(call: PackCall): void {
    switch (call.name) {
      case "ensureLocalAvailability":
        this.#ensure(call.packIds, call.requireLatestVersion);
        return;
      case "checkForUpdates":
        this.#ask((offer) => this.#update(offer));
        return;
      case "allAssetPacks":
        this.#ask((offer) => {
          if (offer.kind === "failed") this.#answer(call.name, { error: offer.error });
          else this.#answer(call.name, { packIds: offer.packs.map(({ id }) => id) });
        });
        return;
      case "remove":
        this.#remove(call.packId);
        this.#answer(call.name, { identifier: call.packId });
        return;
      case "status":
        this.#ask((offer) => {
          if (offer.kind === "failed") this.#answer(call.name, { identifier: call.packId, error: offer.error });
          else this.#answerStatus(call.name, call.packId, offer.packs);
        });
        return;
      case "localStatus":
        this.#answerStatus(call.name, call.packId, undefined);
        return;
      case "contents":
        this.#contents(call.path, call.packId);
        return;
      case "cancelDownload":
        this.#cancel(call.packId);
        return;
      case "reconcilePreferredLanguages":
        this.#reconcile(call.language);
    }
  }

  /** Ends whatever was asked for. */
  cancelAll(): void {
    if (this.isIdle) return;
    this.#asking?.cancel();
    this.#runner.cancelAll();
  }

  #ensure(packIds: readonly string[], requireLatestVersion: boolean): void {
    const name = "ensureLocalAvailability";
    const [only] = packIds;
    const about = packIds.length === 1 && only !== undefined ? { identifier: only, packIds } : { packIds };
    const { assets } = this.#context.state;
    if (!requireLatestVersion && packIds.every((id) => assets.has(id))) {
      this.#answer(name, { ...about, effect: "already-local" });
      return;
    }
    this.#ask((offer) => {
      if (offer.kind === "failed") {
        this.#answer(name, { ...about, error: offer.error });
        return;
      }
      const failures = new Map<string, DeviceError>();
      const wanted: AssetPack[] = [];
      for (const id of packIds) {
        const pack = offer.packs.find((one) => one.id === id);
        if (pack === undefined) failures.set(id, notFound(id, offer.packs));
        else if (this.#isMissing(pack, requireLatestVersion)) wanted.push(pack);
      }
      this.#download(wanted, (failed) => {
        for (const [id, error] of failed) failures.set(id, error);
        const [first] = failures.values();
        const error = failures.size > 0 && packIds.length > 1 ? partialFailure(packIds, failures) : first;
        this.#answer(name, { ...about, ...(error === undefined ? { effect: "downloaded" } : { error }) });
      });
    });
  }

  #isMissing(pack: AssetPack, requireLatestVersion: boolean): boolean {
    const installed = this.#context.state.assets.get(pack.id);
    return installed === undefined || (requireLatestVersion && installed.version !== String(pack.version));
  }

  /** Returns at once; the updates come afterwards. */
  #update(offer: Offer): void {
    if (offer.kind === "failed") {
      this.#answer("checkForUpdates", { error: offer.error });
      return;
    }
    const { assets } = this.#context.state;
    const outdated = offer.packs.filter(({ id, version }) => {
      const installed = assets.get(id);
      return installed !== undefined && installed.version !== String(version);
    });
    const offered = new Set(offer.packs.map(({ id }) => id));
    const removed = [...assets.keys()].filter((id) => !offered.has(id));
    for (const id of removed) this.#remove(id);
    this.#answer("checkForUpdates", { updatingIDs: outdated.map(({ id }) => id), removedIDs: removed });
    this.#download(outdated, () => {});
  }

  #remove(id: string): void {
    const context = this.#context;
    const asset = context.state.assets.get(id);
    if (asset === undefined) return;
    context.record({ type: "asset.removed", identifier: id });
    context.ports.store.removeContent(id);
    context.disk.release(asset.sizeOnDiskInBytes);
  }

  #answerStatus(name: PackCallName, id: string, packs: readonly AssetPack[] | undefined): void {
    const { state, conditions } = this.#context;
    const status =
      packs === undefined
        ? localPackStatus({ id, state, packs: this.#offered })
        : packStatus({ id, state, packs, online: conditions.network.online });
    this.#answer(name, { identifier: id, status });
  }

  #contents(path: string, packId: string | undefined): void {
    const { state, ports } = this.#context;
    const found = lookUpFile({
      path,
      packId,
      state,
      filesOf: ports.packFiles ?? (() => undefined),
      offered: this.#offered ?? [],
    });
    const answer = (result: CallResult) => this.#answer("contents", { path, ...result });
    if (found.kind === "found") {
      const note =
        found.others.length === 0
          ? undefined
          : `${found.others.join(", ")} ${found.others.length === 1 ? "has" : "have"} the same path: which one is read is undefined.`;
      answer({ identifier: found.packId, ...(note === undefined ? {} : { note }) });
    } else if (found.kind === "unknown") {
      answer({
        note: `Contents unknown: what is in ${found.packIds.join(", ")} is known from packaging manifests only, and none here is of the version on the device.`,
      });
    } else {
      const where =
        packId === undefined
          ? "No pack on the device has a file"
          : state.assets.has(packId)
            ? `\`${packId}\` has no file`
            : `\`${packId}\` is not on the device: there is no file`;
      answer({
        error: managedError("fileNotFound", `${where} at “${path}” (fileNotFound). ${adviceFor(found.elsewhere)}`),
      });
    }
  }

  #cancel(id: string): void {
    if (this.#runner.has(id)) {
      this.#answer("cancelDownload", { identifier: id });
      this.#runner.cancel(id);
      return;
    }
    this.#answer("cancelDownload", { identifier: id, note: "It is not being downloaded: there is nothing to cancel." });
  }

  #reconcile(language: string | undefined): void {
    const name = "reconcilePreferredLanguages";
    this.#ask((offer) => {
      if (offer.kind === "failed") {
        this.#answer(name, { error: offer.error });
        return;
      }
      const { conditions, configuration, state } = this.#context;
      const preferred = language ?? conditions.preferredLanguage;
      const resolved = resolvedLanguage(offer.packs, preferred, configuration.developmentRegion);
      const wanted = offer.packs.filter(
        (pack) =>
          pack.language !== undefined &&
          pack.language === resolved &&
          pack.policy !== "onDemand" &&
          !state.assets.has(pack.id),
      );
      this.#download(wanted, (failed) => {
        const [error] = failed.values();
        const note = resolved === undefined ? "No pack is localized for it." : `Resolved language: ${resolved}.`;
        this.#answer(name, { packIds: wanted.map(({ id }) => id), note, ...(error === undefined ? {} : { error }) });
      });
    });
  }

  /** Downloads packs, or waits for those that are on their way; `done` gets the errors of those that failed. */
  #download(packs: readonly AssetPack[], done: (failed: ReadonlyMap<string, DeviceError>) => void): void {
    const context = this.#context;
    const failed = new Map<string, DeviceError>();
    let left = packs.length;
    this.#underWay++;
    const concluded = () => {
      if (left > 0) return;
      done(failed);
      this.#ended();
    };
    for (const pack of packs) {
      const end = () => {
        left--;
        concluded();
      };
      if (this.#runner.has(pack.id)) {
        this.#attach(pack.id, failed, end);
        continue;
      }
      const judgement = judgeScheduled(context, downloadOf(pack, false), this.#order++, false);
      if (judgement.kind === "refused") {
        const { identifier, lane, url, fileSizeInBytes, error, assumptions, source } = judgement;
        context.emit({ type: "download.refused", identifier, lane, url, fileSizeInBytes, error, assumptions, source });
        failed.set(pack.id, error);
        left--;
        continue;
      }
      const { download, assumptions } = judgement;
      // The person waits for it.
      download.isForeground = context.appInForeground;
      context.record({ type: "download.enqueued", download: pendingFrom(download) });
      context.emit({ type: "download.enqueued", ...downloadMembers(download), assumptions });
      this.#runner.start([download], (ended, conclusion) => {
        if (conclusion !== "finished") failed.set(ended.identifier, ended.failure ?? cancelled(ended.identifier));
        end();
      });
    }
    concluded();
  }

  /** Somebody else downloads it already. */
  #attach(id: string, failed: Map<string, DeviceError>, end: () => void): void {
    const stop = this.#context.log.observe((event) => {
      if (event.identifier !== id) return;
      if (event.type === "download.failed" || event.type === "download.cancelled") failed.set(id, event.error);
      else if (event.type !== "download.finished") return;
      stop();
      // Not from within the event.
      this.#context.ports.clock.after(0, end);
    });
  }

  /** Fetches what the server offers; `done` may be called before this returns. */
  #ask(done: (offer: Offer) => void): void {
    const url = this.#context.configuration.manifestUrl?.value;
    if (url === undefined) throw new Error("A managed project without a manifest has no pack manager to call.");
    this.#underWay++;
    this.#asking = new ManifestDownload(this.#context, url, (result) => {
      this.#asking = undefined;
      if (result.kind === "finished") {
        const reading = readAssetPackManifest(new TextDecoder().decode(result.content));
        if (reading.kind === "read") {
          this.#offered = reading.packs;
          done({ kind: "packs", packs: reading.packs.filter((pack) => this.#takes(pack)) });
        } else done({ kind: "failed", error: simulatorError("contentNotUsable", reading.message) });
      } else if (result.kind === "failed") done({ kind: "failed", error: result.error });
      else done({ kind: "failed", error: cancelled("BAManifestURL") });
      this.#ended();
    });
    this.#asking.start();
  }

  /** Older systems are not offered localized packs. */
  #takes(pack: AssetPack): boolean {
    if (pack.language === undefined) return true;
    return compareVersions(this.#context.conditions.osVersion, firstVersionWith.localizedPacks) >= 0;
  }

  #answer(call: PackCallName, result: CallResult): void {
    this.#context.emit({ type: "app.call", call, by: "app", ...result });
  }

  #ended(): void {
    this.#underWay--;
    if (!this.isIdle) return;
    for (const callback of this.#whenIdle.splice(0)) callback();
  }
}

function notFound(id: string, packs: readonly AssetPack[]): DeviceError {
  const known = packs.map((pack) => pack.id).slice(0, 5);
  const offered =
    known.length === 0 ? "It offers none." : `It offers ${known.join(", ")}${packs.length > 5 ? " …" : ""}.`;
  return managedError(
    "assetPackNotFound",
    `The server offers no asset pack \`${id}\` (assetPackNotFound). ${offered} Identifiers differ by capitals too.`,
  );
}

function partialFailure(packIds: readonly string[], failures: ReadonlyMap<string, DeviceError>): DeviceError {
  const reasons = [...failures].map(([id, { message }]) => `${id}: ${message}`);
  return managedError(
    "localAvailabilityFailure",
    `${failures.size} of ${packIds.length} packs are not available (LocalAvailabilityError): ${reasons.join(" ")}`,
  );
}

function adviceFor(elsewhere: Extract<FileLookUp, { kind: "missing" }>["elsewhere"]): string {
  if (elsewhere === undefined) return "Check the path: the selector's folders are part of it.";
  const { packId, isOnDevice } = elsewhere;
  return isOnDevice
    ? `It is in \`${packId}\`: search there, or in all packs.`
    : `It is in \`${packId}\`, which is not on the device: call ensureLocalAvailability before.`;
}

function cancelled(what: string): DeviceError {
  return urlError("NSURLErrorCancelled", `\`${what}\` was cancelled.`);
}
