import { formatBytes } from "../model/sizes";
import { activityWords, callOutcome, lossWords, releaseWords, updateWords } from "../protocol/app-call-words";
import { answerText, challengeText } from "../protocol/challenge-text";
import { conditionChanges } from "../protocol/condition-changes";
import { passageText } from "../protocol/passage-text";
import { waitingText } from "../protocol/waiting-text";
import { eventTitles } from "../simulator/event-titles";
import type { DeviceEvent, DeviceEventOf, EventOutcome } from "../simulator/events";
import { durationText } from "./format";

export interface LogLine {
  /** What happened, as the log names it without its family: "refused", "redirected". */
  readonly word: string;
  /** Which thing it happened to. */
  readonly subject: string;
  readonly detail: string;
  readonly tone: "plain" | "good" | "bad" | "strong";
}

/** An event that came to its end may still have refused or failed downloads: it is over, not successful. */
const outcomeWords: Readonly<Record<EventOutcome, string>> = {
  completed: "ended",
  cancelled: "cancelled",
  "manifest-failed": "ended without a manifest",
  "extension-failed": "ended: the downloader extension failed",
  interrupted: "interrupted",
};

/**
 * One event of the log in words.
 * @param log everything that happened, for events that only tell what is new
 */
export function logLine(event: DeviceEvent, log: readonly DeviceEvent[] = []): LogLine {
  const line = (word: string, subject: string, detail = "", tone: LogLine["tone"] = "plain"): LogLine => ({
    word,
    subject,
    detail,
    tone,
  });
  switch (event.type) {
    case "run.started":
      return line(
        "run",
        event.project.name,
        `network ${event.conditions.network.name}, OS ${event.conditions.osVersion}`,
      );
    case "run.finished": {
      const { finished, refused, failed, cancelled } = event.summary;
      const counts = [
        `${finished} downloaded`,
        ...(refused > 0 ? [`${refused} refused`] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
      ];
      return line("run", event.exitCode === 0 ? "finished" : "finished with problems", counts.join(", "));
    }
    case "event.started":
      return line("event", eventTitles[event.event], event.forced === true ? "forced past its gates" : "", "strong");
    case "event.notRun":
      return line(
        event.times === undefined || event.times === 1 ? "not run" : `not run, ${event.times} times`,
        eventTitles[event.event],
        event.message,
        "bad",
      );
    case "event.finished":
      return line(
        "event",
        `${eventTitles[event.event]} ${outcomeWords[event.outcome]}`,
        "",
        event.outcome === "completed" ? "strong" : "bad",
      );
    case "manifest.started":
      return line("manifest", "requested", event.url);
    case "manifest.redirected":
      return line(
        "manifest",
        "redirected",
        `${hostOf(event.from)} → ${hostOf(event.to)}${event.allowed ? "" : " (not in the list)"}`,
        event.allowed ? "plain" : "bad",
      );
    case "manifest.finished":
      return line("manifest", "received", formatBytes(event.receivedBytes));
    case "manifest.failed":
      return line("manifest", "failed", errorText(event), "bad");
    case "extension.launched":
      return line("extension", `request: ${event.contentRequest.name}`, remainingText(event));
    case "extension.returned":
      return line(
        "extension",
        `${event.downloads} ${event.downloads === 1 ? "download" : "downloads"}`,
        [`in ${durationText(event.runtimeMs)}`, ...(event.notes ?? [])].join("; "),
      );
    case "extension.failed":
      return line("extension", "failed", errorText(event), "bad");
    case "extension.finished":
      return line(
        "delivered",
        event.deliveredTo === "nobody" ? "to nobody" : `to the ${event.deliveredTo}`,
        [`${event.finished} finished, ${event.failed} failed`, ...(event.notes ?? [])].join("; "),
      );
    case "challenge.answered":
      return line(
        "challenge",
        event.identifier,
        [challengeText(event), answerText(event), ...(event.notes ?? [])].join("; "),
        event.disposition === "credential" || event.disposition === "trust" ? "plain" : "bad",
      );
    case "download.enqueued":
      return line("enqueued", event.identifier, `${event.lane}, ${sizeText(event.fileSizeInBytes)}`);
    case "download.refused":
      return line("refused", event.identifier, errorText(event), "bad");
    case "download.started":
      return line("started", event.identifier, startText(event));
    case "download.redirected":
      return line(
        "redirected",
        event.identifier,
        `${hostOf(event.from)} → ${hostOf(event.to)}${event.allowed ? "" : " (not in the list)"}`,
        event.allowed ? "plain" : "bad",
      );
    case "download.progress":
      return line("progress", event.identifier, formatBytes(event.receivedBytes));
    case "download.paused":
      return line("paused", event.identifier, `at ${formatBytes(event.receivedBytes)}`);
    case "download.waiting":
      return line("waiting", event.identifier, waitingText(event));
    case "download.resumed":
      return line("resumed", event.identifier, startText(event));
    case "download.finished":
      return line("finished", event.identifier, formatBytes(event.receivedBytes), "good");
    case "download.failed":
      return line("failed", event.identifier, errorText(event), "bad");
    case "download.cancelled":
      return line("cancelled", event.identifier, `at ${formatBytes(event.receivedBytes)}`, "bad");
    case "allowance.changed":
      return line(
        "allowance",
        event.lane,
        event.limitInBytes === null
          ? "unrestricted"
          : `${formatBytes(event.chargedBytes)} of ${formatBytes(event.limitInBytes)}`,
      );
    case "app.launchable":
      return line("app", `launchable after ${durationText(event.afterMs)}`, "", "strong");
    case "app.launched":
      return line("app", "launched", "", "strong");
    case "app.activity":
      return line("app", activityWords[event.activity], "", "strong");
    case "app.call": {
      const subject = event.identifier === undefined ? event.call : `${event.call} ${event.identifier}`;
      const isBad = event.error !== undefined;
      return line(event.by, subject, isBad ? errorText(event) : callOutcome(event), isBad ? "bad" : "plain");
    }
    case "pack.statusUpdate":
      return line("status", event.identifier, updateWords(event));
    case "control.released":
      return line(event.by, releaseWords(event));
    case "file.purged":
      return line("purged", event.identifier, `${formatBytes(event.sizeOnDiskInBytes)}: the system needed space`);
    case "file.lost":
      return line("file lost", event.identifier, lossWords(event), "bad");
    case "condition.changed":
      return line("conditions", "changed", conditionChanges(log, event));
    case "clock.advanced":
      return line("clock", `advanced by ${durationText(event.byMs)}`, passageText(event));
    case "fault.applied":
      return line("fault", event.description);
    case "expectation":
      return line(
        "expected",
        event.expected,
        event.passed ? "" : `actual: ${event.actual}`,
        event.passed ? "good" : "bad",
      );
  }
}

function startText({ offset, connectedAfterMs }: DeviceEventOf<"download.started" | "download.resumed">): string {
  return [
    ...(offset > 0 ? [`at ${formatBytes(offset)}`] : []),
    ...(connectedAfterMs === undefined ? [] : [`${durationText(connectedAfterMs)} after the request`]),
  ].join(", ");
}

function errorText(event: DeviceEvent): string {
  const { error } = event;
  return error === undefined ? "" : `${error.domain} ${error.code} ${error.name}: ${error.message}`;
}

function remainingText(event: Extract<DeviceEvent, { type: "extension.launched" }>): string {
  const essential = event.restrictedEssentialDownloadSizeRemaining;
  const other = event.restrictedDownloadSizeRemaining;
  if (essential === null && other === null) return "unrestricted";
  return `remaining: essential ${sizeOrUnrestricted(essential)}, non-essential ${sizeOrUnrestricted(other)}`;
}

function sizeOrUnrestricted(sizeInBytes: number | null): string {
  return sizeInBytes === null ? "unrestricted" : formatBytes(sizeInBytes);
}

function sizeText(fileSizeInBytes: number | undefined): string {
  return fileSizeInBytes === undefined ? "size unknown" : formatBytes(fileSizeInBytes);
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url;
}
