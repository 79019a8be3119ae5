import type { DeviceError } from "../../simulator/error-codes";
import type { AuthenticationChallenge, DeliveredDownload } from "../../simulator/ports";

/** What a process is started for, as JSON on its standard input. Paths are of this computer. */
export type ProcessCall = {
  readonly script: string;
  /** Where the script may keep files: what the app group's container is on a device. */
  readonly container: string;
} & (
  | {
      readonly kind: "downloads";
      readonly request: string;
      readonly manifest: string;
      readonly restrictedDownloadSizeRemaining: number | null;
      readonly restrictedEssentialDownloadSizeRemaining: number | null;
      readonly mostDownloads: number;
    }
  | {
      readonly kind: "results";
      readonly results: readonly (Omit<DeliveredDownload, "error"> & {
        readonly error: DeviceError | undefined;
        /** Of a finished one; undefined where its content is not there. */
        readonly file: string | undefined;
      })[];
    }
  | { readonly kind: "challenge"; readonly download: DeliveredDownload; readonly challenge: AuthenticationChallenge }
  | { readonly kind: "packs"; readonly packs: readonly OfferedPack[] }
);

/** What `shouldDownload` is told of a pack. */
export interface OfferedPack {
  readonly id: string;
  readonly version: number;
  readonly downloadSize: number;
  readonly language: string | undefined;
}

/** A value that a script gave: as it is where JSON has it, else what it is in words. */
export type GivenValue = string | number | boolean | { readonly is: string } | undefined;

export interface GivenDownload {
  /** Where the list has something else than an object. */
  readonly is?: string;
  readonly identifier?: GivenValue;
  readonly url?: GivenValue;
  readonly fileSize?: GivenValue;
  readonly essential?: GivenValue;
  readonly priority?: GivenValue;
  readonly version?: GivenValue;
}

export interface CallbackFailure {
  readonly method: string;
  readonly identifier: string;
  readonly message: string;
}

/** Why there is no value. */
export type ProcessTrouble =
  | { readonly kind: "not-loaded"; readonly message: string }
  | { readonly kind: "no-method"; readonly method: string; readonly exported: string }
  | { readonly kind: "threw"; readonly method: string; readonly message: string }
  | { readonly kind: "not-a-list"; readonly is: string }
  | { readonly kind: "too-many" }
  | { readonly kind: "never-settled"; readonly method: string }
  | { readonly kind: "exited"; readonly method: string; readonly code: number };

export type ProcessValue =
  | { readonly kind: "downloads"; readonly downloads: readonly GivenDownload[]; readonly wasAwaited: boolean }
  | {
      readonly kind: "results";
      readonly failures: readonly CallbackFailure[];
      readonly notMoved: readonly string[];
      readonly scheduled: readonly GivenDownload[];
    }
  | {
      readonly kind: "challenge";
      readonly isAnswered: boolean;
      readonly disposition?: GivenValue;
      readonly user?: GivenValue;
      readonly password?: GivenValue;
      readonly trust?: GivenValue;
    }
  /** `isAsked`: whether the script has the method. */
  | { readonly kind: "packs"; readonly isAsked: boolean; readonly declined: readonly string[] };

/** Lines of JSON on file descriptor 3: `begun` before the script is loaded, then one `reply`. */
export type ProcessMessage =
  | { readonly type: "begun" }
  | {
      readonly type: "reply";
      readonly runtimeMs: number;
      /** Beyond what Node itself takes. */
      readonly peakMemoryInBytes: number;
      readonly reply: ProcessValue | ProcessTrouble;
    };
