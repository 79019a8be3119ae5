import type { AppAction } from "../simulator/app-action";
import type { DeviceConditions } from "../simulator/conditions";
import type { AppActivity } from "../simulator/device-state";
import type { DeviceEvent, EventSource, LifecycleEventName } from "../simulator/events";
import type { Fault } from "../simulator/faults";
import type { Scenario } from "../simulator/scenario/scenario";
import type { SimulationProject } from "../simulator/simulation-project";
import type { HttpExchange } from "./http-exchange";
import type { MediaProgress, MediaRunResult } from "./media-report";
import type { ServeRequest, ServingChange, ServingState } from "./serving-messages";
import type { UrlCheck } from "./url-check";

export type { SimulationProject };

/** How the worker reaches the network: VS Code's settings, handed over because the worker does not see them. */
export interface WorkerEnvironment {
  /** The folder for devices, downloads and the development certificate authority. */
  readonly stateFolder: string;
  readonly proxy: string | undefined;
  readonly proxyStrictSsl: boolean;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** PEM, beside the default roots. */
  readonly certificateAuthorities: readonly string[];
}

export interface SimulationOptions {
  readonly force: boolean;
  readonly allowPrivate: boolean;
  /** Hosts that may be connected to (`confirmed-hosts.ts`); undefined: every host. This computer needs none where it is mapped to. */
  readonly confirmedHosts?: readonly string[] | undefined;
  /** Judges everything, downloads only the manifest. */
  readonly dryRun: boolean;
  /** Bytes after which the run stops downloading. */
  readonly maxBytes: number | undefined;
  readonly conditions: Partial<DeviceConditions>;
  /** What goes wrong from the start; default nothing. */
  readonly faults?: readonly Fault[];
  readonly language: string | undefined;
}

/** What the panel shows of a device between runs. */
export interface DeviceSummary {
  readonly appVersion: string | undefined;
  readonly installed: boolean;
  readonly launched: boolean;
  readonly launchable: boolean;
  readonly downloadedFiles: number;
  readonly downloadedBytes: number;
  readonly pendingDownloads: number;
  /** Whether the app has a process, and is in front. */
  readonly appActivity: AppActivity;
  /** Files that finished and that nobody moved: they are gone. */
  readonly lostFiles: number;
  /** The device's clock. */
  readonly nowMs: number;
  /** How long the extension ran within the last 24 hours, and may run (assumption `daily-runtime`). */
  readonly extensionRuntime: { readonly usedMs: number; readonly limitMs: number };
  /** When the device checks for content next (assumption `periodic-cadence`); undefined: never. */
  readonly nextPeriodicCheckAtMs: number | undefined;
  /** Where the downloads lie on this computer. */
  readonly contentFolder: string;
}

export interface ScenarioOutcome {
  readonly interrupted: boolean;
  /** Expectations. */
  readonly passed: number;
  readonly failed: number;
  /** What kept it from running to its end. */
  readonly problem?: { readonly message: string; readonly source: EventSource };
}

