import { formatBytes } from "../../model/sizes";
import type { MediaPanelState } from "../../protocol/media-panel-messages";
import type { MediaReport } from "../../protocol/media-report";
import { Icon } from "../icon";
import { post } from "./media-host-api";

/** Which plan, what came of it, and what can be done now. */
export function MediaHead({ state }: { readonly state: MediaPanelState }) {
  const { report, status, isTrusted, planName } = state;
  return (
    <header class="media-head">
      <div class="media-title">
        <h1>{report?.title ?? planName}</h1>
        <span class="dim">{report === undefined ? "Offline media" : `${kindText(report)} · ${planName}`}</span>
      </div>
      <div class="toolbar">
        {status === "idle" ? (
          <>
            <button type="button" onClick={() => post({ type: "plan" })}>
              Plan
            </button>
            <button type="button" class="primary" onClick={() => post({ type: "download" })}>
              {report?.outcome === "incomplete" || report?.outcome === "interrupted" ? "Continue Download" : "Download"}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => post({ type: "cancel" })}>
            Cancel
          </button>
        )}
        {report?.download !== undefined && (
          <button type="button" onClick={() => post({ type: "revealFolder" })}>
            Show Folder
          </button>
        )}
        {!isTrusted && (
          <button type="button" onClick={() => post({ type: "manageTrust" })}>
            Manage Workspace Trust
          </button>
        )}
      </div>
      {report !== undefined && <Outcome report={report} />}
      {report !== undefined && report.source.considered.length > 0 && <Sources report={report} />}
    </header>
  );
}

function kindText({ source, kind }: MediaReport): string {
  return kind === "DTGItem" && source.downloader !== "DTG" ? `${kind}, by AVAssetDownloadTask` : kind;
}

function Outcome({ report }: { readonly report: MediaReport }) {
  const { outcome, download, estimate } = report;
  const files =
    download === undefined ? "" : `${download.files} of ${download.totalFiles} files, ${formatBytes(download.bytes)}`;
  switch (outcome) {
    case "planned":
      return <p class="media-outcome">Planned: about {formatBytes(estimate.expectedBytes)}.</p>;
    case "refused":
      return (
        <p class="media-outcome bad">
          <Icon name="error" /> Not downloaded: the findings below say why.
        </p>
      );
    case "complete":
      return (
        <p class="media-outcome">
          <Icon name="check" /> Complete: {files}; {formatBytes(estimate.expectedBytes)} were estimated.
        </p>
      );
    case "incomplete":
    case "interrupted":
      return (
        <p class="media-outcome">
          <Icon name="warning" /> {outcome === "incomplete" ? "Not complete" : "Interrupted"}: {files}. The next
          download continues it.
        </p>
      );
  }
}

function Sources({ report }: { readonly report: MediaReport }) {
  return (
    <ul class="media-sources" aria-label="Sources">
      {report.source.considered.map(({ id, url, taken, why }, index) => (
        <li key={`${index} ${url}`} class={taken ? "taken" : "dim"}>
          <Icon name={taken ? "check" : "circle-slash"} />
          <span>
            {id ?? `Source ${index + 1}`}: {why}
          </span>
        </li>
      ))}
    </ul>
  );
}
