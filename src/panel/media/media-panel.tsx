import type { MediaPanelState } from "../../protocol/media-panel-messages";
import { BudgetBar } from "./budget-bar";
import { MediaFindings } from "./media-findings";
import { MediaHead } from "./media-head";
import "../panel.css";
import "./media-panel.css";
import { MediaProgressBar, progressText } from "./media-progress-bar";
import { MediaStreams } from "./media-streams";
import { RenditionList } from "./rendition-list";
import { VariantLadder } from "./variant-ladder";

/** From top to bottom: what is to be done, how much it is, which variants and renditions and why, what was found. */
export function MediaPanel({ state }: { readonly state: MediaPanelState }) {
  const { report, progress, problem, status } = state;
  return (
    <main class="media">
      <MediaHead state={state} />
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {progress !== undefined && <MediaProgressBar progress={progress} />}
      {report === undefined ? (
        status === "idle" && <Idle isTrusted={state.isTrusted} />
      ) : (
        <>
          <BudgetBar report={report} />
          <VariantLadder report={report} />
          <RenditionList report={report} />
          <MediaStreams report={report} />
          <MediaFindings report={report} />
          <Texts title="Assumed" lines={report.assumptions.map(({ name, text }) => `${name}: ${text}`)} />
          <Texts title="To play it in the app" lines={report.steps} />
        </>
      )}
      <p class="visually-hidden" role="status">
        {status === "idle" ? (report?.outcome ?? "") : progressText(progress)}
      </p>
    </main>
  );
}

function Idle({ isTrusted }: { readonly isTrusted: boolean }) {
  return (
    <p class="media-note dim">
      {isTrusted
        ? "Plan fetches the playlists and shows what would be saved and why. The plan's text has changed since it was planned, or it was not planned yet."
        : "Planning connects to the hosts that the plan names. It waits until you trust the workspace."}
    </p>
  );
}

function Texts({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ol class="media-texts">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </section>
  );
}
