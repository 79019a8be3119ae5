import type { DownloadRow } from "../protocol/run-view";
import { exactBytes, placeText, receivedOf, speedText } from "./format";
import { memo } from "./memo";
import "./download-row.css";
import { post } from "./host-api";
import { barText, spanText } from "./picture-in-words";
import { RowStateCell } from "./row-state";
import { shareOf, type TimeScale } from "./timeline-scale";

export interface DownloadRowProps {
  readonly row: DownloadRow;
  readonly index: number;
  readonly top: number;
  readonly scale: TimeScale;
  readonly nowMs: number;
  readonly selected: boolean;
}

/** One download: what it is, when it happened, how far it came. */
export const DownloadRowView = memo(function DownloadRowView(props: DownloadRowProps) {
  const { row, index, top, selected } = props;
  return (
    <tr
      id={`download-${index}`}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      class={`row ${row.lane} ${row.state}`}
      style={{ top: `${top}px` }}
    >
      <td class="identifier" title={row.identifier}>
        {row.identifier}
      </td>
      <td class="time">
        <Bar row={row} scale={props.scale} nowMs={props.nowMs} />
        <ErrorNote row={row} scale={props.scale} />
      </td>
      <td class="lane-name">{row.lane}</td>
      <td class="host" title={row.url}>
        {row.host}
      </td>
      <td class="size" title={`received ${exactBytes(row.receivedBytes)}\ndeclared ${exactBytes(row.fileSizeInBytes)}`}>
        {receivedOf(row.receivedBytes, row.fileSizeInBytes)}
      </td>
      <td class="speed">{speedText(row.bytesPerSecond)}</td>
      <td class="state">
        <RowStateCell row={row} />
      </td>
    </tr>
  );
});

/** What it did when: each state has a shape of its own. */
function Bar({ row, scale, nowMs }: { readonly row: DownloadRow; readonly scale: TimeScale; readonly nowMs: number }) {
  // A note stands where a download that never began would have waited.
  const spans = row.startedAtMs === undefined && row.error !== undefined ? [] : row.spans;
  return (
    <>
      <span class="visually-hidden">{barText(row, nowMs)}</span>
      {spans.map((span, index) => {
        const { kind, fromMs, toMs } = span;
        const from = shareOf(scale, fromMs);
        const isLast = index === spans.length - 1;
        return (
          <div
            // Spans are only ever added at the end.
            key={index}
            class={`span ${kind}${isLast ? " last" : ""}`}
            title={spanText(span, nowMs)}
            style={{ left: percent(from), width: percent(shareOf(scale, toMs ?? nowMs) - from) }}
          />
        );
      })}
    </>
  );
}

/** A note needs about half of the axis. */
const leastNoteShare = 0.5;

/** Why it did not come: the code and its name, and the line that is to blame. */
function ErrorNote({ row, scale }: { readonly row: DownloadRow; readonly scale: TimeScale }) {
  const { error, source } = row;
  // That somebody cancelled needs no code; the details have it.
  if (error === undefined || row.state === "cancelled") return null;
  // Beside what was transferred, on the side that has room; where neither has, over its end.
  const from = shareOf(scale, row.startedAtMs ?? row.enqueuedAtMs);
  const to = shareOf(scale, row.endedAtMs ?? row.enqueuedAtMs);
  const isBefore = to > leastNoteShare && from > 1 - to;
  const isOver = to > leastNoteShare && from <= leastNoteShare;
  const place = isOver
    ? { right: `min(${percent(1 - to)}, max(0px, 100% - 290px))` }
    : isBefore
      ? { right: percent(1 - from) }
      : { left: percent(to) };
  return (
    <span class={`error-note ${isBefore || isOver ? "before" : "after"}`} style={place} title={error.message}>
      <span class="code">{error.code}</span>
      <span class="error-name">{error.name}</span>
      {source !== undefined && (
        <button
          type="button"
          class="link"
          tabIndex={-1}
          title={`Show ${source.path}`}
          onClick={() => post({ type: "reveal", path: source.path, ...source.range.start })}
        >
          {placeText(source.path, source.range.start.line)}
        </button>
      )}
    </span>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
