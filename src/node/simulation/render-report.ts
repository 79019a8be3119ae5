import { RunModel } from "../../protocol/run-model";
import type { WorkerRequests } from "../../protocol/worker-messages";
import { type HarExchange, harReport } from "../../report/har";
import { htmlReport } from "../../report/html";
import { jsonReports } from "../../report/json";
import { junitReport } from "../../report/junit";

/** The text of a report; here and not in the extension, whose bundle stays small. */
export function renderReport(
  { kind, title, events, folders }: WorkerRequests["renderReport"]["request"],
  exchanges: readonly HarExchange[],
  simulator: string,
): string {
  if (kind === "har") {
    if (exchanges.length === 0) {
      throw new Error("No traffic of this run is known any more: it is kept until the window is closed. Run it again.");
    }
    return `${JSON.stringify(harReport(exchanges, simulator), undefined, 1)}\n`;
  }
  const model = new RunModel();
  model.apply(events);
  const view = model.view();
  if (kind === "html") return htmlReport(view, { title, displayPath: (path) => displayPath(path, folders) });
  return kind === "json"
    ? `${JSON.stringify(jsonReports([{ title, view }]), undefined, 1)}\n`
    : junitReport([{ title, view }]);
}

/** As seen from the folder that holds it. */
function displayPath(path: string, folders: readonly string[]): string {
  const folder = folders.find((candidate) => path.startsWith(`${candidate}/`));
  return folder === undefined ? path : path.slice(folder.length + 1);
}
