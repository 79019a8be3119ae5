import type { DeviceEvent, DeviceEventOf, Lane } from "../simulator/events";
import { DownloadRows } from "./download-rows";
import type { EventView, LanesView, LaneView, ManifestView, PhaseView, RunView } from "./run-view";

const unknownLanes: LanesView = {
  essential: { limitInBytes: undefined, chargedBytes: 0, neededBytes: 0 },
  "non-essential": { limitInBytes: undefined, chargedBytes: 0, neededBytes: 0 },
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Turns the event log into what people look at. Events are applied in place, at a cost that does not grow with the
 * run; `view()` is an immutable picture, made anew only after something changed, whose rows keep their identity
 * until they change.
 *
 * Several runs may follow one another: what an update did stands beside what the install did. `clear()` begins anew.
 */
export class RunModel {
  readonly #logsProgress: boolean;
  #state: Mutable<Omit<RunView, "rows">> = emptyState();
  #rows = new DownloadRows();
  #startMs: number | undefined;
  /** Charges before the event's manifest arrived, to know what the manifest itself took. */
  #chargedBefore: Record<Lane, number> = { essential: 0, "non-essential": 0 };
  #manifestIsCharged = false;
  /** Of the newest run among `events`. */
  #firstEventOfRun = 0;
  #view: RunView | undefined;
  #revision = 0;

  /** @param options `logsProgress: false` leaves `download.progress` out of `log`, which otherwise grows with the bytes. */
  constructor(options: { readonly logsProgress?: boolean } = {}) {
    this.#logsProgress = options.logsProgress ?? true;
  }

  /** Grows whenever something changed. */
  get revision(): number {
    return this.#revision;
  }

  clear(): void {
    this.#state = emptyState();
    this.#rows = new DownloadRows();
    this.#startMs = undefined;
    this.#chargedBefore = { essential: 0, "non-essential": 0 };
    this.#manifestIsCharged = false;
    this.#firstEventOfRun = 0;
    this.#changed();
  }

  apply(events: Iterable<DeviceEvent>): void {
    for (const event of events) this.#apply(event);
    this.#changed();
  }

  view(): RunView {
    if (this.#view === undefined) {
      const { events, phases, launchableAtMs, log } = this.#state;
      this.#view = {
        ...this.#state,
        rows: this.#rows.rows.slice(),
        events: events.slice(),
        phases: phases.slice(),
        launchableAtMs: launchableAtMs.slice(),
        log: log.slice(),
      };
    }
    return this.#view;
  }

  #changed(): void {
    this.#revision++;
    this.#view = undefined;
  }

  #apply(event: DeviceEvent): void {
    const state = this.#state;
    const timeMs = Date.parse(event.time);
    this.#startMs ??= timeMs;
    const atMs = timeMs - this.#startMs;
    state.nowMs = Math.max(state.nowMs, atMs);
    if (this.#logsProgress || event.type !== "download.progress") (state.log as DeviceEvent[]).push(event);
    switch (event.type) {
      case "run.started":
        state.startedAt ??= event.time;
        state.projectName = event.project.name;
        state.conditions = event.conditions;
        state.summary = undefined;
        state.exitCode = undefined;
        this.#endOpenEvents(atMs);
        this.#firstEventOfRun = state.events.length;
        break;
      case "run.finished":
        state.summary = event.summary;
        state.exitCode = event.exitCode;
        this.#endOpenEvents(atMs);
        break;
      case "event.started":
        this.#beginEvent(event.event, atMs, undefined);
        break;
      case "event.notRun":
        this.#beginEvent(event.event, atMs, {
          reason: event.reason,
          message: event.message,
          source: event.source,
          ...(event.times === undefined ? {} : { times: event.times }),
        });
        break;
      case "event.finished":
        this.#finishEvent(event, atMs);
        break;
      case "manifest.started":
        this.#setManifest(event, { url: event.url, receivedBytes: 0, error: undefined, source: event.source });
        this.#beginPhase("manifest", event, atMs);
        break;
      case "manifest.finished":
      case "manifest.failed":
        this.#setManifest(event, {
          url: event.url,
          receivedBytes: event.receivedBytes,
          error: event.error,
          source: event.source,
        });
        this.#endPhase("manifest", event, atMs);
        break;
      case "extension.launched":
        this.#manifestIsCharged = true;
        this.#beginPhase("extension", event, atMs);
        break;
      case "extension.failed":
        this.#changeEvent(this.#indexOf(event), (view) => ({ ...view, extensionError: event.error }));
        this.#endPhase("extension", event, atMs);
        break;
      case "extension.returned":
        this.#endPhase("extension", event, atMs);
        break;
      case "allowance.changed":
        this.#changeAllowance(event);
        break;
      case "app.launchable":
        (state.launchableAtMs as RunView["launchableAtMs"][number][]).push({
          event: event.event ?? "install",
          eventIndex: this.#indexOf(event),
          atMs,
          afterMs: event.afterMs,
        });
        break;
      case "app.launched":
        state.launchedAtMs = atMs;
        break;
      case "condition.changed":
        state.conditions = event.conditions;
        break;
      case "app.call":
      case "app.activity":
        if (event.event === undefined && !this.#hasOpenEvent()) this.#beginEvent("app", atMs, undefined);
        break;
      case "pack.statusUpdate":
      case "control.released":
      case "file.lost":
      case "file.purged":
      case "extension.finished":
      case "challenge.answered":
      case "clock.advanced":
      case "fault.applied":
      case "expectation":
      case "manifest.redirected":
        break;
      default:
        this.#applyDownload(event, atMs);
    }
  }

  #applyDownload(event: Extract<DeviceEvent, { type: `download.${string}` }>, atMs: number): void {
    if (event.event === undefined && !this.#hasOpenEvent()) this.#beginEvent("continued", atMs, undefined);
    const eventIndex = this.#indexOf(event);
    if (event.type === "download.enqueued" || event.type === "download.refused") {
      this.#manifestIsCharged = true;
      this.#changeLane(eventIndex, event.lane, (lane) => ({
        ...lane,
        neededBytes: lane.neededBytes + (event.fileSizeInBytes ?? 0),
      }));
    }
    const change = this.#rows.apply(event, eventIndex, atMs);
    if (change === "began") this.#beginPhase(event.lane, event, atMs);
    else if (change === "ended" && !this.#rows.isDownloading(eventIndex, event.lane)) {
      this.#endPhase(event.lane, event, atMs);
    }
  }

  /** Of the newest run; a launch amid an event's downloads does not end that event. */
  #hasOpenEvent(): boolean {
    const { events } = this.#state;
    for (let index = events.length - 1; index >= this.#firstEventOfRun; index--) {
      if (events[index]?.endedAtMs === undefined) return true;
    }
    return false;
  }

  #beginEvent(event: EventView["event"], atMs: number, notRun: EventView["notRun"]): void {
    const { lanes, events } = this.#state;
    const last = events.length - 1;
    // What was left behind has come to rest before an event begins.
    const isBetweenEvents = events[last]?.event === "continued" || events[last]?.event === "app";
    // A launch in the middle of it does not end it.
    if (isBetweenEvents && event !== "launch" && events[last]?.endedAtMs === undefined) {
      this.#changeEvent(last, (view) => ({ ...view, endedAtMs: atMs }));
      this.#endPhasesOf(last, atMs);
    }
    const begun: LanesView = {
      essential: { ...lanes.essential, neededBytes: 0 },
      "non-essential": { ...lanes["non-essential"], neededBytes: 0 },
    };
    this.#chargedBefore = {
      essential: lanes.essential.chargedBytes,
      "non-essential": lanes["non-essential"].chargedBytes,
    };
    this.#manifestIsCharged = false;
    this.#state.lanes = begun;
    this.#state.manifest = undefined;
    (events as EventView[]).push({
      event,
      network: this.#state.conditions?.network.name,
      startedAtMs: atMs,
      endedAtMs: notRun === undefined ? undefined : atMs,
      outcome: notRun?.reason,
      notRun,
      lanes: begun,
      manifest: undefined,
    });
  }

  #finishEvent(event: DeviceEventOf<"event.finished">, atMs: number): void {
    const index = this.#indexOf(event);
    this.#changeEvent(index, (view) => ({ ...view, endedAtMs: atMs, outcome: event.outcome }));
    this.#endPhasesOf(index, atMs);
  }

  /** A run that was cut off leaves nothing open. */
  #endOpenEvents(atMs: number): void {
    for (let index = this.#state.events.length - 1; index >= 0; index--) {
      if (this.#state.events[index]?.endedAtMs !== undefined) continue;
      this.#changeEvent(index, (view) => ({ ...view, endedAtMs: atMs }));
      this.#endPhasesOf(index, atMs);
    }
  }

  #changeAllowance(event: DeviceEventOf<"allowance.changed">): void {
    const { lane, limitInBytes, chargedBytes } = event;
    const byManifest = this.#manifestIsCharged ? undefined : chargedBytes - this.#chargedBefore[lane];
    this.#changeLane(this.#indexOf(event), lane, (view) => ({
      limitInBytes,
      chargedBytes,
      neededBytes: byManifest === undefined ? view.neededBytes : Math.max(0, byManifest),
    }));
  }

  #changeLane(eventIndex: number, lane: Lane, change: (view: LaneView) => LaneView): void {
    const lanes = { ...this.#state.lanes, [lane]: change(this.#state.lanes[lane]) };
    this.#state.lanes = lanes;
    // Restrictions end with the launch; the event they held for keeps the figures it had.
    if (lanes[lane].limitInBytes === null && this.#state.events[eventIndex]?.lanes[lane].limitInBytes != null) return;
    this.#changeEvent(eventIndex, (view) => ({ ...view, lanes: { ...view.lanes, [lane]: lanes[lane] } }));
  }

  #setManifest(event: DeviceEvent, manifest: ManifestView): void {
    this.#state.manifest = manifest;
    this.#changeEvent(this.#indexOf(event), (view) => ({ ...view, manifest }));
  }

  #changeEvent(index: number, change: (view: EventView) => EventView): void {
    const view = this.#state.events[index];
    if (view !== undefined) (this.#state.events as EventView[])[index] = change(view);
  }

  /** The lifecycle event that an event of the log belongs to: the newest of its name, else the newest that is open. */
  #indexOf(event: DeviceEvent): number {
    const { events } = this.#state;
    if (event.event === undefined) {
      const open = events.findLastIndex(({ endedAtMs }) => endedAtMs === undefined);
      if (open >= this.#firstEventOfRun) return open;
    }
    for (let index = events.length - 1; index >= 0; index--) {
      if (event.event === undefined || events[index]?.event === event.event) return index;
    }
    return Math.max(0, events.length - 1);
  }

  #beginPhase(kind: PhaseView["kind"], event: DeviceEvent, atMs: number): void {
    const eventIndex = this.#indexOf(event);
    const name = this.#state.events[eventIndex]?.event;
    if (name === undefined) return;
    const phases = this.#state.phases as PhaseView[];
    const index = phases.findLastIndex((phase) => phase.eventIndex === eventIndex && phase.kind === kind);
    const existing = phases[index];
    if (existing === undefined) {
      phases.push({ kind, event: name, eventIndex, startedAtMs: atMs, endedAtMs: undefined });
    } else if (existing.endedAtMs !== undefined) phases[index] = { ...existing, endedAtMs: undefined };
  }

  #endPhase(kind: PhaseView["kind"], event: DeviceEvent, atMs: number): void {
    const eventIndex = this.#indexOf(event);
    const phases = this.#state.phases as PhaseView[];
    const index = phases.findLastIndex((phase) => phase.eventIndex === eventIndex && phase.kind === kind);
    const existing = phases[index];
    if (existing !== undefined) phases[index] = { ...existing, endedAtMs: atMs };
  }

  #endPhasesOf(eventIndex: number, atMs: number): void {
    const phases = this.#state.phases as PhaseView[];
    for (const [index, phase] of phases.entries()) {
      if (phase.eventIndex === eventIndex && phase.endedAtMs === undefined)
        phases[index] = { ...phase, endedAtMs: atMs };
    }
  }
}

function emptyState(): Mutable<Omit<RunView, "rows">> {
  return {
    startedAt: undefined,
    projectName: undefined,
    conditions: undefined,
    nowMs: 0,
    lanes: unknownLanes,
    manifest: undefined,
    events: [],
    phases: [],
    launchableAtMs: [],
    launchedAtMs: undefined,
    log: [],
    summary: undefined,
    exitCode: undefined,
  };
}

/** The picture of a log. */
export function runViewOf(events: Iterable<DeviceEvent>): RunView {
  const model = new RunModel();
  model.apply(events);
  return model.view();
}
