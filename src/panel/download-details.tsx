import type { DownloadRow } from "../protocol/run-view";
import "./download-details.css";
import { durationText, exactBytes, placeText, speedText } from "./format";
import { post } from "./host-api";

/** What there is to say about the selected download, in words. */
export function DownloadDetails({ row, startMs }: { readonly row: DownloadRow; readonly startMs: number }) {
  const { error, source } = row;
  return (
    <section class="details" aria-label={`Details of ${row.identifier}`}>
      <p>
        <strong>{row.identifier}</strong> <span class="dim">{row.url}</span>
      </p>
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
