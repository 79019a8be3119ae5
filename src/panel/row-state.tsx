import type { DownloadRow, RowState } from "../protocol/run-view";
import { Icon, type IconName } from "./icon";

const icons: Readonly<Record<RowState, IconName>> = {
  waiting: "clock",
  downloading: "loading",
  paused: "debug-pause",
  finished: "check",
  failed: "error",
  refused: "circle-slash",
  cancelled: "close",
};

/** The state as a sign and a word; how far it is, while that is known. */
export function RowStateCell({ row }: { readonly row: DownloadRow }) {
  return (
    <>
      <Icon name={icons[row.state]} />
      <span>{stateText(row)}</span>
    </>
  );
}

function stateText(row: DownloadRow): string {
  if (row.waitingFor === "offline") return "no network";
  if (row.waitingFor === "wifi-only") return "no Wi-Fi";
  if (row.waitingFor !== undefined) return "tries again";
  if (row.state !== "downloading" || !row.fileSizeInBytes) return row.state;
  return `${Math.min(100, Math.floor((row.receivedBytes / row.fileSizeInBytes) * 100))} %`;
}
