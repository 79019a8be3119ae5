import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import type { PendingDownload } from "./device-state";
import { goesBefore } from "./download-queue";
import { type EnqueueCandidate, type EnqueueTerms, objectionOf } from "./enqueue-objections";
import type { DeviceError } from "./error-codes";
import type { EventSource, Lane } from "./events";
import type { RequestedDownload } from "./ports";
import { isSize, knowsFileSizes, nonsenseIn, sizeFor, textOr } from "./requested-download";
import { hostOf, type ScheduledDownload } from "./scheduled-download";

export interface RefusedDownload {
  readonly kind: "refused";
  readonly identifier: string;
  readonly url: string;
  readonly lane: Lane;
  readonly fileSizeInBytes: number | undefined;
  readonly error: DeviceError;
  readonly assumptions: readonly AssumptionName[];
  readonly source: EventSource | undefined;
  /** What was asked for, where it is a download at all. */
  readonly pending: PendingDownload | undefined;
}

export interface EnqueuedDownload {
  readonly kind: "enqueued";
  readonly download: ScheduledDownload;
  readonly assumptions: readonly AssumptionName[];
}

export type Judgement = RefusedDownload | EnqueuedDownload;

interface Candidate extends EnqueueCandidate {
  readonly priority: "min" | "default" | "max";
  readonly order: number;
  readonly host: string;
  readonly assumptions: readonly AssumptionName[];
}

/**
 * Judges what the extension returned, item by item in the order in which allowances are given out, and charges what is
 * accepted. Nothing that a script may return makes it throw. `forced`: closed gates were passed on purpose.
 */
export function judgeReturned(
  context: DeviceContext,
  returned: readonly RequestedDownload[],
  forced: boolean,
): readonly Judgement[] {
  const inBackground = context.event === "periodic" || context.event === "language-change";
  const terms: EnqueueTerms = {
    essentialProhibited: inBackground ? "request" : undefined,
    needsBackgroundActivity: inBackground ? "always" : "by-assumption",
    forced,
  };
  const candidates = returned.map((requested, order) => candidateOf(context, requested, order, terms));
  if (context.settings["budget-order"] !== "manifest-order") candidates.sort((a, b) => (goesBefore(a, b) ? -1 : 1));
  const scheduled = new Set<string>(context.state.pending.keys());
  return candidates.map((candidate) => judge(context, candidate, scheduled, terms));
}

/** Judges a download that is scheduled with BADownloadManager, and charges it. `order`: after everything scheduled before. */
export function judgeScheduled(
  context: DeviceContext,
  requested: RequestedDownload,
  order: number,
  needsBackgroundActivity: boolean,
): Judgement {
  const terms: EnqueueTerms = {
    essentialProhibited: "manager",
    needsBackgroundActivity: needsBackgroundActivity ? "always" : "never",
    forced: false,
  };
  return judge(context, candidateOf(context, requested, order, terms), new Set(context.state.pending.keys()), terms);
}

function judge(context: DeviceContext, candidate: Candidate, scheduled: Set<string>, terms: EnqueueTerms): Judgement {
  const { requested, lane, assumptions } = candidate;
  const objection = objectionOf(context, candidate, scheduled, terms);
  if (objection !== undefined) {
    const identifier = textOr(requested?.identifier, "(no identifier)");
    const url = textOr(requested?.url, "");
    const fileSizeInBytes = isSize(requested?.fileSizeInBytes) ? requested.fileSizeInBytes : undefined;
    const { priority } = candidate;
    return {
      kind: "refused",
      identifier,
      url,
      lane,
      fileSizeInBytes,
      error: objection.error,
      assumptions: [...assumptions, ...(objection.assumptions ?? [])],
      source: objection.source,
      pending:
        nonsenseIn(requested) === undefined
          ? { identifier, url, fileSizeInBytes, version: requested.version, priority, lane }
          : undefined,
    };
  }
  scheduled.add(requested.identifier);
  const boundary = chargeDeclared(context, candidate);
  return {
    kind: "enqueued",
    download: scheduledFromCandidate(context, candidate),
    assumptions: [...assumptions, ...boundary],
  };
}

function candidateOf(
  context: DeviceContext,
  requested: RequestedDownload,
  order: number,
  terms: EnqueueTerms,
): Candidate {
  const wantsEssential = requested?.essential === true;
  const isDemoted =
    wantsEssential &&
    terms.essentialProhibited === "request" &&
    context.settings["essential-in-periodic"] === "demoted";
  const isEssential = wantsEssential && !isDemoted && context.hasEssentialDownloads;
  const priority = requested?.priority;
  return {
    requested,
    lane: isEssential ? "essential" : "non-essential",
    priority: priority === "max" || priority === "min" ? priority : "default",
    order,
    host: hostOf(textOr(requested?.url, "")),
    assumptions: isDemoted ? ["essential-in-periodic"] : [],
  };
}

function chargeDeclared(context: DeviceContext, { lane, requested }: Candidate): readonly AssumptionName[] {
  const size = sizeFor(context, requested);
  if (size === undefined || !chargesAtEnqueue(context)) return [];
  const boundary = context.ledger.boundaryAssumption(lane, size);
  context.ledger.charge(lane, size);
  return boundary;
}

function chargesAtEnqueue(context: DeviceContext): boolean {
  return context.ledger.isRestricted && context.settings["allowance-codes"] !== "203-at-start";
}

function scheduledFromCandidate(context: DeviceContext, candidate: Candidate): ScheduledDownload {
  const { requested, lane, priority, order, host } = candidate;
  const { identifier, url, fileSizeInBytes, version } = requested;
  return {
    identifier,
    url,
    fileSizeInBytes,
    version,
    lane,
    priority,
    order,
    host,
    chargedBytes: chargesAtEnqueue(context) ? (sizeFor(context, requested) ?? 0) : 0,
    receivedBytes: 0,
    hasBegun: false,
    reservedBytes: 0,
    isForeground: false,
    ...(knowsFileSizes(context) ? {} : { isWithoutFileSize: true }),
  };
}
