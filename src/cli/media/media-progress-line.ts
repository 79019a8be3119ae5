import { formatBytes } from "../../model/sizes";
import type { MediaProgress } from "../../protocol/media-report";
import type { CliIo } from "../io";

const redrawIntervalMs = 100;

/** The last line of a terminal while playlists are fetched and segments downloaded; nothing in a pipe. */
export class MediaProgressLine {
  readonly #io: CliIo;
  readonly #isShown: boolean;
  #drawnAt = 0;
  #isDrawn = false;

  constructor(io: CliIo) {
    this.#io = io;
    this.#isShown = io.isTerminal && io.env.TERM !== "dumb" && io.env.CI === undefined;
  }

  show(progress: MediaProgress): void {
    if (!this.#isShown) return;
    const now = performance.now();
    if (this.#isDrawn && now - this.#drawnAt < redrawIntervalMs) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    const columns = Math.max(40, process.stdout.columns ?? 80);
    // On stderr: stdout may be a report for a program.
    this.#io.stderr.write(`\r\u001b[2K${`  ▸ ${progressText(progress)}`.slice(0, columns - 1)}`);
  }

  /** Takes the line away, so that ordinary output may follow. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#io.stderr.write("\r\u001b[2K");
    this.#isDrawn = false;
  }
}

function progressText({ step, done, total, receivedBytes, expectedBytes }: MediaProgress): string {
  if (step === "playlists") return `playlists ${done} of ${total}`;
  if (step === "sizes") return `sizes ${done} of ${total}`;
  return `${done} of ${total} files · ${formatBytes(receivedBytes)} of about ${formatBytes(expectedBytes)}`;
}
