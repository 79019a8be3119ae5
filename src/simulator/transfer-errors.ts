import { formatBytes } from "../model/sizes";
import { allowanceKeys } from "./allowance-ledger";
import type { AssumptionName } from "./assumptions";
import type { DomainPolicy } from "./domain-policy";
import { baError, type DeviceError, diskFullError, simulatorError, urlError } from "./error-codes";
import type { Lane } from "./events";
import { undocumentedCodeName } from "./faults";
import type { TransferFailure } from "./ports";

/** What was being downloaded, for the sentence. */
export interface FailedTransfer {
  readonly identifier: string;
  readonly purpose: "manifest" | "asset";
  /** The configured URL. */
  readonly url: string;
  readonly lane: Lane;
  readonly domains: DomainPolicy;
  /** Of the lane, or of all lanes that pay for the manifest; null: unrestricted. */
  readonly limitInBytes: number | null;
}

export interface ExplainedError {
  readonly error: DeviceError;
  readonly assumptions: readonly AssumptionName[];
}

/**
 * The error that a device reports for a failed transfer. Apple documents the codes of BAErrorDomain; that failures of the
 * network come as URLSession's codes is the assumption `transport-error-mapping`.
 */
export function transferError(failure: TransferFailure, failed: FailedTransfer): ExplainedError {
  const name = failed.purpose === "manifest" ? "the manifest" : `\`${failed.identifier}\``;
  const host = hostNameOf(failed.url);
  const network = (error: DeviceError, ...assumptions: AssumptionName[]): ExplainedError => ({
    error,
    assumptions: [...assumptions, "transport-error-mapping"],
  });
  const detail = failure.detail === "" ? "" : ` (${failure.detail})`;
  switch (failure.kind) {
    case "timeout":
      return network(
        urlError("NSURLErrorTimedOut", `${host} did not send ${name} in time${detail}. Check that the server answers.`),
      );
    case "dns":
      return network(
        urlError(
          "NSURLErrorCannotFindHost",
          `${host} was not found for ${name}${detail}. Check the host's spelling and its DNS entry.`,
        ),
      );
    case "connect":
      return network(
        urlError(
          "NSURLErrorCannotConnectToHost",
          `${host} accepts no connection for ${name}${detail}. Check that the server runs and can be reached.`,
        ),
      );
    case "connection-lost":
      return network(
        urlError(
          "NSURLErrorNetworkConnectionLost",
          `The connection to ${host} was lost while ${name} came${detail}. A server that answers Range requests lets the download go on where it stopped.`,
        ),
      );
    case "offline":
      return network(
        urlError(
          "NSURLErrorNotConnectedToInternet",
          `The device is offline: ${name} cannot be downloaded${detail}. Choose another network.`,
        ),
      );
    case "redirect-loop":
      return network(
        urlError(
          "NSURLErrorHTTPTooManyRedirects",
          `${host} redirects ${name} too often${detail}. Let its URL lead to the file.`,
        ),
      );
    case "disk-full":
      return network(
        diskFullError(`There is no space left for ${name}${detail}. Free some, or download less at a time.`),
      );
    case "certificate-date":
      return network(
        urlError(
          "NSURLErrorServerCertificateHasBadDate",
          `The certificate of ${host} has expired or is not valid yet${detail}: ${name} fails. Renew it.`,
        ),
      );
    case "certificate-untrusted":
      return network(
        urlError(
          "NSURLErrorServerCertificateUntrusted",
          `The certificate of ${host} is not trusted or names another host${detail}: ${name} fails. Use one that devices trust, or pass its authority with --ca.`,
        ),
      );
    case "tls":
      return network(
        urlError(
          "NSURLErrorSecureConnectionFailed",
          `No secure connection to ${host} for ${name}${detail}. Check the server's TLS settings.`,
        ),
      );
    case "http-status":
      return network(
        urlError(
          "NSURLErrorBadServerResponse",
          `${host} answered with status ${failure.status} for ${name}; it fails. ${statusAdvice(failure.status)}`,
        ),
        "http-status-fails",
      );
    case "insecure-hop":
      return network(insecureUrlError(failed.purpose, failed.identifier, failure.url, true));
    case "hop-refused": {
      const hopHost = hostNameOf(failure.url);
      const verdict = failed.domains.judge(hopHost);
      return {
        error: baError(
          "sessionDownloadDisallowedByDomain",
          failed.domains.refusal(hopHost, `the redirect of ${name} from ${host} is refused`),
        ),
        assumptions: ["redirect-hops-listed", ...verdict.assumptions],
      };
    }
    case "wrong-size":
      return network(
        simulatorError("fileSizeMismatch", sizeMismatchMessage(name, failure.expectedBytes, failure.actualBytes)),
        // That an essential download of another size fails is documented; for the others it is our reading.
        ...(failed.lane === "essential" ? [] : (["size-mismatch-fails"] as const)),
      );
    case "budget-exceeded":
      return failed.purpose === "manifest" ? manifestTooLarge(failed.limitInBytes) : allowanceExceeded(failed);
    case "challenge-cancelled":
      return network(
        urlError(
          "NSURLErrorCancelled",
          `The authentication challenge of ${host} for ${name} was cancelled by whoever answered it${detail}; it fails.`,
        ),
      );
    case "fault-code": {
      const codeName = undocumentedCodeName(failure.code);
      const message = `The device reports ${failure.code} ${codeName} for ${name} because a fault says so. Its trigger is not documented: Apple names the code and not what leads to it. Let the handler treat it like any other failure.`;
      return { error: baError(codeName, message), assumptions: [] };
    }
    case "private-address":
      return {
        error: simulatorError(
          "privateAddressNotPermitted",
          `${host} is a private address${detail}: ${name} is not downloaded from it unasked. Map the host (--map-host, or "hosts" in background-assets.jsonc), or allow private addresses (--allow-private).`,
        ),
        assumptions: [],
      };
    case "not-confirmed":
      return {
        error: simulatorError(
          "hostNotConfirmed",
          `${failure.detail} was not confirmed: nothing was sent there, and ${name} is not downloaded. The next run asks about it.`,
        ),
        assumptions: [],
      };
    case "byte-limit": {
      const { neededBytes, leftBytes } = failure;
      const message =
        neededBytes === undefined || leftBytes === undefined
          ? `The limit on bytes of this run is reached: ${name} was stopped${detail}.`
          : `${name} needs ${formatBytes(neededBytes)}, and ${formatBytes(leftBytes)} are left of the limit on bytes of this run, so it is not downloaded. Raise --max-bytes, or leave it out.`;
      return { error: simulatorError("byteLimitReached", message), assumptions: [] };
    }
  }
}