/** Requests from the extension to the worker, each with its answer. A request that fails rejects with `WorkerError`. */
export interface WorkerRequests {
  /** Runs to rest. Events of the run arrive as `WorkerNotification` meanwhile. */
  simulate: {
    request: { project: SimulationProject; events: readonly LifecycleEventName[]; options: SimulationOptions };
    response: { exitCode: 0 | 1 };
  };
  /** Runs a scenario on a device of its own that starts erased. Its events arrive as `scenarioEvents` meanwhile. */
  runScenario: {
    request: {
      /** Of the one who asks; names the run in notifications and when it is cancelled. */
      runId: number;
      scenario: Scenario;
      project: SimulationProject;
      confirmedHosts?: readonly string[] | undefined;
    };
    response: ScenarioOutcome;
  };
  /** The requests that the last run made to these URLs, in their order, secrets masked. */
  exchanges: {
    request: { infoPlistPath: string; urls: readonly string[] };
    response: readonly HttpExchange[];
  };
  /** The text of a report about events that the extension has kept. */
  renderReport: {
    request: {
      kind: "html" | "json" | "xml" | "har";
      title: string;
      events: readonly DeviceEvent[];
      /** The app's Info.plist or the scenario: whose traffic an archive holds. */
      path: string;
      /** Of the workspace, with `/`: paths in the report are relative to them. */
      folders: readonly string[];
    };
    response: { text: string };
  };
  /** Ends a scenario in the middle of it; what has ended already is left alone. */
  cancelScenario: { request: { runId: number }; response: null };
  /**
   * Lets time pass on the device, with the periodic checks that are due: in a run of its own, to rest. While a simulation
   * waits for a network it only passes there (null); while one downloads the request fails with `busy`.
   */
  advanceClock: {
    request: { project: SimulationProject; durationMs: number; options: SimulationOptions };
    response: { exitCode: 0 | 1 } | null;
  };
  control: { request: { infoPlistPath: string; action: "pause" | "resume" | "cancel" | "launch" }; response: null };
  /**
   * What the app, its extension or the person does: in the simulation that runs, with an answer at once, otherwise in a run
   * of its own, to rest, unless `options` is undefined. What a call throws is an event; where nobody could make it, the request fails with `impossible`.
   */
  appCall: {
    request: { project: SimulationProject; action: AppAction; options: SimulationOptions | undefined };
    response: { exitCode: 0 | 1 } | null;
  };
  setConditions: { request: { infoPlistPath: string; conditions: Partial<DeviceConditions> }; response: null };
  setFaults: { request: { infoPlistPath: string; faults: readonly Fault[] }; response: null };
  deviceSummary: {
    /** Of the project file; default: the defaults. */
    request: { infoPlistPath: string; assumptions?: Readonly<Record<string, unknown>> };
    response: DeviceSummary;
  };
  eraseDevice: { request: { infoPlistPath: string }; response: null };
  deleteDownloads: { request: { infoPlistPath: string }; response: { deletedFiles: number; deletedBytes: number } };
  /** Downloads BAManifestURL once and keeps the copy for editing. */
  fetchManifest: {
    request: {
      project: SimulationProject;
      allowPrivate: boolean;
      confirmedHosts?: readonly string[] | undefined;
    };
    response: { path: string; receivedBytes: number; fetchedAtMs: number };
  };
  /** Asks what a URL answers, without its content; nothing is kept, and a running simulation does not mind. */
  checkUrl: {
    request: {
      project: SimulationProject;
      url: string;
      declaredSizeInBytes: number | undefined;
      allowPrivate: boolean;
      confirmedHosts?: readonly string[] | undefined;
    };
    response: UrlCheck;
  };
  /** How `ba-package` is called on this computer; null: it is not there. */
  packagingTool: { request: null; response: { readonly command: string; readonly args: readonly string[] } | null };
  /**
   * Plans offline media and, on demand, downloads it; progress and the plan arrive as notifications meanwhile. Null: it was
   * cancelled while planning. A cancelled download is a report; its bytes are kept.
   */
  runMedia: { request: MediaRunRequest; response: MediaRunResult | null };
  cancelMedia: { request: { runId: number }; response: null };
  /**
   * Serves to devices and to the simulator, until `stopServing`: only then it is answered. `serving` notifications tell that it
   * has begun, `served` ones of each request. Fails with `port-in-use` where another program has the port.
   */
  serve: { request: ServeRequest; response: null };
  stopServing: { request: null; response: null };
  changeServing: { request: ServingChange; response: null };
  /** The copy that the last run or "Fetch Manifest" kept. */
  keptManifest: {
    request: { infoPlistPath: string; manifestUrl: string };
    response: { path: string; fetchedAtMs: number } | null;
  };
}

/** A media plan as it stands in the editor, with what its project file says about the network. */
export interface MediaRunRequest {
  /** Of the one who asks; names the run in notifications and when it is cancelled. */
  readonly runId: number;
  readonly planPath: string;
  readonly text: string;
  readonly downloads: boolean;
  /** FROM origin to TO origin. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly headers: SimulationProject["headers"];
  readonly confirmedHosts: readonly string[];
}

export type WorkerRequestName = keyof WorkerRequests;

export type WorkerRequestMessage = {
  [Name in WorkerRequestName]: {
    readonly kind: "request";
    readonly id: number;
    readonly name: Name;
    readonly body: WorkerRequests[Name]["request"];
  };
}[WorkerRequestName];

/** A failure that the person can do something about. `code` is for the program, `message` for the person. */
export interface WorkerError {
  readonly code:
    | "locked"
    | "busy"
    | "not-running"
    | "impossible"
    | "unsupported"
    | "private-address"
    | "not-confirmed"
    | "port-in-use"
    | "failed";
  readonly message: string;
  /** With `not-confirmed`: the host that the person was not asked about. */
  readonly host?: string;
}

export type WorkerResponseMessage =
  | { readonly kind: "response"; readonly id: number; readonly ok: true; readonly body: unknown }
  | { readonly kind: "response"; readonly id: number; readonly ok: false; readonly error: WorkerError };

export type WorkerNotification =
  /** In batches, at most 10 a second. */
  | { readonly kind: "events"; readonly infoPlistPath: string; readonly events: readonly DeviceEvent[] }
  | { readonly kind: "scenarioEvents"; readonly runId: number; readonly events: readonly DeviceEvent[] }
  /** At most 10 a second. */
  | { readonly kind: "mediaProgress"; readonly runId: number; readonly progress: MediaProgress }
  /** What will be downloaded, before it is. */
  | { readonly kind: "mediaPlanned"; readonly runId: number; readonly result: MediaRunResult }
  | { readonly kind: "serving"; readonly state: ServingState }
  | { readonly kind: "served"; readonly line: string }
  /** Something for the log. */
  | { readonly kind: "log"; readonly level: "info" | "warn" | "error"; readonly message: string };

export type WorkerToExtension = WorkerResponseMessage | WorkerNotification;
