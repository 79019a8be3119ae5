import { defaultPanelConditions } from "../protocol/panel-conditions";
import type { PanelConditions, PanelStatus } from "../protocol/panel-messages";
import { newestDigest, type RunDigest } from "../protocol/run-digest";
import { RunHistory } from "../protocol/run-history";
import { runViewOf } from "../protocol/run-model";
import type { DeviceSummary, SimulationProject } from "../protocol/worker-messages";
import type { DeviceEvent, LifecycleEventName } from "../simulator/events";
import type { Fault } from "../simulator/faults";
import { type StoredRun, storedEvents } from "./run-storage";

const lifecycleEvents: readonly LifecycleEventName[] = ["install", "launch", "update", "periodic", "language-change"];

/** What the extension knows of one app's simulated device: what happened, what runs, what the person has set. */
export class ProjectRun {
  readonly history = new RunHistory();
  status: PanelStatus = "idle";
  /** The person cancelled before there was a run to cancel. */
  isCancelled = false;
  device: DeviceSummary | undefined;
  /** Of the project file, as the newest run had them. */
  assumptions: SimulationProject["assumptions"] = {};
  problem: string | undefined;
  conditions: PanelConditions = defaultPanelConditions;

  /** Of this window: the next one begins without. */
  faults: readonly Fault[] = [];
  sentFaults: readonly Fault[] = this.faults;

  /** What the worker was told; another object than `conditions` where the person has changed something since. */
  sentConditions: PanelConditions | undefined;

  /** What each event came to before the history was cleared, to be compared with. */
  #previous: readonly RunDigest[] = [];

  constructor(readonly infoPlistPath: string) {}

  get isIdle(): boolean {
    return this.status === "idle";
  }

  restore(stored: StoredRun): void {
    this.conditions = { ...this.conditions, ...stored.conditions };
    this.history.add(stored.events);
    this.#previous = stored.previous ?? [];
  }

  previous(event: LifecycleEventName): RunDigest | undefined {
    return this.#previous.find((digest) => digest.event === event);
  }

  /** Begins a new story; of the old one stays what each of its events came to. */
  clear(): void {
    const view = runViewOf(this.history.events());
    this.#previous = lifecycleEvents.flatMap((event) => newestDigest(view, event) ?? this.previous(event) ?? []);
    this.history.clear();
  }

  toStore(): StoredRun {
    return {
      version: 1,
      conditions: this.conditions,
      events: this.history.bounded(storedEvents),
      previous: this.#previous.filter(({ downloads }) => downloads.length <= storedEvents),
    };
  }

  add(events: readonly DeviceEvent[]): void {
    this.history.add(events);
    for (const event of events) {
      if (event.type !== "condition.changed") continue;
      const { forceQuit } = event.conditions;
      // A launch ends a force quit.
      if (forceQuit !== this.conditions.forceQuit) this.conditions = { ...this.conditions, forceQuit };
    }
  }
}
