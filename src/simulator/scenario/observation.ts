import type { DeviceError } from "../error-codes";
import type { DeviceEvent, Lane } from "../events";
import { ObservedCalls } from "./observed-calls";

/** The name under which the manifest appears among failed downloads. */
export const manifestName = "BAManifestURL";

/** What has happened since the last event step began. */
export class Observation {
  /** A periodic check has begun, or was due and did not run. */
  periodicWasDue = false;
  readonly downloaded = new Set<string>();
  readonly refused = new Map<string, DeviceError>();
  readonly failed = new Map<string, DeviceError>();
  readonly cancelled = new Set<string>();
  readonly notRun: { readonly reason: string; readonly message: string }[] = [];
  readonly bytes: { [L in Lane]: number } = { essential: 0, "non-essential": 0 };
  readonly calls = new ObservedCalls();
  launchableAfterMs: number | undefined;
  /** Of downloads that have not ended. */
  readonly #underWay = new Map<string, number>();

  /** Of the event's assets, those of unfinished downloads included. */
  get receivedBytes(): number {
    const ended = this.bytes.essential + this.bytes["non-essential"];
    return [...this.#underWay.values()].reduce((sum, bytes) => sum + bytes, ended);
  }

  observe(event: DeviceEvent): void {
    this.calls.observe(event);
    switch (event.type) {
      case "download.finished":
        this.#underWay.delete(event.identifier);
        this.downloaded.add(event.identifier);
        this.bytes[event.lane] += event.receivedBytes;
        break;
      case "download.failed":
        this.#underWay.delete(event.identifier);
        this.failed.set(event.identifier, event.error);
        this.bytes[event.lane] += event.receivedBytes;
        break;
      case "download.cancelled":
        this.#underWay.delete(event.identifier);
        this.cancelled.add(event.identifier);
        this.bytes[event.lane] += event.receivedBytes;
        break;
      case "download.progress":
        this.#underWay.set(event.identifier, event.receivedBytes);
        break;
      case "download.refused":
        this.refused.set(event.identifier, event.error);
        break;
      case "manifest.failed":
        this.failed.set(manifestName, event.error);
        break;
      case "event.started":
        if (event.event === "periodic") this.periodicWasDue = true;
        break;
      case "event.notRun":
        if (event.event === "periodic") this.periodicWasDue = true;
        this.notRun.push({ reason: event.reason, message: event.message });
        break;
      case "app.launchable":
        this.launchableAfterMs = event.afterMs;
        break;
    }
  }
}
