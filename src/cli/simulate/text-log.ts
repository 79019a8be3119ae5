import { modeName } from "../../model/mode-name";
import { formatBytes } from "../../model/sizes";
import { activityWords, callOutcome, lossWords, releaseWords } from "../../protocol/app-call-words";
import { answerText, challengeText } from "../../protocol/challenge-text";
import { conditionChanges } from "../../protocol/condition-changes";
import { waitingText } from "../../protocol/waiting-text";
import { counted } from "../../rules/size-values";
import { eventTitles } from "../../simulator/event-titles";
import type { DeviceEvent, Lane } from "../../simulator/events";
import { formatDurationMs } from "../../simulator/scenario/duration";
import type { Paint } from "../terminal/paint";
import { printableTexts } from "../terminal/printable";
import { wrapped } from "../terminal/wrapped";
import { summaryLines } from "./run-summary";
import { bar, checksText, duration, errorName, seconds, size, times } from "./text-log-words";

/** Where what belongs to a line goes on. */
const indent = 25;
/** Of the column with identifiers; wider while longer ones are among an event's downloads. */
const subjectWidth = { least: 22, most: 40 };

/** How often one reason is explained within an event; jsonl and reports have all of them. */
const saidAtMost = 20;

/** Turns the event log into the lines that a person reads in a terminal, one event after the other. */
export class TextLog {
  readonly #paint: Paint;
  readonly #displayPath: (path: string) => string;
  readonly #columns: () => number | undefined;
  readonly #repetitions = new Map<string, number>();
  #subjectWidth = subjectWidth.least;
  /** What the lines belong to: undefined between events. */
  #section: "event" | "continued" | "app" | undefined = "event";
  #startedAtMs = 0;
  #eventStartedAtMs = 0;
  #isDryRun = false;
  #heldChanges: DeviceEvent[] = [];
  /** The newest event that told the device's conditions. */
  #toldConditions: DeviceEvent | undefined;
  #lanes = new Map<Lane, { limitInBytes: number | null; chargedBytes: number }>();

  /** @param columns of the terminal; undefined: lines are as long as they are. */
  constructor(paint: Paint, displayPath: (path: string) => string, columns: () => number | undefined) {
    this.#paint = paint;
    this.#displayPath = displayPath;
    this.#columns = columns;
  }

  /** No line, one or several. */
  lines(event: DeviceEvent): readonly string[] {
    if (event.type === "download.progress") return [];
    const columns = this.#columns();
    return [...this.#continuedHeading(event), ...this.#withHeldChanges(printableTexts(event))].flatMap((line) =>
      wrapped(line, columns, continuationIndent(line)),
    );
  }

