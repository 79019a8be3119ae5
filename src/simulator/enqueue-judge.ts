import { overAllowance, raiseAdvice } from "./allowance-messages";
import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import type { PendingDownload } from "./device-state";
import { goesBefore } from "./download-queue";
import { baError, type DeviceError, simulatorError } from "./error-codes";
import type { EventSource, Lane } from "./events";
import { compareVersions, firstVersionWith } from "./os-version";
import type { RequestedDownload } from "./ports";
import { declaredSize, hostOf, type ScheduledDownload } from "./scheduled-download";
import { objectionTo } from "./url-judgement";

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

interface Candidate {
  readonly requested: RequestedDownload;
  readonly lane: Lane;
  readonly priority: "min" | "default" | "max";
  readonly order: number;
  readonly host: string;
  readonly assumptions: readonly AssumptionName[];
}

interface Objection {
  readonly error: DeviceError;
  readonly assumptions?: readonly AssumptionName[];
  readonly source?: EventSource | undefined;
}

/** What decides about a download beside the download itself. */
export interface EnqueueTerms {
  /** Who asks, where that may not be for essential downloads: the beginning of a sentence's second half. */
  readonly essentialProhibited: "request" | "manager" | undefined;
  /** Low Power Mode and Background App Refresh forbid it, or only under the assumption `low-power-gates`, or never. */
  readonly needsBackgroundActivity: "always" | "by-assumption" | "never";
  /** Closed gates were passed on purpose. */
  readonly forced: boolean;
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

function objectionOf(
  context: DeviceContext,
  candidate: Candidate,
  scheduled: ReadonlySet<string>,
  terms: EnqueueTerms,
): Objection | undefined {
  const { requested, lane } = candidate;
  const nonsense = nonsenseIn(requested);
  if (nonsense !== undefined) {
    return { error: simulatorError("invalidDownload", nonsense), assumptions: ["transport-error-mapping"] };
  }
  const { identifier } = requested;
  if (scheduled.has(identifier)) {
    return {
      error: baError(
        "downloadAlreadyScheduled",
        `A download with the identifier \`${identifier}\` is already scheduled; this one is refused (100 downloadAlreadyScheduled). Give every asset an identifier of its own.`,
      ),
    };
  }
  if (lane === "essential" && terms.essentialProhibited !== undefined) {
    return prohibitedEssential(context, identifier, terms.essentialProhibited);
  }
  const size = sizeFor(context, requested);
  if (lane === "essential" && size === undefined && context.settings["unknown-file-size"] !== "allowed") {
    return {
      error: simulatorError(
        "fileSizeUnknown",
        `\`${identifier}\` is essential and has no fileSize; essential downloads need their exact size, and this one is refused. Put the size into the manifest.`,
      ),
      assumptions: ["unknown-file-size", "transport-error-mapping"],
    };
  }
  return (
    conditionObjection(context, identifier, terms) ??
    objectionTo(context, { url: requested.url, identifier, purpose: "asset" }) ??
    allowanceObjection(context, candidate, size)
  );
}

/** Only install and update requests may return essential downloads, and the download manager takes none. */
function prohibitedEssential(context: DeviceContext, identifier: string, by: "request" | "manager"): Objection {
  const isReturned = by === "request";
  const reason = isReturned
    ? `${context.event} requests may not return essential downloads`
    : "BADownloadManager schedules no essential downloads";
  return {
    error: baError(
      "downloadEssentialDownloadNotPermitted",
      `\`${identifier}\` is essential, and ${reason}; it is refused (109 downloadEssentialDownloadNotPermitted). ${isReturned ? "Return" : "Schedule"} removingEssential() of it.`,
    ),
    assumptions: isReturned ? ["essential-in-periodic"] : [],
  };
}

/** Conditions that closed between the start of the event and this moment. */
function conditionObjection(context: DeviceContext, identifier: string, terms: EnqueueTerms): Objection | undefined {
  if (terms.forced) return undefined;
  const { conditions, settings, wasLaunched } = context;
  const waitsForWifi = conditions.network.cellular && settings["cellular-before-launch"] === "refused";
  if (!wasLaunched && (!conditions.inAppContent || waitsForWifi)) {
    const because = conditions.inAppContent ? "the device is on cellular" : "In-App Content is off";
    return {
      error: baError(
        "sessionDownloadNotPermittedBeforeAppLaunch",
        `\`${identifier}\` cannot be scheduled before the app has been launched, because ${because} (206 sessionDownloadNotPermittedBeforeAppLaunch).`,
      ),
      assumptions: waitsForWifi ? ["cellular-before-launch"] : [],
    };
  }
  const { needsBackgroundActivity } = terms;
  if (needsBackgroundActivity === "never") return undefined;
  if (needsBackgroundActivity === "by-assumption" && settings["low-power-gates"] !== "all") return undefined;
  const isOff = !conditions.backgroundAppRefresh || !conditions.backgroundAppRefreshForApp;
  if (!conditions.lowPowerMode && !isOff) return undefined;
  const because = conditions.lowPowerMode ? "Low Power Mode is on" : "Background App Refresh is off";
  return {
    error: baError(
      "downloadBackgroundActivityProhibited",
      `\`${identifier}\` cannot be scheduled, because ${because} (111 downloadBackgroundActivityProhibited).`,
    ),
    assumptions: needsBackgroundActivity === "always" ? [] : ["low-power-gates"],
  };
}

function allowanceObjection(context: DeviceContext, { lane, requested }: Candidate, size: number | undefined) {
  const { ledger, settings } = context;
  if (size === undefined || settings["allowance-codes"] === "203-at-start" || ledger.fits(lane, size)) return undefined;
  const assumptions: AssumptionName[] = ["allowance-codes", "budget-order", ...ledger.boundaryAssumption(lane, size)];
  return {
    error: baError(
      "downloadWouldExceedAllowance",
      `${overAllowance(context, requested.identifier, lane, size)} it is refused (112 downloadWouldExceedAllowance). ${raiseAdvice(context, lane, size)}`,
    ),
    assumptions,
    source: context.allowanceSource(lane),
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

function knowsFileSizes(context: DeviceContext): boolean {
  return compareVersions(context.conditions.osVersion, firstVersionWith.fileSizes) >= 0;
}

/** The size that the system is told. */
function sizeFor(context: DeviceContext, requested: RequestedDownload): number | undefined {
  return knowsFileSizes(context) ? declaredSize(requested) : undefined;
}

/** What a script may return although the types forbid it. */
function nonsenseIn(requested: RequestedDownload): string | undefined {
  if (typeof requested !== "object" || requested === null) {
    return `The extension returned ${String(requested)} instead of a download.`;
  }
  const { identifier, url, fileSizeInBytes } = requested;
  if (typeof identifier !== "string" || identifier === "") {
    return "The extension returned a download without an identifier. Give every asset one of its own.";
  }
  if (typeof url !== "string" || url === "") {
    return `\`${identifier}\` has no URL. Give it an absolute https:// URL.`;
  }
  if (fileSizeInBytes !== undefined && !isSize(fileSizeInBytes)) {
    return `\`${identifier}\` declares a fileSize of ${String(fileSizeInBytes)}; it must be a whole number of bytes.`;
  }
  return undefined;
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}