/** What a device says to another scheme than https, whatever App Transport Security allows the app. */
export function insecureUrlError(
  purpose: "manifest" | "asset",
  identifier: string,
  url: string,
  isHop: boolean,
): DeviceError {
  const subject = purpose === "manifest" ? "BAManifestURL" : `The URL of \`${identifier}\``;
  const verb = isHop ? "redirects to" : "is";
  return urlError(
    "NSURLErrorAppTransportSecurityRequiresSecureConnection",
    `${subject} ${verb} ${url}, which is not https; Background Assets downloads over https only, whatever NSAppTransportSecurity allows. Use an https:// URL.`,
  );
}

export function sizeMismatchMessage(name: string, expectedBytes: number, actualBytes: number): string {
  return (
    `${expectedBytes} bytes${inShort(expectedBytes)} are declared for ${name}, the server sends ` +
    `${actualBytes}${inShort(actualBytes)}; the download fails. ${sizeAdvice(expectedBytes, actualBytes)}`
  );
}

function inShort(bytes: number): string {
  return bytes < 1000 ? "" : ` (${formatBytes(bytes)})`;
}

/** A few bytes in the place of a large file are mostly no file: nobody would declare the size of a sign-in page. */
function sizeAdvice(expectedBytes: number, actualBytes: number): string {
  return actualBytes * 100 < expectedBytes && actualBytes < 65_536
    ? "So little is mostly a page, an error or a sign-in of the network, sent with status 200: look at what the URL gives."
    : "Correct the declared size, or publish the file that was meant.";
}

/** 203: what is left does not even hold the manifest. */
export function manifestTooLarge(limitInBytes: number | null): ExplainedError {
  return {
    error: baError(
      "sessionDownloadDisallowedByAllowance",
      `The manifest does not fit into what is left of the download allowances${
        limitInBytes === null ? "" : ` (${formatBytes(limitInBytes)} together)`
      }; it is not downloaded (203 sessionDownloadDisallowedByAllowance). Raise BAEssentialDownloadAllowance by the size of the manifest.`,
    ),
    assumptions: ["manifest-charge", "allowance-codes"],
  };
}

/** 204: more bytes came than the lane has. */
export function allowanceExceeded(failed: FailedTransfer): ExplainedError {
  const key = allowanceKeys[failed.lane];
  return {
    error: baError(
      "sessionDownloadAllowanceExceeded",
      `\`${failed.identifier}\` brings more bytes than are left of ${key}${
        failed.limitInBytes === null ? "" : ` (${formatBytes(failed.limitInBytes)})`
      }; the download fails (204 sessionDownloadAllowanceExceeded). Raise ${key}, and declare the size in the manifest.`,
    ),
    assumptions: ["allowance-codes"],
  };
}

/** The host name of a URL for messages; the text itself where it is no URL. */
export function hostNameOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return url;
  }
}

function statusAdvice(status: number): string {
  if (status === 401 || status === 403)
    return "Check the headers that the host wants, and whether the URL's signature has expired.";
  if (status === 404 || status === 410) return "Publish the file there, or correct the URL.";
  return status >= 500 ? "Look into the server's log." : "Check the URL.";
}
