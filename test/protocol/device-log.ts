import { defaultConditions } from "../../src/simulator/conditions";
import { baError } from "../../src/simulator/error-codes";
import {
  type DeviceEvent,
  type DeviceEventBody,
  deviceEpochMs,
  type LifecycleEventName,
} from "../../src/simulator/events";

type Extras = Partial<Pick<DeviceEvent, "event" | "source" | "assumptions">>;

/** Writes an event log as the engine would, with a clock that is set by hand. */
export class DeviceLog {
  readonly events: DeviceEvent[] = [];
  #event: LifecycleEventName | undefined;

  add(atMs: number, body: DeviceEventBody, extras: Extras = {}): this {
    if (body.type === "event.started" || body.type === "event.notRun") this.#event = body.event;
    this.events.push({
      version: 1,
      seq: this.events.length + 1,
      time: new Date(deviceEpochMs + atMs).toISOString(),
      ...(this.#event === undefined ? {} : { event: this.#event }),
      ...extras,
      ...body,
    } as DeviceEvent);
    return this;
  }

  runStarted(atMs = 0): this {
    return this.add(atMs, {
      type: "run.started",
      project: { name: "Skylands", version: "2.1", mode: "self-hosted-unmanaged", infoPlist: "/app/Info.plist" },
      conditions: defaultConditions,
      simulator: "test",
    });
  }

  enqueued(
    atMs: number,
    identifier: string,
    fileSizeInBytes: number,
    lane: "essential" | "non-essential" = "essential",
  ): this {
    return this.add(atMs, { type: "download.enqueued", ...download(identifier, fileSizeInBytes, lane) });
  }

  refused(atMs: number, identifier: string, fileSizeInBytes: number): this {
    return this.add(
      atMs,
      {
        type: "download.refused",
        ...download(identifier, fileSizeInBytes, "non-essential"),
        error: baError("sessionDownloadDisallowedByDomain", "promo.example is not in BADownloadDomainAllowList."),
      },
      {
        source: {
          path: "/app/Info.plist",
          range: { start: { line: 31, character: 3 }, end: { line: 31, character: 9 } },
        },
      },
    );
  }
}

export function download(
  identifier: string,
  fileSizeInBytes: number,
  lane: "essential" | "non-essential" = "essential",
) {
  return {
    identifier,
    lane,
    url: `https://CDN.example.com:8443/assets/${identifier}.pak?x=1`,
    fileSizeInBytes,
  } as const;
}
