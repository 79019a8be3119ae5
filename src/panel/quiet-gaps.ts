import type { RunView } from "../protocol/run-view";

/** A time in which nothing was transferred and nothing changed; milliseconds since the run started. */
export interface QuietGap {
  readonly fromMs: number;
  readonly toMs: number;
}

const buckets = 240;
/** Shorter events are seen whole. */
const leastSpanMs = 60_000;
/** What is shorter than this share of the event is left as it is. */
const leastShare = 0.15;

/**
 * The long waits of one event (for a network, for the next attempt), which would press everything else together. Exact
 * to the moment at both ends.
 */
export function quietGaps(view: RunView, eventIndex: number, startMs: number, endMs: number): readonly QuietGap[] {
  const span = endMs - startMs;
  if (span < leastSpanMs) return [];
  const first = new Array<number>(buckets).fill(Number.POSITIVE_INFINITY);
  const last = new Array<number>(buckets).fill(Number.NEGATIVE_INFINITY);
  const bucketOf = (atMs: number) =>
    Math.min(buckets - 1, Math.max(0, Math.floor(((atMs - startMs) / span) * buckets)));
  const mark = (fromMs: number, toMs: number) => {
    const from = bucketOf(fromMs);
    const to = bucketOf(toMs);
    first[from] = Math.min(first[from] ?? fromMs, fromMs);
    last[to] = Math.max(last[to] ?? toMs, toMs);
    for (let bucket = from; bucket < to; bucket++) {
      const end = startMs + ((bucket + 1) / buckets) * span;
      last[bucket] = Math.max(last[bucket] ?? end, end);
      first[bucket + 1] = Math.min(first[bucket + 1] ?? end, end);
    }
  };
  mark(startMs, startMs);
  mark(endMs, endMs);
  for (const phase of view.phases) {
    if (phase.eventIndex !== eventIndex || (phase.kind !== "manifest" && phase.kind !== "extension")) continue;
    mark(phase.startedAtMs, phase.endedAtMs ?? endMs);
  }
  for (const row of view.rows) {
    if (row.eventIndex !== eventIndex) continue;
    mark(row.enqueuedAtMs, row.enqueuedAtMs);
    for (const { kind, fromMs, toMs } of row.spans) {
      if (kind === "downloading") mark(fromMs, toMs ?? endMs);
      else mark(fromMs, fromMs);
    }
    if (row.endedAtMs !== undefined) mark(row.endedAtMs, row.endedAtMs);
  }
  const gaps: QuietGap[] = [];
  let beforeMs = startMs;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const fromMs = first[bucket] ?? Number.POSITIVE_INFINITY;
    if (fromMs === Number.POSITIVE_INFINITY) continue;
    if (fromMs - beforeMs >= span * leastShare) gaps.push({ fromMs: beforeMs, toMs: fromMs });
    beforeMs = Math.max(beforeMs, last[bucket] ?? fromMs);
  }
  return gaps;
}
