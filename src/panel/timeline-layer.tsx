import type { PhaseView, RunView } from "../protocol/run-view";
import { durationText } from "./format";
import { gapMarks, shareOf, type TimeScale, ticks } from "./timeline-scale";
import "./timeline-layer.css";

const phaseNames: Readonly<Record<PhaseView["kind"], string>> = {
  manifest: "manifest",
  extension: "extension",
  essential: "essential",
  "non-essential": "non-essential",
};

export interface TimelineProps {
  readonly view: RunView;
  readonly eventIndex: number;
  readonly scale: TimeScale;
}

/** The axis above the rows: time, phases, and the moment that matters most. */
export function TimelineHead({ view, eventIndex, scale }: TimelineProps) {
  const mark = launchableMark(view, eventIndex);
  const at = mark === undefined ? 0 : shareOf(scale, mark.atMs);
  return (
    <div class="timeline-head">
      {ticks(scale, 6).map(({ share, label }) => (
        <span key={label} class="tick" style={{ left: percent(share) }}>
          {label}
        </span>
      ))}
      {gapMarks(scale).map(({ share, endShare, label }) => (
        <span
          key={share}
          class="gap"
          title={`${label} in which nothing was transferred, drawn short`}
          style={{ left: percent(share), width: percent(endShare - share) }}
        >
          {label}
        </span>
      ))}
      {phasesOf(view, eventIndex).map((phase) => (
        <span
          key={phase.kind}
          class={`phase ${phase.kind}`}
          style={spanOf(phase, scale)}
          title={phaseTitle(phase, view.nowMs)}
        >
          <span>{phaseNames[phase.kind]}</span>
        </span>
      ))}
      <LaunchedLabel view={view} eventIndex={eventIndex} scale={scale} />
      {mark !== undefined && (
        <span
          class={`launch-label${at > 0.6 ? " before" : ""}`}
          style={at > 0.6 ? { right: percent(1 - at) } : { left: percent(at) }}
        >
          launchable at {durationText(mark.afterMs)}
        </span>
      )}
    </div>
  );
}

/** Beside the moment when the icon could be tapped, the one when it was; words only where they find room. */
function LaunchedLabel({ view, eventIndex, scale }: TimelineProps) {
  const launched = launchedMs({ view, eventIndex, scale });
  const mark = launchableMark(view, eventIndex);
  if (launched === undefined) return null;
  const at = shareOf(scale, launched);
  if (mark !== undefined && Math.abs(shareOf(scale, mark.atMs) - at) < 0.4) return null;
  const place = at > 0.6 ? { right: percent(1 - at) } : { left: percent(at) };
  return (
    <span class="launched-label" style={place}>
      launched
    </span>
  );
}

function launchedMs({ view, eventIndex, scale }: TimelineProps): number | undefined {
  const event = view.events[eventIndex];
  const { launchedAtMs } = view;
  if (launchedAtMs === undefined || event === undefined) return undefined;
  return launchedAtMs > event.startedAtMs && launchedAtMs <= scale.endMs ? launchedAtMs : undefined;
}

/** The same behind the rows: bands, grid lines and the launch line through all of them. */
export function TimelineLayer({ view, eventIndex, scale }: TimelineProps) {
  const mark = launchableMark(view, eventIndex);
  const launched = launchedMs({ view, eventIndex, scale });
  return (
    <div class="timeline-layer" aria-hidden="true">
      <div class="plot">
        {phasesOf(view, eventIndex).map((phase) => (
          <div key={phase.kind} class={`band ${phase.kind}`} style={spanOf(phase, scale)} />
        ))}
        {gapMarks(scale).map(({ share, endShare }) => (
          <div key={share} class="gap" style={{ left: percent(share), width: percent(endShare - share) }} />
        ))}
        {ticks(scale, 6).map(({ share }) => (
          <div key={share} class="grid-line" style={{ left: percent(share) }} />
        ))}
        {launched !== undefined && <div class="launched-line" style={{ left: percent(shareOf(scale, launched)) }} />}
        {mark !== undefined && <div class="launch-line" style={{ left: percent(shareOf(scale, mark.atMs)) }} />}
      </div>
    </div>
  );
}

function launchableMark(view: RunView, eventIndex: number): RunView["launchableAtMs"][number] | undefined {
  return view.launchableAtMs.find((mark) => mark.eventIndex === eventIndex);
}

/** One after the other: where downloads of both lanes run together, the strip belongs to what blocks launching. */
function phasesOf(view: RunView, eventIndex: number): readonly PhaseView[] {
  let endMs = Number.NEGATIVE_INFINITY;
  return view.phases.flatMap((phase) => {
    if (phase.eventIndex !== eventIndex) return [];
    const startedAtMs = Math.max(phase.startedAtMs, endMs);
    endMs = Math.max(endMs, phase.endedAtMs ?? Number.POSITIVE_INFINITY);
    return startedAtMs < (phase.endedAtMs ?? Number.POSITIVE_INFINITY) ? [{ ...phase, startedAtMs }] : [];
  });
}

function spanOf(phase: PhaseView, scale: TimeScale): { left: string; width: string } {
  const left = shareOf(scale, phase.startedAtMs);
  const right = phase.endedAtMs === undefined ? 1 : shareOf(scale, phase.endedAtMs);
  return { left: percent(left), width: percent(right - left) };
}

function phaseTitle(phase: PhaseView, nowMs: number): string {
  return `${phaseNames[phase.kind]}: ${durationText((phase.endedAtMs ?? nowMs) - phase.startedAtMs)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
