import { defaultPanelConditions } from "../protocol/panel-conditions";
import type { PanelConditions, PanelStatus } from "../protocol/panel-messages";
import { RunHistory } from "../protocol/run-history";
import type { DeviceSummary, SimulationProject } from "../protocol/worker-messages";
import type { DeviceEvent } from "../simulator/events";
import type { Fault } from "../simulator/faults";
import { type StoredRun, storedEvents } from "./run-storage";

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

  constructor(readonly infoPlistPath: string) {}

  get isIdle(): boolean {
    return this.status === "idle";
  }

  restore(stored: StoredRun): void {
    this.conditions = { ...this.conditions, ...stored.conditions };
    this.history.add(stored.events);
  }

  toStore(): StoredRun {
    return { version: 1, conditions: this.conditions, events: this.history.bounded(storedEvents) };
  }

  add(events: readonly DeviceEvent[]): void {
    this.history.add(events);
    for (const event of events) {
      // A launch ends a force quit.
      const forceQuit = event.type === "condition.changed" ? event.conditions.forceQuit : this.conditions.forceQuit;
      if (forceQuit !== this.conditions.forceQuit) this.conditions = { ...this.conditions, forceQuit };
    }
  }
}
