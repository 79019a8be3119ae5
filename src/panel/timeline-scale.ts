import type { RunView } from "../protocol/run-view";
import { durationText } from "./format";
import { type QuietGap, quietGaps } from "./quiet-gaps";

/** The time that the axis shows, in milliseconds since the run started. */
export interface TimeScale {
  readonly startMs: number;
  readonly endMs: number;
  /** Whether the event is still going on: then the axis has room to grow into. */
  readonly isOpen: boolean;
  /** Long waits that are drawn short; absent: none. */
  readonly gaps?: readonly QuietGap[];
}

export interface Tick {
  /** From 0 to 1. */
  readonly share: number;
  readonly label: string;
}

const roundSteps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
const minuteMs = 60_000;
/** From a minute on nobody counts in tens. */
const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 10_080].map((m) => m * minuteMs);
/** How much of the axis a long wait takes. */
const gapShare = 0.08;

/** The axis of one lifecycle event. While it goes on the end is a round number, so that bars do not shrink with every batch. */
export function timeScale(view: RunView, eventIndex: number): TimeScale {
  const event = view.events[eventIndex];
  const startMs = event?.startedAtMs ?? 0;
  const lastMs = event?.endedAtMs ?? view.nowMs;
  const isOpen = event !== undefined && event.endedAtMs === undefined;
  const span = Math.max(lastMs - startMs, 1);
  const gaps = quietGaps(view, eventIndex, startMs, startMs + span);
  const endMs = startMs + (isOpen && gaps.length === 0 ? roundUp(span) : span);
  return { startMs, endMs, isOpen, ...(gaps.length === 0 ? {} : { gaps }) };
}

/** Where a time lies on the axis, from 0 to 1. */
export function shareOf(scale: TimeScale, atMs: number): number {
  const { startMs, endMs, gaps = [] } = scale;
  let skippedMs = 0;
  let skippedBeforeMs = 0;
  let gapsPassed = 0;
  for (const { fromMs, toMs } of gaps) {
    skippedMs += toMs - fromMs;
    if (atMs <= fromMs) continue;
    const passedMs = Math.min(atMs, toMs) - fromMs;
    skippedBeforeMs += passedMs;
    gapsPassed += passedMs / (toMs - fromMs);
  }
  const activeMs = Math.max(1, endMs - startMs - skippedMs);
  const share = ((atMs - startMs - skippedBeforeMs) / activeMs) * (1 - gaps.length * gapShare) + gapsPassed * gapShare;
  return Math.min(1, Math.max(0, share));
}

/** Round times along the axis, at most about `count`; the start included, what comes after a long wait not. */
export function ticks(scale: TimeScale, count: number): readonly Tick[] {
  const { startMs, endMs, gaps = [] } = scale;
  const skippedMs = gaps.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const activeMs = endMs - startMs - skippedMs;
  const lastMs = Math.min(gaps[0]?.fromMs ?? endMs, endMs) - startMs;
  // No label says less than a millisecond.
  const step = Math.max(1, roundTick(activeMs / Math.max(1, count)));
  const result: Tick[] = [];
  for (let atMs = 0; atMs <= lastMs; atMs += step) {
    const share = shareOf(scale, startMs + atMs);
    // A label at the very end would be cut off.
    if (share > 0.9) break;
    result.push({ share, label: atMs === 0 ? "0 s" : tickText(atMs) });
  }
  return result;
}

/** Where a long wait is on the axis, and how long it was. */
export function gapMarks(scale: TimeScale): readonly (Tick & { readonly endShare: number })[] {
  return (scale.gaps ?? []).map(({ fromMs, toMs }) => ({
    share: shareOf(scale, fromMs),
    endShare: shareOf(scale, toMs),
    label: durationText(toMs - fromMs),
  }));
}

function tickText(ms: number): string {
  return durationText(ms).replace(/\.0 s$/, " s");
}

function roundTick(value: number): number {
  if (value <= minuteMs / 2) return roundUp(value);
  return clockSteps.find((step) => step >= value) ?? roundUp(value);
}

function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const step = roundSteps.find((candidate) => candidate * magnitude >= value * (1 - 1e-9)) ?? 10;
  return step * magnitude;
}
