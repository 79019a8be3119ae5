import { useEffect, useState } from "preact/hooks";
import type { RunView } from "../protocol/run-view";
import { ConditionControls } from "./condition-controls";
import { DownloadDetails } from "./download-details";
import { DownloadTable } from "./download-table";
import { EventButtons } from "./event-buttons";
import { EventLog } from "./event-log";
import { EventTabs } from "./event-tabs";
import { persist } from "./host-api";
import { IdleState } from "./idle-state";
import { LaneBars } from "./lane-bars";
import { NotRun } from "./not-run";
import "./panel.css";
import type { PanelState } from "./panel-store";
import { ProjectHead } from "./project-head";
import { announcement } from "./run-status";
import { newestEvent } from "./shown-event";

/** From top to bottom: which project, under which conditions, within which budget, what happened when, why. */
export function Panel({ state, run }: { readonly state: PanelState; readonly run: RunView }) {
  const { project, status, idle } = state;
  const newest = newestEvent(run);
  const [chosen, setChosen] = useState<number>();
  const [selected, setSelected] = useState(-1);
  // What is chosen holds until something new happens.
  useEffect(() => {
    setChosen(undefined);
    setSelected(-1);
  }, [newest, project?.infoPlistPath, run.startedAt]);
  useEffect(() => persist({ infoPlistPath: project?.infoPlistPath }), [project?.infoPlistPath]);

  if (project === undefined) {
    return <main>{idle !== undefined && <IdleState reason={idle} project={undefined} />}</main>;
  }
  const canRun = idle === undefined || idle === "no-run-yet";
  const shown = chosen ?? newest;
  const event = run.events[shown];
  const isEmpty = event === undefined && run.log.length === 0;
  const row = selected < 0 ? undefined : run.rows.filter(({ eventIndex }) => eventIndex === shown)[selected];
  return (
    <main>
      <div class="top">
        <ProjectHead project={project} projects={state.projects} />
        <div class="toolbar">
          <EventButtons status={status} device={state.device} canRun={canRun} />
          <ConditionControls conditions={state.conditions} canRun={canRun} />
        </div>
        <LaneBars view={event?.lanes ?? run.lanes} manifest={event?.manifest} allowances={project.allowances} />
      </div>
      {state.problem !== undefined && (
        <p class="problem" role="alert">
          {state.problem}
        </p>
      )}
      {isEmpty && idle !== undefined && status === "idle" ? (
        <IdleState reason={idle} project={project} />
      ) : (
        <>
          <EventTabs
            view={run}
            shown={shown}
            status={status}
            onShow={(index) => {
              setChosen(index);
              setSelected(-1);
            }}
          />
          {event?.notRun === undefined ? (
            <DownloadTable view={run} eventIndex={shown} selected={selected} onSelect={setSelected} />
          ) : (
            <NotRun event={event} notRun={event.notRun} />
          )}
          {row !== undefined && <DownloadDetails row={row} startMs={event?.startedAtMs ?? 0} />}
          <EventLog log={run.log} />
        </>
      )}
      <p class="visually-hidden" role="status">
        {announcement(run, newest, status)}
      </p>
    </main>
  );
}
