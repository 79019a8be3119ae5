import { useMemo, useState } from "preact/hooks";
import type { DeviceEvent } from "../simulator/events";
import "./event-log.css";
import { filterLog } from "./filter-log";
import { persist, persistedState } from "./host-api";
import { Icon } from "./icon";
import { type LogGroup, logGroups } from "./log-groups";
import { LogLines } from "./log-lines";

/** Everything that happened, newest last, with filters. */
export function EventLog({ log }: { readonly log: readonly DeviceEvent[] }) {
  const [text, setText] = useState(persistedState().logFilter ?? "");
  const [problemsOnly, setProblemsOnly] = useState(persistedState().logProblemsOnly ?? false);
  const [group, setGroup] = useState<LogGroup | undefined>(persistedState().logGroup);
  const [collapsed, setCollapsed] = useState(persistedState().logCollapsed ?? false);
  const shown = useMemo(() => filterLog(log, { text, problemsOnly, group }), [log, text, problemsOnly, group]);
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
              value={text}
              onInput={(event) => {
                setText(event.currentTarget.value);
                persist({ logFilter: event.currentTarget.value });
              }}
            />
            <select
              aria-label="Which events"
              value={group ?? ""}
              onChange={(event) => {
                const chosen = logGroups.find((one) => one === event.currentTarget.value);
                setGroup(chosen);
                persist({ logGroup: chosen });
              }}
            >
              <option value="">All</option>
              {logGroups.map((one) => (
                <option key={one} value={one}>
                  {one[0]?.toUpperCase() + one.slice(1)}
                </option>
              ))}
            </select>
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
