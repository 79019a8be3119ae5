/** What the app of the benchmark downloads from; mapped to the server on loopback. */
export const configuredOrigin = "https://assets.example.com";

export interface OurDownload {
  readonly origin: string;
  readonly manifest: string;
  readonly stateFolder: string;
  readonly caFolder: string;
  /** Downloads at a time: the assumption `downloads-per-host`, which is 4 unless a project says otherwise. */
  readonly parallel: number;
}

export interface OurResult {
  readonly elapsedMs: number;
  readonly finished: number;
  readonly problem: string | undefined;
  readonly contentFolder: string;
  readonly peakResidentBytes: number;
  /** User and system, all threads. */
  readonly processorMs: number;
  /** Until the first download has begun: the manifest is read and all its downloads are enqueued. */
  readonly longestBlockMs: number;
  readonly longestBlockWhileFlowingMs: number;
}
