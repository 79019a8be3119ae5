import type { ManifestAsset } from "../../model/manifest/manifest";
import { formatBytes } from "../../model/sizes";
import type { AppDownload } from "../../simulator/app-action";
import type { ShouldDownloadAnswer } from "../../simulator/managed/managed-extension";
import type {
  ChallengeAnswer,
  ChallengeOutcome,
  ExtensionFailure,
  ExtensionResult,
  RequestedDownload,
  ResultsOutcome,
} from "../../simulator/ports";
import type { GivenDownload, GivenValue, ProcessTrouble } from "./process-messages";
import { heapLimitInMegabytes, type ProcessEnd } from "./run-process";

/** A device takes them from a Set in memory of a few megabytes. */
export const mostDownloads = 100_000;
/** The system ends an extension that takes "more than a few megabytes" (WWDC 2023); Node's own share varies by some. */
const memoryWorthAWordInBytes = 16_000_000;

type End = ProcessEnd & { readonly runtimeMs: number };

/** What `downloads` returned. Types that BAURLDownload could not hold fail the call; the engine judges the rest item by item. */
export function downloadsResult(script: string, end: End, budgetMs: number): ExtensionResult {
  const { runtimeMs } = end;
  const failed = (failure: ExtensionFailure): ExtensionResult => ({ kind: "failed", runtimeMs, ...failure });
  if (end.kind !== "replied" || end.reply.kind !== "downloads") return failed(failureOf(script, end, budgetMs));
  const { downloads: given, wasAwaited } = end.reply;
  const downloads: RequestedDownload[] = [];
  for (const [index, item] of given.entries()) {
    const read = readDownload(item, `downloads returned at [${index}]`);
    if (typeof read === "string") return failed(unusable(`${script}: ${read}`));
    downloads.push(read);
  }
  const notes = memoryNotes(script, end.peakMemoryInBytes);
  if (wasAwaited) {
    notes.push(
      `${script}: downloads returned a promise, which was waited for. The method on a device returns its downloads at once: it cannot wait.`,
    );
  }
  return { kind: "returned", downloads, runtimeMs, notes };
}

export function resultsOutcome(script: string, end: End, budgetMs: number): ResultsOutcome {
  const { runtimeMs } = end;
  if (end.kind !== "replied" || end.reply.kind !== "results") {
    return { runtimeMs, notes: [], failures: [failureOf(script, end, budgetMs)], notMoved: [], scheduled: [] };
  }
  const { failures, notMoved } = end.reply;
  const scheduled: AppDownload[] = [];
  const wrong: ExtensionFailure[] = [];
  for (const item of end.reply.scheduled) {
    const read = readDownload(item, "scheduleDownload was given");
    if (typeof read === "string") wrong.push(unusable(`${script}: ${read}`));
    else scheduled.push(read);
  }
  const notes = memoryNotes(script, end.peakMemoryInBytes);
  if (notMoved.length > 0) {
    const more = notMoved.length > 1 ? ` and ${notMoved.length - 1} more` : "";
    notes.push(
      `${script}: backgroundDownloadDidFinish left the file of \`${notMoved[0]}\`${more} where it was. On a device it is deleted when the method returns: move it.`,
    );
  }
  return {
    runtimeMs,
    notes,
    failures: [
      ...failures.map(({ method, identifier, message }) => ({
        errorName: "extensionFailed" as const,
        message: `${script}: ${method} failed for \`${identifier}\`: ${message}`,
      })),
      ...wrong,
    ],
    notMoved,
    scheduled,
  };
}

export function challengeOutcome(script: string, end: End, budgetMs: number): ChallengeOutcome {
  const { runtimeMs } = end;
  if (end.kind !== "replied" || end.reply.kind !== "challenge") {
    return { runtimeMs, answer: undefined, failure: failureOf(script, end, budgetMs) };
  }
  if (!end.reply.isAnswered) return { runtimeMs, answer: undefined, failure: undefined };
  const answer = readAnswer(end.reply);
  return typeof answer === "string"
    ? { runtimeMs, answer: undefined, failure: unusable(`${script}: backgroundDownloadDidReceiveChallenge ${answer}`) }
    : { runtimeMs, answer, failure: undefined };
}

/** Which packs the script leaves out. */
export function shouldDownloadAnswer(script: string, end: End, budgetMs: number): ShouldDownloadAnswer {
  const { runtimeMs } = end;
  if (end.kind === "replied" && end.reply.kind === "packs") {
    return { kind: "answered", declined: new Set(end.reply.declined), runtimeMs };
  }
  return { kind: "failed", ...failureOf(script, end, budgetMs), runtimeMs };
}

