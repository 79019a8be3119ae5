import { useEffect, useRef, useState } from "preact/hooks";
import { type DeviceEvent, deviceEpochMs } from "../simulator/events";
import { clockText, placeText } from "./format";
import { post } from "./host-api";
import { Icon } from "./icon";
import { logLine } from "./log-line";
import { useVirtualList } from "./use-virtual-list";
import { rowForKey } from "./virtual-window";

const lineHeight = 20;

interface LogLinesProps {
  readonly events: readonly DeviceEvent[];
  readonly log: readonly DeviceEvent[];
}

/** One line an event; arrow keys choose one, Enter opens the line of the file that it names. */
export function LogLines({ events, log }: LogLinesProps) {
  const list = useVirtualList(events.length, lineHeight, 0);
  const [chosen, setChosen] = useState<DeviceEvent>();
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
  const index = chosen === undefined ? -1 : events.indexOf(chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter" && chosen?.source !== undefined) {
      event.preventDefault();
      reveal(chosen.source);
      return;
    }
    const next = rowForKey(event.key, index, events.length, list.rowsPerPage);
    if (next === undefined) return;
    event.preventDefault();
    setChosen(events[next]);
    list.scrollToRow(next);
  };
  return (
    <div
      class="log-lines"
      role="listbox"
      aria-label="Event log"
      aria-activedescendant={index >= 0 ? `log-line-${index}` : undefined}
      tabIndex={0}
      ref={list.scroller}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div class="log-body" role="presentation" style={{ height: `${events.length * lineHeight}px` }}>
        {events.slice(list.window.first, list.window.end).map((event, offset) => {
          const place = list.window.first + offset;
          return (
            <Line
              key={list.keyOf(place)}
              index={place}
              count={events.length}
              event={event}
              log={log}
              isChosen={place === index}
              onChoose={() => setChosen(event)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface LineProps {
  readonly index: number;
  readonly count: number;
  readonly event: DeviceEvent;
  readonly log: readonly DeviceEvent[];
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Line({ index, count, event, log, isChosen, onChoose }: LineProps) {
  const { word, subject, detail, tone } = logLine(event, log);
  const { source, assumptions } = event;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    <div
      id={`log-line-${index}`}
      class={`log-line ${tone}`}
      style={{ top: `${index * lineHeight}px` }}
      role="option"
      aria-selected={isChosen}
      aria-posinset={index + 1}
      aria-setsize={count}
      tabIndex={-1}
      onClick={onChoose}
    >
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
        <button type="button" class="link" tabIndex={-1} onClick={() => reveal(source)}>
          {placeText(source.path, source.range.start.line)}
        </button>
      )}
    </div>
  );
}

function reveal({ path, range }: NonNullable<DeviceEvent["source"]>): void {
  post({ type: "reveal", path, ...range.start });
}
