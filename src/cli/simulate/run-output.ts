import { RunModel } from "../../protocol/run-model";
import type { RunView } from "../../protocol/run-view";
import type { DeviceEvent } from "../../simulator/events";
import type { CliIo } from "../io";
import { createPaint } from "../terminal/paint";
import { ProgressLine } from "../terminal/progress-line";
import { TextLog } from "./text-log";

export interface RunOutputOptions {
  readonly format: "text" | "jsonl";
  readonly displayPath: (path: string) => string;
  /** Whether a report will want the whole log; without one nothing is kept. */
  readonly keepLog: boolean;
}

/** Shows a run while it goes on: lines for people with live progress, or one JSON object a line. */
export class RunOutput {
  readonly #io: CliIo;
  readonly #text: TextLog | undefined;
  readonly #progress: ProgressLine | undefined;
  readonly #model: RunModel | undefined;

  constructor(io: CliIo, options: RunOutputOptions) {
    this.#io = io;
    this.#model = options.keepLog ? new RunModel() : undefined;
    if (options.format === "jsonl") return;
    // Narrower than this nothing is readable, wrapped or not.
    const columns = () => (io.isTerminal ? Math.max(40, process.stdout.columns ?? 80) : undefined);
    this.#text = new TextLog(createPaint(io), options.displayPath, columns);
    if (io.isTerminal && io.env.TERM !== "dumb" && io.env.CI === undefined) {
      this.#progress = new ProgressLine(
        (text) => io.stdout.write(text),
        () => columns() ?? 80,
      );
    }
  }

  show(event: DeviceEvent): void {
    this.#model?.apply([event]);
    if (this.#text === undefined) {
      this.#io.stdout.write(`${JSON.stringify(event)}\n`);
      return;
    }
    const lines = this.#text.lines(event);
    if (lines.length > 0) {
      this.#progress?.clear();
      this.#io.stdout.write(`${lines.join("\n")}\n`);
    }
    this.#progress?.observe(event);
  }

  /** Something about the run that is no event: among the lines for people; on stderr beside jsonl. */
  say(message: string): void {
    this.#progress?.clear();
    (this.#text === undefined ? this.#io.stderr : this.#io.stdout).write(`${message}\n`);
  }

  /** A warning. */
  notice(message: string): void {
    this.#progress?.clear();
    this.#io.stderr.write(`${message}\n`);
  }

  /** What the reports are made from; only with `keepLog`. */
  view(): RunView | undefined {
    this.#progress?.clear();
    return this.#model?.view();
  }
}
