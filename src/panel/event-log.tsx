import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type DeviceEvent, deviceEpochMs } from "../simulator/events";
import "./event-log.css";
import { clockText, placeText } from "./format";
import { persist, persistedState, post } from "./host-api";
import { Icon } from "./icon";
import { type LogLine, logLine } from "./log-line";
import { useVirtualList } from "./use-virtual-list";

const lineHeight = 20;

/** Everything that happened, newest last, with a filter. */
export function EventLog({ log }: { readonly log: readonly DeviceEvent[] }) {
  const [filter, setFilter] = useState(persistedState().logFilter ?? "");
  const [problemsOnly, setProblemsOnly] = useState(persistedState().logProblemsOnly ?? false);
  const [collapsed, setCollapsed] = useState(persistedState().logCollapsed ?? false);
  const shown = useMemo(() => filterLog(log, filter, problemsOnly), [log, filter, problemsOnly]);
  return (
    <section class={`event-log${collapsed ? " collapsed" : ""}`} aria-label="Events">
      <div class="log-head">
        <button
          type="button"
          class="disclosure"
          aria-expanded={!collapsed}
          onClick={() => {
            setCollapsed(!collapsed);
            persist({ logCollapsed: !collapsed });
          }}
        >
          <Icon name={collapsed ? "chevron-right" : "chevron-down"} />
          Events
        </button>
        {!collapsed && (
          <>
            <input
              type="search"
              aria-label="Filter events"
              placeholder="Filter"
              value={filter}
              onInput={(event) => {
                setFilter(event.currentTarget.value);
                persist({ logFilter: event.currentTarget.value });
              }}
            />
            <label>
              <input
                type="checkbox"
                checked={problemsOnly}
                onChange={(event) => {
                  setProblemsOnly(event.currentTarget.checked);
                  persist({ logProblemsOnly: event.currentTarget.checked });
                }}
              />
              Problems only
            </label>
            <span class="count dim">
              {shown.length === log.length ? log.length : `${shown.length} of ${log.length}`}
            </span>
          </>
        )}
      </div>
      {!collapsed && <LogLines events={shown} log={log} />}
    </section>
  );
}

interface LogLinesProps {
  readonly events: readonly DeviceEvent[];
  readonly log: readonly DeviceEvent[];
}

function LogLines({ events, log }: LogLinesProps) {
  const list = useVirtualList(events.length, lineHeight, 0);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = list.scroller.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [events.length]);
  const onScroll = () => {
    const element = list.scroller.current;
    if (element !== null) {
      atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - lineHeight;
    }
    list.onScroll();
  };
  return (
    <div
      class="log-lines"
      role="log"
      aria-live="off"
      aria-label="Event log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      ref={list.scroller}
      onScroll={onScroll}
    >
      <div class="log-body" style={{ height: `${events.length * lineHeight}px` }}>
        {events.slice(list.window.first, list.window.end).map((event, offset) => (
          <Line
            key={list.window.first + offset}
            event={event}
            log={log}
            top={(list.window.first + offset) * lineHeight}
          />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  readonly event: DeviceEvent;
  readonly log: readonly DeviceEvent[];
  readonly top: number;
}

function Line({ event, log, top }: LineProps) {
  const { word, subject, detail, tone } = logLine(event, log);
  const { source, assumptions } = event;
  return (
    <div class={`log-line ${tone}`} style={{ top: `${top}px` }}>
      <time dateTime={event.time} title={event.time}>
        {clockText(event.time, deviceEpochMs)}
      </time>
      <span class="sign">
        {tone === "good" && <Icon name="check" />}
        {tone === "bad" && <Icon name="error" />}
      </span>
      <span class="word">{word}</span>
      <span class="subject">{subject}</span>
      <span class="detail" title={detail}>
        {detail}
        {assumptions !== undefined && assumptions.length > 0 && (
          <span class="dim"> (assumed: {assumptions.join(", ")})</span>
        )}
      </span>
      {source !== undefined && (
        <button
          type="button"
          class="link"
          onClick={() => post({ type: "reveal", path: source.path, ...source.range.start })}
        >
          {placeText(source.path, source.range.start.line)}
        </button>
      )}
    </div>
  );
}

function filterLog(log: readonly DeviceEvent[], filter: string, problemsOnly: boolean): readonly DeviceEvent[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === "" && !problemsOnly) return log;
  return log.filter((event) => {
    const line = logLine(event, log);
    if (problemsOnly && line.tone !== "bad") return false;
    return wanted === "" || textOf(event, line).includes(wanted);
  });
}

function textOf(event: DeviceEvent, line: LogLine): string {
  return `${event.type} ${line.word} ${line.subject} ${line.detail}`.toLowerCase();
}
