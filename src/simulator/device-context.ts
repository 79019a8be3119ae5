import { type AppConfiguration, isManagedMode, type SourceLocation } from "../model/app-configuration";
import { AllowanceLedger, allowanceKeys } from "./allowance-ledger";
import type { AppDownload } from "./app-action";
import type { UndeliveredResults } from "./app-callbacks";
import type { AssumptionName, AssumptionSettings } from "./assumptions";
import type { PreparedAnswer } from "./auth-challenges";
import { type DeviceConditions, defaultConditions } from "./conditions";
import { Connectivity } from "./connectivity";
import { type AppActivity, applyRecord, copyDeviceState, type DeviceRecord, type DeviceState } from "./device-state";
import { DiskSpace } from "./disk-space";
import { DomainPolicy } from "./domain-policy";
import { type EventDraft, EventLog } from "./event-log";
import type { Caller, EventSource, Lane, LifecycleEventName } from "./events";
import { ExtensionCalls } from "./extension-calls";
import { statusUpdateOf } from "./managed/status-updates";
import { compareVersions, firstVersionWith } from "./os-version";
import type { DevicePorts } from "./ports";

export interface DeviceOptions {
  readonly configuration: AppConfiguration;
  readonly settings: AssumptionSettings;
  readonly conditions?: Partial<DeviceConditions> | undefined;
  readonly ports: DevicePorts;
  readonly showSecrets?: boolean | undefined;
  /** Somebody may change conditions at any moment: while downloads wait for a network, time follows the wall. */
  readonly isWatched?: boolean | undefined;
  /** Of the log that this device continues, after a restart. */
  readonly lastSeq?: number | undefined;
}

/** What the parts of a device share: its state, conditions, allowances and log. */
export class DeviceContext {
  readonly configuration: AppConfiguration;
  readonly settings: AssumptionSettings;
  readonly ports: DevicePorts;
  readonly log: EventLog;
  readonly domains: DomainPolicy;
  readonly connectivity: Connectivity;
  conditions: DeviceConditions;
  ledger: AllowanceLedger;
  disk: DiskSpace;
  /** The lifecycle event under way. */
  event: LifecycleEventName | undefined;
  /** That event has passed a closed gate on purpose. */
  isForced = false;
  /** Nothing happens any more, and nothing is remembered. */
  isInterrupted = false;
  /** Whether finished files are moved in the callback of app and extension; what is not moved is deleted. */
  movesFiles: { readonly [C in Caller]: boolean } = { app: true, extension: true };
  /** Over the network, since the device was made. */
  transferredBytes = 0;
  readonly extensionCalls = new ExtensionCalls();
  readonly undelivered: UndeliveredResults[] = [];
  /** Calls BADownloadManager as the extension; set by the device, which has the manager. */
  scheduleFromExtension: (download: AppDownload) => void = () => {};
  /** What a scenario answers to challenges; of several that fit the last counts. */
  preparedAnswers: readonly PreparedAnswer[] = [];
  #state: DeviceState;

  constructor(options: DeviceOptions) {
    this.configuration = options.configuration;
    this.settings = options.settings;
    this.ports = options.ports;
    this.conditions = { ...defaultConditions, ...options.conditions };
    this.log = new EventLog({
      clock: options.ports.clock,
      emit: options.ports.emit,
      showSecrets: options.showSecrets === true,
      lastSeq: options.lastSeq,
    });
    this.connectivity = new Connectivity(options.settings, options.ports.clock, options.isWatched === true);
    this.domains = new DomainPolicy(options.configuration, options.settings);
    this.#state = copyDeviceState(options.ports.store.initial);
    this.disk = new DiskSpace(this.conditions.freeDiskSpaceInBytes);
    this.ledger = this.openLedger();
    options.ports.transport.setNetwork(this.conditions.network);
  }

  get state(): DeviceState {
    return this.#state;
  }

  get nowMs(): number {
    return this.ports.clock.now();
  }

  /** Who was quit in the app switcher has no process. */
  get appActivity(): AppActivity {
    if (this.conditions.forceQuit) return "terminated";
    return this.#state.app?.activity ?? "terminated";
  }

  /** Callbacks go to the app while it is in front, instead of to the extension. */
  get appInForeground(): boolean {
    return this.appActivity === "foreground";
  }

  get wasLaunched(): boolean {
    return this.#state.app?.firstLaunchedAtMs !== undefined;
  }

  /** Whether the initial restrictions hold. */
  get isRestricted(): boolean {
    // Apple's own packs are no download of the app's: allowances and allow list are keys of self-hosting.
    if (this.configuration.mode === "apple-hosted") return false;
    if (this.#state.app === undefined || this.wasLaunched) return false;
    return this.settings["restricted-until"] === "first-launch" || this.event === "install";
  }

  get hasEssentialDownloads(): boolean {
    return compareVersions(this.conditions.osVersion, firstVersionWith.essentialDownloads) >= 0;
  }

  record(record: DeviceRecord): void {
    this.#state = applyRecord(this.#state, record);
    this.ports.store.append(record);
  }

  /** The event under way is named unless the draft names another. */
  emit(draft: EventDraft): void {
    this.#emit(draft);
    if (!isManagedMode(this.configuration.mode) || this.appActivity === "terminated") return;
    const update = statusUpdateOf(draft);
    if (update !== undefined) this.#emit(update);
  }

  #emit(draft: EventDraft): void {
    this.log.emit(this.event === undefined || draft.event !== undefined ? draft : { ...draft, event: this.event });
  }

  /** Tells what a lane is charged with now, and remembers it. */
  emitAllowance(lane: Lane, assumptions: readonly AssumptionName[] = [], event?: LifecycleEventName): void {
    const chargedBytes = this.ledger.chargedBytes(lane);
    this.record({ type: "charged", lane, chargedBytes });
    this.emit({
      type: "allowance.changed",
      event,
      lane,
      limitInBytes: this.ledger.limitInBytes(lane),
      chargedBytes,
      assumptions: this.isPackLimited ? [...assumptions, "allowances-limit-packs"] : assumptions,
    });
  }

  /** That the allowances limit asset packs of a server of one's own is an assumption. */
  get isPackLimited(): boolean {
    return this.configuration.mode === "self-hosted-managed" && this.ledger.isRestricted;
  }

  /** The allowances as they stand: fresh after an installation, charged by earlier events before the first launch. */
  openLedger(): AllowanceLedger {
    const { configuration, settings } = this;
    const packsAreFree = configuration.mode === "self-hosted-managed" && settings["allowances-limit-packs"] === "no";
    return new AllowanceLedger({
      limits:
        this.isRestricted && !packsAreFree
          ? {
              essential: configuration.essentialDownloadAllowanceInBytes?.value ?? 0,
              "non-essential": configuration.downloadAllowanceInBytes?.value ?? 0,
            }
          : undefined,
      chargedBytes: this.#state.chargedBytes,
      boundary: settings["allowance-boundary"],
    });
  }

  sourceOf(location: SourceLocation | undefined): EventSource | undefined {
    return location === undefined ? undefined : { path: location.path, range: this.ports.positionOf(location) };
  }

  /** The plist line of a lane's allowance, or of the dictionary that should hold it. */
  allowanceSource(lane: Lane): EventSource | undefined {
    const located =
      lane === "essential"
        ? this.configuration.essentialDownloadAllowanceInBytes
        : this.configuration.downloadAllowanceInBytes;
    return this.sourceOf(located?.location ?? this.configuration.restrictions);
  }

  allowanceKey(lane: Lane): string {
    return allowanceKeys[lane];
  }
}
