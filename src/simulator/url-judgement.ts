import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import { baError, type DeviceError, simulatorError } from "./error-codes";
import type { EventSource } from "./events";
import { insecureUrlError } from "./transfer-errors";

/** A device's no to a URL. */
export interface UrlObjection {
  readonly error: DeviceError;
  readonly assumptions: readonly AssumptionName[];
  readonly source: EventSource | undefined;
}

export interface JudgedUrl {
  readonly url: string;
  readonly identifier: string;
  readonly purpose: "manifest" | "asset";
}

/** https, and a host of the allow list while the initial restrictions hold. The configured URL is judged, never the mapped one. */
export function objectionTo(context: DeviceContext, judged: JudgedUrl): UrlObjection | undefined {
  const { url, identifier, purpose } = judged;
  const manifestLocation = context.configuration.manifestUrl?.location;
  const ownSource = purpose === "manifest" ? context.sourceOf(manifestLocation) : undefined;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    const subject = purpose === "manifest" ? "BAManifestURL" : `The URL of \`${identifier}\``;
    return {
      error: simulatorError(
        "invalidDownload",
        `${subject} is "${url}", which is no URL; nothing can be downloaded. Write an absolute https:// URL.`,
      ),
      assumptions: ["transport-error-mapping"],
      source: ownSource,
    };
  }
  if (parsed.protocol !== "https:") {
    return {
      error: insecureUrlError(purpose, identifier, url, false),
      assumptions: ["transport-error-mapping"],
      source: ownSource,
    };
  }
  if (!context.isRestricted) return undefined;
  const isManifest = purpose === "manifest";
  if (isManifest && context.settings["manifest-host-listed"] === "not-required") return undefined;
  const verdict = context.domains.judge(parsed.hostname);
  if (verdict.allowed) return undefined;
  const consequence = isManifest ? "the manifest is not downloaded" : `\`${identifier}\` is refused`;
  return {
    error: baError("sessionDownloadDisallowedByDomain", context.domains.refusal(parsed.hostname, consequence)),
    assumptions: isManifest ? ["manifest-host-listed", ...verdict.assumptions] : verdict.assumptions,
    source: context.sourceOf(context.domains.location),
  };
}

export interface HopVerdict {
  readonly allowed: boolean;
  readonly assumptions: readonly AssumptionName[];
}

/** Whether a redirect may be followed: the same questions, asked of every hop. */
export function judgeHop(context: DeviceContext, to: string): HopVerdict {
  let parsed: URL;
  try {
    parsed = new URL(to);
  } catch {
    return { allowed: false, assumptions: [] };
  }
  if (parsed.protocol !== "https:") return { allowed: false, assumptions: ["transport-error-mapping"] };
  if (!context.isRestricted || context.settings["redirect-hops-listed"] === "not-required") {
    return { allowed: true, assumptions: [] };
  }
  const verdict = context.domains.judge(parsed.hostname);
  return verdict.allowed ? verdict : { allowed: false, assumptions: ["redirect-hops-listed", ...verdict.assumptions] };
}
