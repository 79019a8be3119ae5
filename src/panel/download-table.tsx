import { useMemo } from "preact/hooks";
import type { RunView } from "../protocol/run-view";
import { DownloadRowView } from "./download-row";
import "./download-table.css";
import { persist, persistedState, post } from "./host-api";
import { axisText } from "./picture-in-words";
import { TimelineHead, TimelineLayer } from "./timeline-layer";
import { timeScale } from "./timeline-scale";
import { useNarrow } from "./use-narrow";
import { useVirtualList } from "./use-virtual-list";
import { rowForKey } from "./virtual-window";

const headHeight = 58;
const columns = ["Allowance", "Host", "Size", "Speed", "State"] as const;

/** Every download of one lifecycle event on its time axis; a grid with one selected row. */
export function DownloadTable({
  view,
  eventIndex,
  selected,
  onSelect,
}: {
  readonly view: RunView;
  readonly eventIndex: number;
  /** Index among the event's rows, -1 for none. */
  readonly selected: number;
  readonly onSelect: (index: number) => void;
}) {
  const rowHeight = useNarrow() ? 44 : 24;
  const rows = useMemo(() => view.rows.filter((row) => row.eventIndex === eventIndex), [view, eventIndex]);
  const fresh = useMemo(() => timeScale(view, eventIndex), [view, eventIndex]);
  const scale = useMemo(() => fresh, [fresh.startMs, fresh.endMs, fresh.isOpen, fresh.gaps?.length]);
  const list = useVirtualList(
    rows.length,
    rowHeight,
    headHeight,
    persistedState().tableScrollTop ?? 0,
    (tableScrollTop) => persist({ tableScrollTop }),
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const source = rows[selected]?.source;
    if (event.key === "Enter" && event.target === event.currentTarget && source !== undefined) {
      post({ type: "reveal", path: source.path, ...source.range.start });
      event.preventDefault();
      return;
    }
    const row = rowForKey(event.key, selected, rows.length, list.rowsPerPage);
    if (row === undefined) return;
    event.preventDefault();
    onSelect(row);
    list.scrollToRow(row);
  };

  const onClick = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("tr[data-index]") : null;
    if (row !== null) onSelect(Number(row.dataset.index));
  };

  return (
    <div class="downloads" ref={list.scroller} onScroll={list.onScroll}>
      <div class="downloads-content">
        <p id="time-axis-in-words" class="visually-hidden">
          {axisText(view, eventIndex)}
        </p>
        <TimelineLayer view={view} eventIndex={eventIndex} scale={scale} />
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: one row is selected, arrow keys move it
          role="grid"
          aria-label="Downloads"
          aria-describedby="time-axis-in-words"
          aria-rowcount={rows.length + 1}
          aria-activedescendant={selected >= 0 ? `download-${selected}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          <thead>
            <tr class="table-head" aria-rowindex={1}>
              <th scope="col">Download</th>
              <th scope="col" aria-label="Time" class="time">
                <TimelineHead view={view} eventIndex={eventIndex} scale={scale} />
              </th>
              {columns.map((name) => (
                <th key={name} scope="col" class={name.toLowerCase()}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height: `${rows.length * rowHeight}px` }}>
            {rows.slice(list.window.first, list.window.end).map((row, offset) => {
              const index = list.window.first + offset;
              return (
                <DownloadRowView
                  key={list.keyOf(index)}
                  row={row}
                  index={index}
                  top={index * rowHeight}
                  scale={scale}
                  // A row that ended does not move any more.
                  nowMs={row.endedAtMs ?? view.nowMs}
                  selected={index === selected}
                />
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
