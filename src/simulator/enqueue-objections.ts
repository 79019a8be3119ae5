import { overAllowance, raiseAdvice } from "./allowance-messages";
import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import { baError, type DeviceError, simulatorError } from "./error-codes";
import type { EventSource, Lane } from "./events";
import type { RequestedDownload } from "./ports";
import { nonsenseIn, sizeFor } from "./requested-download";
import { objectionTo } from "./url-judgement";

export interface EnqueueCandidate {
  readonly requested: RequestedDownload;
  readonly lane: Lane;
}

interface Objection {
  readonly error: DeviceError;
  readonly assumptions?: readonly AssumptionName[];
  readonly source?: EventSource | undefined;
}

/** What decides about a download beside the download itself. */
export interface EnqueueTerms {
  /** Where essential downloads are not taken: in this content request, or by the download manager. */
  readonly essentialProhibited: "request" | "manager" | undefined;
  /** Low Power Mode and Background App Refresh forbid it, or only under the assumption `low-power-gates`, or never. */
  readonly needsBackgroundActivity: "always" | "by-assumption" | "never";
  /** Closed gates were passed on purpose. */
  readonly forced: boolean;
}

/** What a device has against a download; undefined: it is accepted. `scheduled`: identifiers that are taken. */
export function objectionOf(
  context: DeviceContext,
  candidate: EnqueueCandidate,
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
        `\`${identifier}\` cannot be scheduled before the app has been launched, because ${because} (206 sessionDownloadNotPermittedBeforeAppLaunch). Schedule it again after the first launch.`,
      ),
      assumptions: conditions.inAppContent ? ["cellular-before-launch"] : [],
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
      `\`${identifier}\` cannot be scheduled, because ${because} (111 downloadBackgroundActivityProhibited). Call startForegroundDownload while the app is active, or schedule it later.`,
    ),
    assumptions: needsBackgroundActivity === "always" ? [] : ["low-power-gates"],
  };
}

function allowanceObjection(context: DeviceContext, { lane, requested }: EnqueueCandidate, size: number | undefined) {
  const { ledger, settings } = context;
  if (size === undefined || settings["allowance-codes"] === "203-at-start" || ledger.fits(lane, size)) return undefined;
  const assumptions: AssumptionName[] = [
    "allowance-codes",
    "budget-order",
    ...(context.isPackLimited ? (["allowances-limit-packs"] as const) : []),
    ...ledger.boundaryAssumption(lane, size),
  ];
  return {
    error: baError(
      "downloadWouldExceedAllowance",
      `${overAllowance(context, requested.identifier, lane, size)} it is refused (112 downloadWouldExceedAllowance). ${raiseAdvice(context, lane, size)}`,
    ),
    assumptions,
    source: context.allowanceSource(lane),
  };
}
