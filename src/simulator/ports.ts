import type { AppConfiguration, SourceLocation } from "../model/app-configuration";
import type { ManifestAsset, ManifestReading } from "../model/manifest/manifest";
import type { PositionRange } from "../model/text";
import type { AppDownload } from "./app-action";
import type { NetworkConditions } from "./conditions";
import type { DeviceRecord, DeviceState } from "./device-state";
import type { DeviceError, SimulatorErrorName } from "./error-codes";
import type { ContentRequest, DeviceEvent } from "./events";
import type { Fault, UndocumentedCode } from "./faults";
import type { PackFiles } from "./managed/pack-files";

/*
 * The engine is a reactor: everything that takes time calls back. Nothing in it awaits, so that with a virtual clock
 * and an in-memory transport a run is one synchronous, repeatable sequence.
 */

export interface Timer {
  cancel(): void;
}

/** The device's time, in milliseconds since 1970. */
export interface Clock {
  now(): number;
  after(delayMs: number, callback: () => void): Timer;
  /**
   * Between `beginFlow` and `endFlow` bytes flow (or the extension's own code runs): time follows the wall. While
   * nothing flows, time jumps to the next timer. Calls nest. A virtual clock ignores both.
   * Transports of real bytes call them around each transfer; the engine calls them around the extension only.
   */
  beginFlow(): void;
  endFlow(): void;
}

/** Why a transfer ended without the whole content. The engine turns it into the error that a device reports. */
export type TransferFailure =
  | {
      readonly kind: "timeout" | "dns" | "connect" | "connection-lost" | "offline" | "redirect-loop" | "disk-full";
      readonly detail: string;
    }
  | { readonly kind: "certificate-date" | "certificate-untrusted" | "tls"; readonly detail: string }
  | { readonly kind: "http-status"; readonly status: number; readonly detail: string }
  /** A redirect to another scheme than https. */
  | { readonly kind: "insecure-hop"; readonly url: string; readonly detail: string }
  /** The engine's verdict on a hop was no. */
  | { readonly kind: "hop-refused"; readonly url: string; readonly detail: string }
  | {
      readonly kind: "wrong-size";
      readonly expectedBytes: number;
      readonly actualBytes: number;
      readonly detail: string;
    }
  /** More bytes than `maxBytes`. */
  | { readonly kind: "budget-exceeded"; readonly detail: string }
  /** A fault makes the device report this code. */
  | { readonly kind: "fault-code"; readonly code: UndocumentedCode; readonly detail: string }
  /** A private or loopback address without mapping or permission. */
  | { readonly kind: "private-address"; readonly detail: string }
  /** Whoever answered the server's authentication challenge wanted no answer sent. */
  | { readonly kind: "challenge-cancelled"; readonly detail: string }
  /** A host that the person has not agreed to; nothing was sent there. `detail` is the host. */
  | { readonly kind: "not-confirmed"; readonly detail: string }
  /** The person's own limit on the bytes of a run. `neededBytes` of more than `leftBytes`: it was not begun. */
  | {
      readonly kind: "byte-limit";
      readonly detail: string;
      readonly neededBytes?: number;
      readonly leftBytes?: number;
    };

export type TransferOutcome =
  /** `receivedBytes` is the size of the whole content; `transferredBytes` what came over the network in this run. */
  | {
      readonly kind: "finished";
      readonly receivedBytes: number;
      readonly transferredBytes: number;
      readonly content?: Uint8Array;
    }
  | {
      readonly kind: "failed";
      readonly receivedBytes: number;
      readonly transferredBytes: number;
      readonly failure: TransferFailure;
    }
  /** Ended by `pause`; the bytes are kept for a later transfer of the same identifier. */
  | { readonly kind: "paused"; readonly receivedBytes: number; readonly transferredBytes: number }
  /** Ended by `cancel`; the bytes are discarded. */
  | { readonly kind: "cancelled"; readonly receivedBytes: number; readonly transferredBytes: number };

export interface TransferRequest {
  /** Names the content on the device. Never a path: whatever it says, the store decides where bytes go. */
  readonly identifier: string;
  /** The configured URL. The transport maps its origin and those of its redirects. */
  readonly url: string;
  /** `manifest`: the content comes back in memory as well. */
  readonly purpose: "manifest" | "asset";
  /** A finished content of another size fails (`wrong-size`) and is not kept. Undefined: any size. */
  readonly expectedSizeInBytes: number | undefined;
  /** Bytes after which the transfer fails with `budget-exceeded`, counted over the whole content. */
  readonly maxBytes: number | undefined;
  /** Distinguishes versions of one content: kept bytes of another tag are not continued. */
  readonly contentTag: string;
  /** Only these bytes of the resource are the content. Not for transfers of a device: media playlists name sub-ranges. */
  readonly byteRange?: { readonly offset: number; readonly length: number } | undefined;
}

/** A server asks who the device is (401 with Basic), or shows a certificate that nothing on the device trusts. */
export interface AuthenticationChallenge {
  readonly method: "basic" | "server-trust";
  /** The configured URL of the request that was challenged. */
  readonly url: string;
  /** Of a Basic challenge. */
  readonly realm: string | undefined;
  /** How often this transfer has answered a challenge of this server already. */
  readonly previousFailureCount: number;
  /** The status, or what is wrong with the certificate. */
  readonly detail: string;
}

export type ChallengeAnswer =
  | { readonly kind: "credential"; readonly user: string; readonly password: string }
  /** The server is trusted as it is. */
  | { readonly kind: "trust" }
  /** As if nobody listened: the request fails as it stands. */
  | { readonly kind: "default" }
  | { readonly kind: "cancel" };

