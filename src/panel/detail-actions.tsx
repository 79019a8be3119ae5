import type { DownloadRow } from "../protocol/run-view";
import type { AppActivity } from "../simulator/device-state";
import { post } from "./host-api";
import { Icon } from "./icon";

/** What can be done about a download. */
export function DetailActions({
  row,
  activity,
  onAddFault,
  onClose,
}: {
  readonly row: DownloadRow;
  /** Undefined: how the app stands is not known. */
  readonly activity: AppActivity | undefined;
  readonly onAddFault: () => void;
  readonly onClose: () => void;
}) {
  const { identifier, source, endedAtMs } = row;
  const isOpen = endedAtMs === undefined;
  const canCall = activity === "foreground" || activity === "background";
  const orWhyNot = (what: string) => (canCall ? what : "The app makes this call: launch it first");
  return (
    <div class="detail-actions">
      {source !== undefined && (
        <button type="button" onClick={() => post({ type: "reveal", path: source.path, ...source.range.start })}>
          Reveal
        </button>
      )}
      {isOpen && (
        <>
          <button
            type="button"
            disabled={!canCall}
            title={orWhyNot("startForegroundDownload: it goes on at once, with the bytes it has")}
            onClick={() =>
              post({ type: "appCall", action: { kind: "startForeground", by: "app", download: identifier } })
            }
          >
            Promote
          </button>
          <button
            type="button"
            disabled={!canCall}
            title={orWhyNot("The app cancels this download")}
            onClick={() => post({ type: "appCall", action: { kind: "cancel", by: "app", identifier } })}
          >
            Cancel Download
          </button>
        </>
      )}
      <button type="button" title="Let something go wrong with this URL" onClick={onAddFault}>
        Add Fault…
      </button>
      <button type="button" class="action" aria-label="Close Details" title="Close Details" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
