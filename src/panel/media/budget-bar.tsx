import { formatBytes } from "../../model/sizes";
import type { MediaReport } from "../../protocol/media-report";

/** The estimate with its range, against the byte budget; what has come where something was downloaded. */
export function BudgetBar({ report }: { readonly report: MediaReport }) {
  const { estimate, byteBudget, freeBytes, download } = report;
  const whole = Math.max(byteBudget ?? 0, estimate.maximumBytes, download?.bytes ?? 0, 1);
  const width = (bytes: number) => `${Math.min(100, (bytes / whole) * 100)}%`;
  const isOver = byteBudget !== undefined && estimate.expectedBytes > byteBudget;
  return (
    <section>
      <h2>Bytes</h2>
      <div class="budget" aria-hidden="true">
        <div class="range" style={{ width: width(estimate.maximumBytes) }} />
        <div
          class={isOver ? "expected over" : "expected"}
          style={{ width: width(download?.bytes ?? estimate.expectedBytes) }}
        />
        {byteBudget !== undefined && <div class="limit" style={{ left: width(byteBudget) }} />}
      </div>
      <p class="media-facts">
        {download === undefined ? "" : `${formatBytes(download.bytes)} on disk. `}
        {estimate.explanation}
        {estimate.dtgEstimatedBytes === undefined
          ? ""
          : ` DownloadToGo itself says ${formatBytes(estimate.dtgEstimatedBytes)}.`}
      </p>
      <p class="media-facts dim">
        {byteBudget === undefined ? "No byte budget" : `Budget ${formatBytes(byteBudget)}`}
        {freeBytes === undefined ? "" : `, ${formatBytes(freeBytes)} free`}
      </p>
    </section>
  );
}
