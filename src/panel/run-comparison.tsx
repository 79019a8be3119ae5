import { useEffect, useMemo } from "preact/hooks";
import {
  comparedFacts,
  comparedText,
  compareRuns,
  comparisonSummary,
  comparisonText,
  type RunComparison,
} from "../protocol/compare-runs";
import { digestOf, newestDigest } from "../protocol/run-digest";
import type { RunView } from "../protocol/run-view";
import { eventTitles } from "../simulator/event-titles";
import { post } from "./host-api";
import type { PanelAnswers } from "./panel-store";
import "./run-comparison.css";
import { useVirtualList } from "./use-virtual-list";

const rowHeight = 22;

/** What the shown event did differently from the one of its name before. */
export function RunComparisonView({
  view,
  eventIndex,
  answers,
}: {
  readonly view: RunView;
  readonly eventIndex: number;
  readonly answers: PanelAnswers;
}) {
  const after = useMemo(() => digestOf(view, eventIndex), [view, eventIndex]);
  const name = after?.event;
  const inView = useMemo(
    () => (name === undefined ? undefined : newestDigest(view, name, eventIndex)),
    [view, name, eventIndex],
  );
  useEffect(() => {
    if (name !== undefined && inView === undefined) post({ type: "askPrevious", event: name });
  }, [name, inView === undefined, view.startedAt]);
  const kept = answers.previous?.event === name ? answers.previous?.digest : undefined;
  const before = inView ?? kept;
  const comparison = useMemo(() => (before && after ? compareRuns(before, after) : undefined), [before, after]);
  if (after === undefined || comparison === undefined) {
    return (
      <section class="idle">
        <p>
          {after === undefined
            ? "What did not run cannot be compared."
            : `There is no earlier ${eventTitles[after.event].toLowerCase()} to compare with. Run it once more.`}
        </p>
      </section>
    );
  }
  return <Comparison comparison={comparison} />;
}

function Comparison({ comparison }: { readonly comparison: RunComparison }) {
  const { downloads } = comparison;
  const list = useVirtualList(downloads.length, rowHeight, 0);
  return (
    <section class="comparison" aria-label="Compared with the run before">
      <p class="comparison-head">
        <strong>{comparisonSummary(comparison)}</strong>
        <button type="button" onClick={() => void navigator.clipboard.writeText(comparisonText(comparison))}>
          Copy as Text
        </button>
      </p>
      <table class="compared-facts">
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {comparedFacts(comparison).map(([what, was, is]) => (
            <tr key={what} class={was === is ? "" : "differs"}>
              <th scope="row">{what}</th>
              <td>{was}</td>
              <td>{is}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="compared-downloads" tabIndex={0} ref={list.scroller} onScroll={list.onScroll}>
        <table aria-label="Downloads compared" aria-rowcount={downloads.length}>
          <tbody style={{ height: `${downloads.length * rowHeight}px` }}>
            {downloads.slice(list.window.first, list.window.end).map((download, offset) => {
              const index = list.window.first + offset;
              const { identifier, change, before, after } = download;
              return (
                <tr
                  key={list.keyOf(index)}
                  class={change}
                  aria-rowindex={index + 1}
                  style={{ top: `${index * rowHeight}px`, height: `${rowHeight}px` }}
                >
                  <td>{change === "same" ? "as before" : change}</td>
                  <th scope="row" title={identifier}>
                    {identifier}
                  </th>
                  <td title={comparedText(before)}>{comparedText(before)}</td>
                  <td title={comparedText(after)}>{comparedText(after)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
