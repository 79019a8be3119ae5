import type { MediaProgress, MediaRunResult } from "../../protocol/media-report";
import type { MediaRunRequest, WorkerNotification } from "../../protocol/worker-messages";
import type { NetworkAccess } from "../simulation/network-access";
import { runMediaPlan } from "./run-media-plan";

const progressIntervalMs = 100;

/** What came of a run, or why there is nothing: cancelled while planning, or a host that nobody agreed to. */
export type MediaRunEnd =
  | { readonly kind: "done"; readonly result: MediaRunResult }
  | { readonly kind: "cancelled" }
  | { readonly kind: "not-confirmed"; readonly host: string };

/** The plans that the extension has worked out or downloaded. */
export class MediaRuns {
  readonly #running = new Map<number, AbortController>();

  constructor(
    private readonly stateFolder: string,
    private readonly network: NetworkAccess,
    private readonly simulator: string,
    private readonly notify: (notification: WorkerNotification) => void,
  ) {}

  /** Throws where it could not be run, with a sentence for the person. */
  async run(request: MediaRunRequest): Promise<MediaRunEnd> {
    const { runId, planPath, text, downloads, hosts, headers, confirmedHosts } = request;
    const abort = new AbortController();
    this.#running.set(runId, abort);
    try {
      const run = await runMediaPlan({
        planPath,
        text,
        downloads,
        network: {
          access: this.network.confinedTo(confirmedHosts),
          hosts,
          headers,
          allowPrivate: false,
          notice: (message) => this.notify({ kind: "log", level: "warn", message }),
        },
        stateFolder: this.stateFolder,
        output: undefined,
        maxBytes: undefined,
        simulator: this.simulator,
        progress: this.#progressOf(runId),
        planned: (result) => this.notify({ kind: "mediaPlanned", runId, result }),
        signal: abort.signal,
      });
      if (run.kind === "failed") throw new Error(run.message);
      return run.kind === "interrupted" ? { kind: "cancelled" } : run;
    } finally {
      this.#running.delete(runId);
    }
  }

  cancel(runId: number): null {
    this.#running.get(runId)?.abort();
    return null;
  }

  #progressOf(runId: number): (progress: MediaProgress) => void {
    let toldAt = 0;
    let step = "";
    return (progress) => {
      const now = performance.now();
      if (progress.step === step && progress.done < progress.total && now - toldAt < progressIntervalMs) return;
      toldAt = now;
      step = progress.step;
      this.notify({ kind: "mediaProgress", runId, progress });
    };
  }
}
