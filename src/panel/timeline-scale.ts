import type { RunView } from "../protocol/run-view";
import { durationText } from "./format";

/** The time that the axis shows, in milliseconds since the run started. */
export interface TimeScale {
  readonly startMs: number;
  readonly endMs: number;
  /** Whether the event is still going on: then the axis has room to grow into. */
  readonly isOpen: boolean;
}

export interface Tick {
  /** From 0 to 1. */
  readonly share: number;
  readonly label: string;
}

const roundSteps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The axis of one lifecycle event. While it goes on the end is a round number, so that bars do not shrink with every batch. */
export function timeScale(view: RunView, eventIndex: number): TimeScale {
  const event = view.events[eventIndex];
  const startMs = event?.startedAtMs ?? 0;
  const lastMs = event?.endedAtMs ?? view.nowMs;
  const isOpen = event !== undefined && event.endedAtMs === undefined;
  const span = Math.max(lastMs - startMs, 1);
  return { startMs, endMs: startMs + (isOpen ? roundUp(span) : span), isOpen };
}

/** Where a time lies on the axis, from 0 to 1. */
export function shareOf(scale: TimeScale, atMs: number): number {
  const share = (atMs - scale.startMs) / (scale.endMs - scale.startMs);
  return Math.min(1, Math.max(0, share));
}

/** Round times along the axis, at most about `count`; the start included. */
export function ticks(scale: TimeScale, count: number): readonly Tick[] {
  const span = scale.endMs - scale.startMs;
  // No label says less than a millisecond.
  const step = Math.max(1, roundUp(span / Math.max(1, count)));
  const result: Tick[] = [];
  // A label at the very end would be cut off.
  for (let atMs = 0; atMs <= span * 0.93; atMs += step) {
    result.push({ share: atMs / span, label: atMs === 0 ? "0 s" : tickText(atMs) });
  }
  return result;
}

function tickText(ms: number): string {
  return durationText(ms).replace(/\.0 s$/, " s");
}

function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const step = roundSteps.find((candidate) => candidate * magnitude >= value * (1 - 1e-9)) ?? 10;
  return step * magnitude;
}