/** Called in this order: any number of redirects, then `started` (perhaps again after a lost connection), progress, one `ended`. */
export interface TransferObserver {
  /** Judges a hop before it is followed; `to` is in terms of configured URLs (mapped back). */
  redirected(from: string, to: string): "follow" | "refuse";
  /** The transfer waits for the one call of `answer`. Without this method every challenge is handled by default. */
  challenged?(challenge: AuthenticationChallenge, answer: (answer: ChallengeAnswer) => void): void;
  /** The response has begun; `offset` is where it continues kept bytes, 0 for a fresh start. */
  started(offset: number): void;
  /** At most a few times a second for each transfer. */
  progress(receivedBytes: number): void;
  /** A fault has struck this transfer; at any time before the end. */
  faulted?(fault: Fault): void;
  ended(outcome: TransferOutcome): void;
}

export interface Transfer {
  pause(): void;
  cancel(): void;
}

export interface Transport {
  /** Never throws and never calls the observer before it has returned. */
  start(request: TransferRequest, observer: TransferObserver): Transfer;
  /** Applies to transfers under way as well. */
  setNetwork(network: NetworkConditions): void;
  /** These strike from now on and no others: requests that are made later. One that was there before keeps its count. */
  setFaults(faults: readonly Fault[]): void;
}

/** Where the device remembers. The engine writes through it and never reads back during a run. */
export interface DeviceStore {
  /** What an earlier run left behind. */
  readonly initial: DeviceState;
  append(record: DeviceRecord): void;
  /** Removes a downloaded content, or the kept bytes of an unfinished one. */
  removeContent(identifier: string): void;
  /** Removes everything that was downloaded. */
  removeAllContent(): void;
}

/** What the extension's `downloads(for:manifestURL:extensionInfo:)` is given. */
export interface ExtensionCall {
  readonly contentRequest: ContentRequest;
  readonly manifest: ManifestReading;
  readonly manifestContent: Uint8Array;
  readonly state: DeviceState;
  readonly configuration: AppConfiguration;
  /** Bytes; null: unrestricted. */
  readonly restrictedEssentialDownloadSizeRemaining: number | null;
  readonly restrictedDownloadSizeRemaining: number | null;
  /** What is left of the daily runtime; a script that needs longer is ended. */
  readonly remainingRuntimeMs: number;
}

/** A BAURLDownload as the extension returned it. */
export interface RequestedDownload extends ManifestAsset {
  readonly essential: boolean;
}

export type ExtensionResult =
  | {
      readonly kind: "returned";
      readonly downloads: readonly RequestedDownload[];
      readonly runtimeMs: number;
      readonly notes?: readonly string[];
    }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly runtimeMs: number;
      /** Default: `extensionFailed`. */
      readonly errorName?: SimulatorErrorName;
    };

/** A download that has concluded, as the extension hears of it. */
export interface DeliveredDownload {
  /** The class on a device. The manifest is a download too, and its failure is delivered like any other. */
  readonly className: "BAURLDownload" | "BAManifestDownload";
  readonly identifier: string;
  readonly url: string;
  readonly fileSizeInBytes: number | undefined;
  readonly essential: boolean;
  /** Undefined: it has finished. */
  readonly error: DeviceError | undefined;
}

/** Results that the extension is woken for. */
export interface ResultsCall {
  readonly results: readonly DeliveredDownload[];
  readonly remainingRuntimeMs: number;
}

export interface ResultsOutcome {
  readonly runtimeMs: number;
  readonly notes: readonly string[];
  /** What went wrong in callbacks; the results count as delivered all the same. */
  readonly failures: readonly ExtensionFailure[];
  /** Finished downloads whose files a callback left where they were: the system deletes them. */
  readonly notMoved: readonly string[];
  /** What callbacks scheduled with BADownloadManager. */
  readonly scheduled: readonly AppDownload[];
}

export interface ChallengeCall {
  readonly challenge: AuthenticationChallenge;
  readonly download: DeliveredDownload;
  readonly remainingRuntimeMs: number;
}

export interface ChallengeOutcome {
  readonly runtimeMs: number;
  /** Undefined: the extension does not answer challenges. */
  readonly answer: ChallengeAnswer | undefined;
  readonly failure: ExtensionFailure | undefined;
}

export interface ExtensionFailure {
  readonly message: string;
  readonly errorName: SimulatorErrorName;
}

/**
 * The app's downloader extension. Without a script of the person's own, `mapping-extension.ts` stands for it. The engine
 * makes one call at a time.
 */
export interface DownloaderExtension {
  downloads(call: ExtensionCall, done: (result: ExtensionResult) => void): void;
  /** Absent: results are only counted. */
  deliver?(call: ResultsCall, done: (outcome: ResultsOutcome) => void): void;
  /** Absent: challenges are handled by default. */
  answerChallenge?(call: ChallengeCall, done: (outcome: ChallengeOutcome) => void): void;
  /** Ends the call under way; its `done` is called as for a failure. */
  stop?(): void;
}

/** Turns a downloaded manifest into what it says: the project's mapping, or what was recognised. */
export type ManifestReader = (content: Uint8Array) => ManifestReading;

/** Everything that a device needs of the outside. */
export interface DevicePorts {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly store: DeviceStore;
  readonly extension: DownloaderExtension;
  readonly readManifest: ManifestReader;
  /** What is in asset packs, as far as that is known; undefined: nothing is. */
  readonly packFiles?: PackFiles | undefined;
  /** Turns a place of the configuration into lines and characters. */
  readonly positionOf: (location: SourceLocation) => PositionRange;
  readonly emit: (event: DeviceEvent) => void;
}
