import { formatBytes } from "../model/sizes";
import type { PanelProject } from "../protocol/panel-messages";
import type { DeviceSummary } from "../protocol/worker-messages";
import { estimatesInWords } from "../simulator/launchable-estimate";
import "./device-strip.css";
import { durationText } from "./format";

const activities = { foreground: "app in front", background: "app in background", terminated: "app not running" };

/** How the device stands: what is installed and on it, what the extension used of its day, what comes next. */
export function DeviceStrip({
  device,
  estimates,
}: {
  readonly device: DeviceSummary | undefined;
  readonly estimates: PanelProject["launchable"];
}) {
  return (
    <section class="device-strip" aria-label="Device">
      {device !== undefined && <DeviceFacts device={device} />}
      {estimates.length > 0 && (
        <span class="estimates" title={`A first launch waits ${estimatesInWords(estimates)}, from declared sizes`}>
          <span class="dim">First launch waits</span> {estimatesInWords(estimates, "names")}
        </span>
      )}
    </section>
  );
}

function DeviceFacts({ device }: { readonly device: DeviceSummary }) {
  if (!device.installed) return <span>Not installed</span>;
  const { appVersion, launched, launchable, downloadedFiles, downloadedBytes, pendingDownloads, lostFiles } = device;
  return (
    <>
      <span>
        {appVersion === undefined ? "Installed" : `Version ${appVersion} installed`},{" "}
        {launched
          ? `launched, ${activities[device.appActivity]}`
          : launchable
            ? "not launched yet"
            : "not launchable yet"}
      </span>
      <span>
        {downloadedFiles} {downloadedFiles === 1 ? "file" : "files"}, {formatBytes(downloadedBytes)}
        {pendingDownloads > 0 && `, ${pendingDownloads} pending`}
        {lostFiles > 0 && `, ${lostFiles} lost`}
      </span>
      <Runtime {...device.extensionRuntime} />
      <span>
        <span class="dim">Next periodic check</span> {nextCheck(device)}
      </span>
    </>
  );
}

/** What the extension has used of its runtime; the words beside it say the same. */
function Runtime({ usedMs, limitMs }: DeviceSummary["extensionRuntime"]) {
  const share = limitMs <= 0 ? 1 : Math.min(1, usedMs / limitMs);
  const words = `${durationText(usedMs)} of ${durationText(limitMs)}`;
  return (
    <span
      class="runtime"
      title="What the downloader extension ran within the last 24 hours, and may run (assumption daily-runtime)"
    >
      <span class="dim">Extension ran</span>
      <span class={`meter${share >= 1 ? " full" : ""}`} aria-hidden="true">
        <span style={{ width: `${(share * 100).toFixed(2)}%` }} />
      </span>
      <meter
        class="visually-hidden"
        aria-label="Extension runtime within 24 hours"
        aria-valuetext={words}
        min={0}
        max={Math.max(1, limitMs)}
        value={Math.min(usedMs, limitMs)}
      />
      {words}
      {share >= 1 && ", used up"}
    </span>
  );
}

function nextCheck({ nextPeriodicCheckAtMs, nowMs }: DeviceSummary): string {
  if (nextPeriodicCheckAtMs === undefined) return "never, as things stand";
  const inMs = nextPeriodicCheckAtMs - nowMs;
  return inMs <= 0 ? "is due" : `in ${durationText(inMs)}`;
}
