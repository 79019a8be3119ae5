import type { ProjectMode } from "../model/app-configuration";
import { formatBytes } from "../model/sizes";
import type { LaneView } from "../protocol/run-view";

function unlimitedText(limit: null | undefined, mode: ProjectMode): string {
  if (mode === "apple-hosted") return "no allowance limits what Apple hosts";
  return limit === null ? "unrestricted since the first launch" : "no allowance in Info.plist";
}

/** The figures of one allowance, ready to be drawn: shares from 0 to 1 of the bar's width. */
export interface LaneFigures {
  readonly chargedShare: number;
  readonly neededShare: number;
  /** Where the allowance ends; 1 unless more is needed than it allows. Undefined while there is none. */
  readonly limitShare: number | undefined;
  readonly used: string;
  readonly rest: string;
  readonly tooMuchBytes: number;
}

/**
 * @param lane what a run told; its limit is undefined before the first run
 * @param declaredBytes what the Info.plist says, for the time before the first run
 * @param mode packs that Apple hosts are limited by no allowance
 */
export function laneFigures(lane: LaneView, declaredBytes: number | undefined, mode: ProjectMode): LaneFigures {
  const limit = lane.limitInBytes === undefined ? declaredBytes : lane.limitInBytes;
  if (limit === undefined || limit === null) {
    return {
      chargedShare: 0,
      neededShare: 0,
      limitShare: undefined,
      used: lane.neededBytes === 0 ? "" : `${formatBytes(lane.neededBytes)} asked for`,
      rest: unlimitedText(limit, mode),
      tooMuchBytes: 0,
    };
  }
  const whole = Math.max(limit, lane.chargedBytes, lane.neededBytes, 1);
  const tooMuchBytes = Math.max(0, lane.neededBytes - limit);
  // What was refused or cancelled costs nothing: only what is charged is gone.
  const leftBytes = Math.max(0, limit - lane.chargedBytes);
  return {
    chargedShare: lane.chargedBytes / whole,
    neededShare: lane.neededBytes / whole,
    limitShare: limit / whole,
    used: `${formatBytes(lane.chargedBytes)} of ${formatBytes(limit)}`,
    rest:
      tooMuchBytes > 0
        ? `needs ${formatBytes(lane.neededBytes)}, ${formatBytes(tooMuchBytes)} too much`
        : `${formatBytes(leftBytes)} left`,
    tooMuchBytes,
  };
}