function readDownload(item: GivenDownload, place: string): RequestedDownload | string {
  if (typeof item !== "object" || item === null || item.is !== undefined) {
    return `${place} ${item?.is ?? "nothing"} instead of a download. Return objects with identifier, url and fileSize.`;
  }
  const { identifier, url, fileSize, essential, priority, version } = item;
  const wrong = (name: string, value: GivenValue, wanted: string) =>
    `${place} a download whose ${name} is ${shown(value)}; it must be ${wanted}.`;
  if (typeof identifier !== "string") return wrong("identifier", identifier, "a string of its own for each asset");
  if (typeof url !== "string") return wrong("url", url, "an https:// address, as a string or a URL");
  if (fileSize !== undefined && typeof fileSize !== "number") {
    return wrong("fileSize", fileSize, "the exact number of bytes");
  }
  if (essential !== undefined && typeof essential !== "boolean") return wrong("essential", essential, "true or false");
  if (priority !== undefined && priority !== "min" && priority !== "default" && priority !== "max") {
    return wrong("priority", priority, '"min", "default" or "max"');
  }
  if (version !== undefined && typeof version !== "string") return wrong("version", version, "a string");
  const asset: ManifestAsset = {
    identifier,
    url,
    fileSizeInBytes: fileSize,
    essential: essential ?? false,
    priority: priority ?? "default",
    version,
    ranges: {},
  };
  return asset;
}

function readAnswer({
  disposition,
  user,
  password,
  trust,
}: {
  readonly disposition?: GivenValue;
  readonly user?: GivenValue;
  readonly password?: GivenValue;
  readonly trust?: GivenValue;
}): ChallengeAnswer | string {
  switch (disposition) {
    case "performDefaultHandling":
    // No other kind of protection is offered, so that rejecting this one leads to the same.
    case "rejectProtectionSpace":
      return { kind: "default" };
    case "cancelAuthenticationChallenge":
      return { kind: "cancel" };
    case "useCredential":
      if (trust === true) return { kind: "trust" };
      // The value is never repeated: it may be half of a secret.
      if (typeof user !== "string" || typeof password !== "string") {
        return "answered useCredential without a credential: return {user, password}, or {trust: true}, as strings and a boolean.";
      }
      return { kind: "credential", user, password };
    default:
      return 'gave no disposition that URLSession has: return {disposition: "useCredential", credential}, "performDefaultHandling", "cancelAuthenticationChallenge" or "rejectProtectionSpace".';
  }
}

function failureOf(script: string, end: ProcessEnd, budgetMs: number): ExtensionFailure {
  switch (end.kind) {
    case "replied":
      return troubleOf(script, end.reply as ProcessTrouble);
    case "timed-out":
      return {
        errorName: "extensionRanTooLong",
        message: `${script} was ended after ${secondsText(budgetMs)}: that is what was left of the extension's daily runtime. Let it return sooner.`,
      };
    case "stopped":
      return { errorName: "extensionFailed", message: `${script} was ended with the run.` };
    case "out-of-memory":
      return {
        errorName: "extensionOutOfMemory",
        message: `${script} used more than ${heapLimitInMegabytes} MB of memory and was ended. A device ends an extension that takes more than a few megabytes.`,
      };
    case "died":
      return { errorName: "extensionFailed", message: `${script} did not answer: ${end.how}.` };
  }
}

function troubleOf(script: string, trouble: ProcessTrouble): ExtensionFailure {
  switch (trouble.kind) {
    case "not-loaded":
      return { errorName: "extensionFailed", message: `${script} cannot be loaded. ${trouble.message}` };
    case "no-method":
      return unusable(
        `${script} exports ${trouble.exported} without a method ${trouble.method}. Export an object with it as the default.`,
      );
    case "threw":
      return {
        errorName: "extensionFailed",
        message: `${script}: ${trouble.method || "it"} failed. ${trouble.message}`,
      };
    case "not-a-list":
      return unusable(`${script}: downloads returned ${trouble.is}. It must be a list or a Set of downloads.`);
    case "too-many":
      return unusable(
        `${script}: downloads returned more than ${mostDownloads.toLocaleString("en")} downloads, which no device holds in the memory of an extension. Return fewer.`,
      );
    case "never-settled":
      return unusable(
        `${script}: ${trouble.method || "its top level"} waits for a promise that nothing settles any more. Return the downloads themselves.`,
      );
    case "exited":
      return {
        errorName: "extensionFailed",
        message: `${script}: ${trouble.method || "its top level"} ended the process (code ${trouble.code}) instead of returning. Leave process.exit out.`,
      };
    default:
      return unusable(`${script} answered something that belongs to no call.`);
  }
}

function unusable(message: string): ExtensionFailure {
  return { errorName: "extensionResultNotUsable", message };
}

function memoryNotes(script: string, peakInBytes: number): string[] {
  if (peakInBytes < memoryWorthAWordInBytes) return [];
  return [
    `${script} took ${formatBytes(peakInBytes)} of memory at its peak. A device may end an extension that takes more than a few megabytes; read large files in pieces.`,
  ];
}

function shown(value: GivenValue): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return `the text "${value.slice(0, 80)}"`;
  return typeof value === "object" ? (typeof value.is === "string" ? value.is : "an object") : String(value);
}

function secondsText(ms: number): string {
  return ms < 60_000
    ? `${(ms / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} s`
    : `${Math.round(ms / 60_000)} min`;
}
