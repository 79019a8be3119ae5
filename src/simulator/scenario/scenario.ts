import type { OffsetRange } from "../../model/text";
import type { AppAction } from "../app-action";
import type { PreparedAnswer } from "../auth-challenges";
import type { DeviceConditions } from "../conditions";
import type { EventSource, Lane, LifecycleEventName } from "../events";
import type { Fault } from "../faults";

/** A `*.ba-scenario.jsonc` file: what happens to a device, step by step, and what is expected of it. */
export interface Scenario {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly name: string;
  /** A folder or an Info.plist, relative to the file. */
  readonly project: string | undefined;
  /** The scenario's own asset host: its folder answers for these origins. */
  readonly host: { readonly origins: readonly string[]; readonly folder: string } | undefined;
  /** The conditions at the start. */
  readonly device: Partial<DeviceConditions>;
  readonly steps: readonly ScenarioStep[];
}

export type ScenarioStep = { readonly source: EventSource } & ScenarioStepBody;

/**
 * When the next step comes. `rest`: nothing is downloaded any more. `launchable`: the icon can be tapped, while
 * non-essential downloads still run. `started`: the first download of this step has begun. `receivedBytes`: that many bytes
 * of assets have come since the step began. Where that never happens, at rest.
 */
export type Until = "rest" | "launchable" | "started" | { readonly receivedBytes: number };

export type ScenarioStepBody =
  | {
      readonly kind: "event";
      readonly event: LifecycleEventName;
      readonly force: boolean;
      readonly language: string | undefined;
      readonly appVersion: string | undefined;
      readonly until: Until;
    }
  | { readonly kind: "set"; readonly conditions: Partial<DeviceConditions> }
  | {
      readonly kind: "advance";
      readonly durationMs: number;
      /**
       * Whether the device checks for content as it would. Default true, except right before an event other than a
       * launch (conditions and faults may be set between them): there the time is only the way to that event.
       */
      readonly periodicChecks: boolean;
    }
  /** `until` undefined: the next step comes at once. */
  | { readonly kind: "app"; readonly action: AppAction; readonly until: Until | undefined }
  /** Everything that runs is killed; the device comes back and continues with what it remembers and has. */
  | { readonly kind: "device"; readonly action: "restart" }
  /** From now on this goes wrong as well; `none`: nothing does any more. Downloads that run meet it with their next request. */
  | { readonly kind: "fault"; readonly fault: Fault | "none" }
  | { readonly kind: "publish"; readonly folder: string }
  /** The system needs space and takes these finished files; undefined: all of them. */
  | { readonly kind: "purge"; readonly identifiers: readonly string[] | undefined }
  /** From here on servers that ask are answered like this. */
  | { readonly kind: "challenge"; readonly answer: PreparedAnswer }
  | { readonly kind: "expect"; readonly expectations: readonly Expectation[] };

export type ExpectationName = ExpectationBody["kind"];

/** The error that is expected of a download: a code, an error's name, or any. */
export type ExpectedError = number | string | true;

/** States in which `fetchCurrentDownloads` can give a download. */
export type ExpectedState = "waiting" | "downloading";

export interface ExpectationVerdict {
  readonly passed: boolean;
  readonly expected: string;
  readonly actual: string;
  /** The same as lists, to be compared line by line; only of what is a list. */
  readonly expectedItems?: readonly string[];
  readonly actualItems?: readonly string[];
}

/** What must hold. Everything but `launchable` and `installed` is about the last `event` step and what followed from it. */
export type Expectation = { readonly source: EventSource } & ExpectationBody;

export type ExpectationBody =
  | { readonly kind: "launchable"; readonly launchable: boolean }
  /** Holds too where launching was never blocked. */
  | { readonly kind: "launchableWithin"; readonly durationMs: number }
  /** Exactly these were downloaded. */
  | { readonly kind: "downloaded"; readonly identifiers: readonly string[] }
  | { readonly kind: "notDownloaded"; readonly identifiers: readonly string[] }
  | { readonly kind: "refused"; readonly errors: ReadonlyMap<string, ExpectedError> }
  /** `BAManifestURL` stands for the manifest. */
  | { readonly kind: "failed"; readonly errors: ReadonlyMap<string, ExpectedError> }
  /** Exactly these are on the device. */
  | { readonly kind: "installed"; readonly identifiers: readonly string[] }
  | { readonly kind: "notRun"; readonly reason: string }
  /** Bytes of assets that came, the manifest not counted. */
  | { readonly kind: "bytes"; readonly bytes: { readonly [L in Lane]?: number } }
  /** By URL pattern (`url-glob.ts`): how many requests went there, or which. */
  | { readonly kind: "requests"; readonly requests: ReadonlyMap<string, number | readonly string[]> }
  /** By identifier, or by the name of the call: errors that calls of BADownloadManager threw. */
  | { readonly kind: "callFailed"; readonly errors: ReadonlyMap<string, ExpectedError> }
  /** Exactly these were given by the last `fetchCurrentDownloads`. */
  | { readonly kind: "current"; readonly states: ReadonlyMap<string, ExpectedState> }
  /** What the last handler of `withExclusiveControl` was told. */
  | { readonly kind: "acquired"; readonly acquired: boolean }
  /** By pack, exactly this status when it was asked for last. */
  | { readonly kind: "packStatus"; readonly statuses: ReadonlyMap<string, readonly string[]> }
  /** By path, the pack in which `contents` found it; false: in none. */
  | { readonly kind: "foundIn"; readonly places: ReadonlyMap<string, string | false> }
  /** What the last `checkForUpdates` returned. */
  | { readonly kind: "updates"; readonly updating: readonly string[]; readonly removed: readonly string[] }
  /** Exactly these files were finished and not moved. */
  | { readonly kind: "lost"; readonly identifiers: readonly string[] }
  /** Nothing was downloaded, refused, failed or cancelled, no call failed and no file was lost beside what `named` says. */
  | {
      readonly kind: "nothingElse";
      readonly named: {
        readonly downloaded: ReadonlySet<string>;
        readonly refused: ReadonlySet<string>;
        readonly failed: ReadonlySet<string>;
        readonly callFailed: ReadonlySet<string>;
        readonly lost: ReadonlySet<string>;
      };
    };

export interface ScenarioProblem {
  readonly message: string;
  readonly range: OffsetRange;
  readonly severity: "error" | "warning";
}

export interface ScenarioReading {
  /** Undefined where a problem is an error: such a scenario is not run. */
  readonly scenario: Scenario | undefined;
  readonly problems: readonly ScenarioProblem[];
}
