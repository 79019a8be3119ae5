import type { Lane, LifecycleEventName } from "../simulator/events";
import type { RowState, RunView } from "./run-view";

/** What one lifecycle event came to, without its log: small enough to be kept beside the next run. */
export interface RunDigest {
  readonly event: LifecycleEventName;
  readonly network: string | undefined;
  readonly outcome: string | undefined;
  /** From its start to the moment the icon could be tapped. */
  readonly launchableAfterMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly downloads: readonly DigestDownload[];
}

export interface DigestDownload {
  readonly identifier: string;
  readonly lane: Lane;
  readonly state: RowState;
  readonly sizeInBytes: number | undefined;
  /** From being enqueued to its end. */
  readonly durationMs: number | undefined;
  readonly errorCode: number | undefined;
}

/** Undefined where the run has no such event, or it did not run. */
export function digestOf(view: RunView, eventIndex: number): RunDigest | undefined {
  const event = view.events[eventIndex];
  if (event === undefined || event.notRun !== undefined) return undefined;
  if (event.event === "app" || event.event === "continued") return undefined;
  return {
    event: event.event,
    network: event.network,
    outcome: event.outcome,
    launchableAfterMs: view.launchableAtMs.find((mark) => mark.eventIndex === eventIndex)?.afterMs,
    durationMs: event.endedAtMs === undefined ? undefined : event.endedAtMs - event.startedAtMs,
    downloads: view.rows.flatMap((row) => {
      if (row.eventIndex !== eventIndex) return [];
      const { identifier, lane, state, receivedBytes, fileSizeInBytes, endedAtMs, enqueuedAtMs, error } = row;
      return [
        {
          identifier,
          lane,
          state,
          sizeInBytes: state === "finished" && receivedBytes > 0 ? receivedBytes : fileSizeInBytes,
          durationMs: endedAtMs === undefined || state === "refused" ? undefined : endedAtMs - enqueuedAtMs,
          errorCode: error?.code,
        },
      ];
    }),
  };
}

/** The newest event of that name that ran, before `end` (default: of all). */
export function newestDigest(view: RunView, name: LifecycleEventName, end = view.events.length): RunDigest | undefined {
  for (let index = end - 1; index >= 0; index--) {
    if (view.events[index]?.event !== name) continue;
    const digest = digestOf(view, index);
    if (digest !== undefined) return digest;
  }
  return undefined;
}
