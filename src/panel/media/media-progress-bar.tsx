import { formatBytes } from "../../model/sizes";
import type { MediaProgress } from "../../protocol/media-report";

export function MediaProgressBar({ progress }: { readonly progress: MediaProgress }) {
  const { done, total, step, receivedBytes, expectedBytes } = progress;
  const share = step === "download" && expectedBytes > 0 ? receivedBytes / expectedBytes : done / Math.max(1, total);
  const percent = Math.round(Math.min(1, share) * 100);
  return (
    <div class="media-progress">
      <div
        class="bar"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-label={stepNames[step]}
      >
        <div class="fill" style={{ width: `${percent}%` }} />
      </div>
      <span>{progressText(progress)}</span>
    </div>
  );
}

const stepNames = { playlists: "Fetching playlists", sizes: "Asking for sizes", download: "Downloading" };

export function progressText(progress: MediaProgress | undefined): string {
  if (progress === undefined) return "Starting";
  const { step, done, total, receivedBytes, expectedBytes } = progress;
  const files = `${stepNames[step]}: ${done} of ${total}`;
  return step === "download"
    ? `${files} files, ${formatBytes(receivedBytes)} of about ${formatBytes(expectedBytes)}`
    : files;
}
