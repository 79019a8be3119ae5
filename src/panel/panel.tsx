import { useEffect, useState } from "preact/hooks";
import type { RunView } from "../protocol/run-view";
import { ClockNote } from "./clock-note";
import { ConditionControls } from "./condition-controls";
import { DeviceStrip } from "./device-strip";
import { DownloadDetails } from "./download-details";
import { DownloadTable } from "./download-table";
import { EventButtons } from "./event-buttons";
import { EventLog } from "./event-log";
import { EventTabs } from "./event-tabs";
import { FaultEditor, faultsPopup } from "./fault-editor";
import { persist } from "./host-api";
import { IdleState } from "./idle-state";
import { LaneBars } from "./lane-bars";
import { NotRun } from "./not-run";
import { OverflowMenu } from "./overflow-menu";
import { PackMenu } from "./pack-menu";
import "./panel.css";
import type { PanelAnswers, PanelState } from "./panel-store";
import { openPopup } from "./popup";
import { ProjectHead } from "./project-head";
import { RunComparisonView } from "./run-comparison";
import { announcement } from "./run-status";
import { newestEvent } from "./shown-event";

export interface PanelProps {
  readonly state: PanelState;
  readonly run: RunView;
  readonly answers: PanelAnswers;
}

/** From top to bottom: which project, under which conditions, within which budget, what happened when, why. */
export function Panel({ state, run, answers }: PanelProps) {
  const { project, status, idle, device, conditions, faults } = state;
  const newest = newestEvent(run);
  const [chosen, setChosen] = useState<number>();
  const [selected, setSelected] = useState(-1);
  const [isComparing, setIsComparing] = useState(false);
  const [faultPattern, setFaultPattern] = useState("https://**");
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
  const addFault = (url: string) => {
    setFaultPattern(url.replace(/[?#].*$/, ""));
    openPopup(faultsPopup);
  };
  return (
    <main>
      <div class="top">
        <ProjectHead project={project} projects={state.projects} />
        <div class="toolbar">
          <EventButtons status={status} device={device} canRun={canRun} />
          <ConditionControls conditions={conditions} canRun={canRun} />
          <div class="menus">
            <FaultEditor faults={faults} pattern={faultPattern} canRun={canRun} />
            {project.mode !== "self-hosted-unmanaged" && <PackMenu packIds={project.packIds} canRun={canRun} />}
            <OverflowMenu status={status} device={device} conditions={conditions} canRun={canRun} hasRun={!isEmpty} />
          </div>
        </div>
        <LaneBars
          view={event?.lanes ?? run.lanes}
          manifest={event?.manifest}
          allowances={project.allowances}
          mode={project.mode}
        />
        <DeviceStrip device={device} estimates={device?.launchable === true ? [] : project.launchable} />
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
            isComparing={isComparing}
            onCompare={setIsComparing}
            onShow={(index) => {
              setChosen(index);
              setSelected(-1);
            }}
          />
          <ClockNote view={run} />
          {isComparing ? (
            <RunComparisonView view={run} eventIndex={shown} answers={answers} />
          ) : event?.notRun === undefined ? (
            <DownloadTable view={run} eventIndex={shown} selected={selected} onSelect={setSelected} />
          ) : (
            <NotRun event={event} notRun={event.notRun} />
          )}
          {row !== undefined && !isComparing && (
            <DownloadDetails
              row={row}
              view={run}
              answers={answers}
              activity={device?.appActivity}
              onAddFault={addFault}
              onClose={() => setSelected(-1)}
            />
          )}
          <EventLog log={run.log} />
        </>
      )}
      <p class="visually-hidden" role="status">
        {announcement(run, newest, status)}
      </p>
    </main>
  );
}
