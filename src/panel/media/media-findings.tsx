import type { MediaReport } from "../../protocol/media-report";
import { Icon } from "../icon";
import { post } from "./media-host-api";

/** What planning and downloading found; each leads to its place in the plan. */
export function MediaFindings({ report }: { readonly report: MediaReport }) {
  if (report.diagnostics.length === 0) return null;
  return (
    <section>
      <h2>Findings</h2>
      <ul class="findings">
        {report.diagnostics.map(({ code, severity, message, line, column, playlist }) => (
          <li key={`${code} ${line} ${message}`} class={severity}>
            <Icon name={severity === "error" ? "error" : severity === "warning" ? "warning" : "info"} />
            <div>
              <button type="button" class="link" onClick={() => post({ type: "reveal", line, column })}>
                {code}, {severity}, line {line}
              </button>{" "}
              {message}
              {playlist !== undefined && (
                <div class="dim place">
                  {playlist.url}, line {playlist.line}
                </div>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