  /** A change right before an event, such as the language of a language change, stands below the heading of that event. */
  #withHeldChanges(event: DeviceEvent): readonly string[] {
    if (event.type === "condition.changed" && this.#section === undefined) {
      this.#heldChanges.push(event);
      return [];
    }
    const held = this.#heldChanges;
    this.#heldChanges = [];
    if (event.type !== "event.started")
      return [...held.flatMap((change) => this.#lines(change)), ...this.#lines(event)];
    return [...this.#lines(event), ...held.flatMap((change) => this.#lines(change))];
  }

  /** What an ended process left behind belongs to no event of this run. */
  #continuedHeading(event: DeviceEvent): readonly string[] {
    if (event.event !== undefined || this.#section !== undefined) return [];
    const isDownload = event.type.startsWith("download.") && event.type !== "download.refused";
    if (!isDownload && event.type !== "app.call" && event.type !== "app.activity") return [];
    this.#section = isDownload ? "continued" : "app";
    this.#eventStartedAtMs = Date.parse(event.time);
    return ["", this.#paint.bold(eventTitles[this.#section])];
  }

  #lines(event: DeviceEvent): readonly string[] {
    const paint = this.#paint;
    switch (event.type) {
      case "run.started": {
        this.#startedAtMs = Date.parse(event.time);
        this.#isDryRun = event.dryRun === true;
        this.#eventStartedAtMs = this.#startedAtMs;
        this.#section = undefined;
        this.#toldConditions = event;
        const version = event.project.version === undefined ? "" : ` ${event.project.version}`;
        const plist = this.#displayPath(event.project.infoPlist);
        return [
          `${paint.bold(event.project.name + version)} · ${modeName(event.project.mode)} · ${plist} · network ${event.conditions.network.name}`,
        ];
      }
      case "event.started": {
        this.#eventStartedAtMs = Date.parse(event.time);
        // A launch amid an event's downloads does not end that event.
        if (event.event !== "launch") this.#section = "event";
        else if (this.#section !== "event") this.#section = undefined;
        this.#lanes.clear();
        const forced = event.forced === true ? " (forced)" : "";
        const since = this.#sinceStart(event);
        this.#subjectWidth = subjectWidth.least;
        return ["", paint.bold(`${eventTitles[event.event]}${forced}`) + (since === "" ? "" : paint.dim(`  ${since}`))];
      }
      case "event.notRun":
        return [
          "",
          `${paint.bold(eventTitles[event.event])} ${paint.red("did not run")}${times(event.times)}: ${event.message}`,
        ];
      case "event.finished":
        if (event.event !== "launch") this.#section = undefined;
        return [
          ...this.#repetitionLines(),
          ...this.#laneLines(),
          ...(event.outcome === "completed" ? [] : [this.#line(event, paint.red(event.outcome))]),
        ];
      case "manifest.started":
        return [];
      case "manifest.redirected":
        return [
          this.#line(
            event,
            event.allowed ? "redirect" : paint.red("redirect refused"),
            "manifest",
            `${event.from} → ${event.to}`,
          ),
        ];
      case "manifest.finished":
        return [this.#line(event, "manifest", event.url, formatBytes(event.receivedBytes))];
      case "manifest.failed":
        return [this.#line(event, paint.red("manifest failed"), event.url), ...this.#errorLines(event)];
      case "extension.launched": {
        const left =
          event.restrictedDownloadSizeRemaining === null
            ? "unrestricted"
            : // Before iOS 16.4 there is one allowance.
              `${event.restrictedEssentialDownloadSizeRemaining === null ? "" : `${formatBytes(event.restrictedEssentialDownloadSizeRemaining)} essential and `}${formatBytes(event.restrictedDownloadSizeRemaining)} non-essential left`;
        const request = `${event.contentRequest.name} request (${event.contentRequest.rawValue})`;
        return [this.#line(event, "extension", request, left)];
      }
      case "extension.returned":
        return [
          this.#line(event, "extension", `returned ${counted(event.downloads, "download")}`),
          ...(event.notes ?? []).map((note) => paint.dim(`${" ".repeat(indent)}${note}`)),
        ];
      case "extension.failed":
        return [this.#line(event, paint.red("extension failed")), ...this.#errorLines(event)];
      case "download.refused":
        if (this.#isRepeated("refused", errorName(event.error))) return [];
        this.#makeRoomFor(event.identifier);
        return [
          this.#line(event, paint.red("refused"), event.identifier, size(event.fileSizeInBytes)),
          ...this.#errorLines(event),
        ];
      case "download.redirected":
        return [
          this.#line(
            event,
            event.allowed ? "redirect" : paint.red("redirect refused"),
            event.identifier,
            `${event.from} → ${event.to}`,
          ),
        ];
      case "download.resumed":
        return [this.#line(event, "continued", event.identifier, `from ${formatBytes(event.offset)}`)];
      case "download.paused":
        return [this.#line(event, "paused", event.identifier, `at ${formatBytes(event.receivedBytes)}`)];
      case "download.waiting":
        if (this.#isRepeated("waiting", event.reason)) return [];
        return [this.#line(event, "waiting", event.identifier, waitingText(event))];
      case "download.finished":
        return [
          this.#line(
            event,
            paint.green(this.#isDryRun ? "would download" : "downloaded"),
            event.identifier,
            `${this.#isDryRun ? size(event.fileSizeInBytes) : formatBytes(event.receivedBytes)}  ${paint.dim(event.lane)}`,
          ),
        ];
      case "download.failed":
        if (this.#isRepeated("failed", errorName(event.error))) return [];
        return [
          this.#line(event, paint.red("failed"), event.identifier, `at ${formatBytes(event.receivedBytes)}`),
          ...this.#errorLines(event),
        ];
      case "download.cancelled":
        return [this.#line(event, "cancelled", event.identifier, `at ${formatBytes(event.receivedBytes)}`)];
      case "allowance.changed":
        this.#lanes.set(event.lane, { limitInBytes: event.limitInBytes, chargedBytes: event.chargedBytes });
        return [];
      case "app.launchable":
        return [this.#line(event, paint.bold("● launchable"), paint.bold(`after ${seconds(event.afterMs)}`))];
      case "app.launched":
        return [
          this.#line(event, "● launched", event.restrictionsLifted === true ? "the initial restrictions end here" : ""),
        ];
      case "app.activity":
        return [this.#line(event, "app", activityWords[event.activity])];
      case "app.call": {
        const subject = event.identifier === undefined ? event.call : `${event.call} ${event.identifier}`;
        const by = event.error === undefined ? event.by : paint.red(`${event.by}: error`);
        return [this.#line(event, by, subject, callOutcome(event)), ...this.#errorLines(event)];
      }
      // What the app hears of its packs is what the lines of the downloads say.
      case "pack.statusUpdate":
        return [];
      case "control.released":
        return [this.#line(event, event.by, releaseWords(event))];
      case "file.purged":
        return [this.#line(event, "purged", event.identifier, formatBytes(event.sizeOnDiskInBytes))];
      case "file.lost":
        return [this.#line(event, paint.red("file lost"), event.identifier, lossWords(event))];
      case "condition.changed": {
        const log = this.#toldConditions === undefined ? [event] : [this.#toldConditions, event];
        this.#toldConditions = event;
        return [this.#line(event, "conditions", conditionChanges(log, event))];
      }
      case "clock.advanced":
        // Between events lines tell no time since the last one.
        if (this.#section === undefined) this.#eventStartedAtMs = Date.parse(event.time);
        return ["", paint.dim(`${duration(event.byMs)} later${checksText(event)}`)];
      case "fault.applied":
        return [this.#line(event, "fault", event.description)];
      case "expectation": {
        const mark = event.passed ? paint.green("✓ expected") : paint.red("✕ expected");
        const actual = event.passed ? [] : [`${" ".repeat(indent - 5)}${paint.red(`but ${event.actual}`)}`];
        return [`         ${mark} ${event.expected}`, ...actual];
      }
      case "run.finished":
        return summaryLines(event, paint, this.#isDryRun);
      case "download.enqueued":
        this.#makeRoomFor(event.identifier);
        return [];
      case "challenge.answered":
        return [
          this.#line(event, "challenge", event.identifier, `${challengeText(event)}, ${answerText(event)}`),
          ...(event.notes ?? []).map((note) => paint.dim(`${" ".repeat(indent)}${note}`)),
        ];
      case "extension.finished":
        return [
          ...this.#deliveryLines(event),
          ...(event.notes ?? []).map((note) => paint.dim(`${" ".repeat(indent)}${note}`)),
        ];
      case "download.started":
      case "download.progress":
        return [];
    }
  }

  /** Who hears of what went wrong; that downloads finished is said by their own lines. */
  #deliveryLines(event: Extract<DeviceEvent, { type: "extension.finished" }>): readonly string[] {
    const { deliveredTo, failed, finished } = event;
    if (deliveredTo === "nobody")
      return [this.#line(event, "nobody", `hears of ${counted(finished + failed, "result")}`)];
    if (failed === 0 || this.#isRepeated("told", `to the ${deliveredTo}`)) return [];
    const what = `hears of ${counted(failed, "failure")}`;
    return [this.#line(event, deliveredTo, what, "backgroundDownload(_:failedWithError:)")];
  }

  /** Whether the same has been said often enough: 100,000 refusals have one reason. */
  #isRepeated(what: "refused" | "failed" | "waiting" | "told", why: string): boolean {
    const reason = `${what}: ${why}`;
    const count = (this.#repetitions.get(reason) ?? 0) + 1;
    this.#repetitions.set(reason, count);
    return count > saidAtMost;
  }

  #repetitionLines(): string[] {
    const lines = [...this.#repetitions]
      .filter(([, count]) => count > saidAtMost)
      .map(([reason, count]) => `         ${this.#paint.red(`${count - saidAtMost} more ${reason}`)}`);
    this.#repetitions.clear();
    return lines;
  }

  #makeRoomFor(identifier: string): void {
    this.#subjectWidth = Math.min(subjectWidth.most, Math.max(this.#subjectWidth, identifier.length));
  }

  #laneLines(): string[] {
    return (["essential", "non-essential"] as const).flatMap((lane) => {
      const state = this.#lanes.get(lane);
      if (state === undefined || state.limitInBytes === null) return [];
      const name = lane === "essential" ? "Essential" : "Non-essential";
      const used = `${formatBytes(state.chargedBytes)} of ${formatBytes(state.limitInBytes)}`;
      return [`         ${name.padEnd(15)} ${bar(state.chargedBytes, state.limitInBytes)} ${used}`];
    });
  }

  #errorLines(event: DeviceEvent): string[] {
    const { error, source } = event;
    if (error === undefined) return [];
    const place = source === undefined ? "" : ` (${this.#displayPath(source.path)}:${source.range.start.line + 1})`;
    return [
      `${" ".repeat(indent)}${this.#paint.red(`${error.domain} ${error.code} ${error.name}`)}${place}`,
      `${" ".repeat(indent)}${error.message}`,
    ];
  }

  #line(event: DeviceEvent, what: string, ...rest: readonly string[]): string {
    const atMs = Date.parse(event.time) - this.#eventStartedAtMs;
    const [subject = "", detail = ""] = rest;
    const subjectColumn = detail === "" ? subject : this.#paint.pad(subject, this.#subjectWidth);
    return `${(atMs < 3_600_000 ? seconds(atMs) : formatDurationMs(atMs)).padStart(7)}  ${this.#paint.pad(what, 14)}  ${subjectColumn}${detail === "" ? "" : `  ${detail}`}`.trimEnd();
  }

  #sinceStart(event: DeviceEvent): string {
    const atMs = Date.parse(event.time) - this.#startedAtMs;
    // Weeks among days would be hard to compare.
    const days = Math.round(atMs / 86_400_000);
    if (atMs < 60_000) return "";
    return `after ${days >= 2 ? counted(days, "day") : duration(atMs)}`;
  }
}

/** Lines with a time go on behind their first two columns, others below their first word, titles a little further in. */
function continuationIndent(line: string): number {
  const start = line.length - line.trimStart().length;
  if (start === 0) return 2;
  return start < 9 ? indent : start;
}
