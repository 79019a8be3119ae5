import { useEffect, useMemo } from "preact/hooks";
import type { DownloadRow, RunView } from "../protocol/run-view";
import { assumptions } from "../simulator/assumptions";
import type { AppActivity } from "../simulator/device-state";
import { DetailActions } from "./detail-actions";
import "./download-details.css";
import { downloadEvents, hopsOf, moments } from "./download-story";
import { ExchangeTable } from "./exchange-table";
import { durationText, exactBytes, placeText, speedText } from "./format";
import { post } from "./host-api";
import type { PanelAnswers } from "./panel-store";

interface DownloadDetailsProps {
  readonly row: DownloadRow;
  readonly view: RunView;
  readonly answers: PanelAnswers;
  readonly activity: AppActivity | undefined;
  readonly onAddFault: (url: string) => void;
  readonly onClose: () => void;
}

/** Everything there is to say about the selected download: in words, step by step, and as its requests. */
export function DownloadDetails({ row, view, answers, activity, onAddFault, onClose }: DownloadDetailsProps) {
  const startMs = view.events[row.eventIndex]?.startedAtMs ?? 0;
  const { error, source, url, state, identifier } = row;
  const events = useMemo(() => downloadEvents(view, row), [view.log, identifier, row.eventIndex]);
  const urls = useMemo(() => [url, ...hopsOf(events)], [url, events]);
  // The requests of a download are known when they end.
  useEffect(() => post({ type: "askExchanges", urls }), [urls.join(" "), state]);
  const assumed = [...new Set(events.flatMap((event) => event.assumptions ?? []))];
  const exchanges = answers.exchanges?.urls[0] === url ? answers.exchanges.exchanges : [];
  return (
    <section class="details" aria-label={`Details of ${identifier}`}>
      <div class="details-head">
        <p>
          <strong>{identifier}</strong> <span class="dim">{url}</span>
        </p>
        <DetailActions row={row} activity={activity} onAddFault={() => onAddFault(url)} onClose={onClose} />
      </div>
      <p class="dim">{facts(row, startMs).join(" · ")}</p>
      {error !== undefined && (
        <p class="why">
          <code>
            {error.domain} {error.code} {error.name}
          </code>{" "}
          {error.message}{" "}
          {source !== undefined && (
            <button
              type="button"
              class="link"
              onClick={() => post({ type: "reveal", path: source.path, ...source.range.start })}
            >
              {placeText(source.path, source.range.start.line)}
            </button>
          )}
        </p>
      )}
      {assumed.map((name) => (
        <p key={name}>
          <span class="dim">Assumed</span> {name}: {assumptions[name].meaning}
        </p>
      ))}
      <ol class="moments" aria-label="What happened">
        {moments(events, view.log).map(({ event, word, detail }) => (
          <li key={event.seq}>
            <span class="dim">{durationText(Date.parse(event.time) - Date.parse(view.startedAt ?? "") - startMs)}</span>{" "}
            {word} {detail}
          </li>
        ))}
      </ol>
      {exchanges.length > 0 && <ExchangeTable exchanges={exchanges} />}
    </section>
  );
}

function facts(row: DownloadRow, startMs: number): string[] {
  const at = (atMs: number) => durationText(atMs - startMs);
  return [
    row.lane,
    `${exactBytes(row.receivedBytes)} received`,
    row.fileSizeInBytes === undefined ? "no size declared" : `${exactBytes(row.fileSizeInBytes)} declared`,
    ...(row.state === "refused" ? [`refused at ${at(row.enqueuedAtMs)}`] : [`enqueued at ${at(row.enqueuedAtMs)}`]),
    ...(row.startedAtMs === undefined ? [] : [`started at ${at(row.startedAtMs)}`]),
    ...(row.endedAtMs === undefined || row.state === "refused" ? [] : [`${row.state} at ${at(row.endedAtMs)}`]),
    ...(row.endedAtMs !== undefined && row.bytesPerSecond !== undefined
      ? [`${speedText(row.bytesPerSecond)} on average`]
      : []),
  ];
}
