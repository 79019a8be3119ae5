import type { PanelStatus } from "../protocol/panel-messages";
import type { EventView, RunView } from "../protocol/run-view";
import "./event-tabs.css";
import { eventTitles } from "../simulator/event-titles";
import { durationText } from "./format";
import { Icon } from "./icon";
import { runStatus } from "./run-status";

/** The lifecycle events so far, one of them shown, and in words how it went. */
export function EventTabs({
  view,
  shown,
  status,
  isComparing,
  onCompare,
  onShow,
}: {
  readonly view: RunView;
  readonly shown: number;
  readonly status: PanelStatus;
  readonly isComparing: boolean;
  readonly onCompare: (isComparing: boolean) => void;
  readonly onShow: (index: number) => void;
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    const count = view.events.length;
    const target = { ArrowRight: shown + 1, ArrowLeft: shown - 1 + count, Home: 0, End: count - 1 }[event.key];
    if (target === undefined || count === 0) return;
    event.preventDefault();
    const next = target % count;
    onShow(next);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <div class="event-tabs">
      <div role="tablist" aria-label="Events so far" onKeyDown={onKeyDown}>
        {view.events.map((event, index) => (
          <button
            // Events are only ever added at the end.
            key={index}
            type="button"
            role="tab"
            aria-selected={index === shown}
            tabIndex={index === shown ? 0 : -1}
            title={`${durationText(event.startedAtMs)} after the first`}
            ref={(tab) => {
              if (index === shown) tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
            }}
            onClick={() => onShow(index)}
          >
            {wentWrong(event) && <Icon name="warning" />}
            {eventTitles[event.event]}
          </button>
        ))}
      </div>
      <p class="status">{runStatus(view, shown, status)}</p>
      <button
        type="button"
        class="compare"
        aria-pressed={isComparing}
        title="What this run did differently from the one before"
        onClick={() => onCompare(!isComparing)}
      >
        Compare
      </button>
    </div>
  );
}

function wentWrong(event: EventView): boolean {
  return event.outcome !== undefined && event.outcome !== "completed";
}
