import { formatBytes } from "../../model/sizes";
import type { TransferFailure } from "../../simulator/ports";
import { maskSecrets, maskUrl } from "../../simulator/secret-masking";

/** Why something of a stream could not be fetched: a sentence, with what to do. Secrets in URLs are masked. */
export function mediaFailureText(failure: TransferFailure, url: string): string {
  const host = URL.canParse(url) ? new URL(url).host : url;
  const detail = failure.detail === "" ? "" : ` (${maskSecrets(failure.detail)})`;
  switch (failure.kind) {
    case "http-status":
      return `${host} answered with status ${failure.status}${detail}. ${statusAdvice(failure.status)}`;
    case "timeout":
      return `${host} did not answer in time${detail}.`;
    case "dns":
      return `the name ${host} is not known${detail}. Check it, or map the host to one that there is (--map-host, "hosts" in background-assets.jsonc).`;
    case "connect":
      return `no connection to ${host}${detail}. Check that it runs; a host of the project file must be started first.`;
    case "connection-lost":
      return `the connection to ${host} was lost${detail}. Run it again.`;
    case "offline":
      return `this computer is offline${detail}.`;
    case "redirect-loop":
      return `${host} redirects too often${detail}.`;
    case "disk-full":
      return `there is no space left for it${detail}. Free some, or choose another folder.`;
    case "certificate-date":
      return `the certificate of ${host} has expired or is not valid yet${detail}.`;
    case "certificate-untrusted":
      return `the certificate of ${host} is not trusted or names another host${detail}. Use one that devices trust, or pass its authority with --ca.`;
    case "tls":
      return `no secure connection to ${host}${detail}.`;
    case "insecure-hop":
      return `${maskUrl(failure.url)} is not https, which App Transport Security refuses; nothing is fetched over it here. Use an https:// URL.`;
    case "hop-refused":
      return `the redirect to ${maskUrl(failure.url)} is refused${detail}.`;
    case "wrong-size":
      return `${failure.actualBytes} bytes came, and the playlist says ${failure.expectedBytes}.`;
    case "budget-exceeded":
      return `it is larger than a playlist can be${detail}. Check the URL.`;
    case "byte-limit":
      return failure.neededBytes === undefined
        ? `the byte budget is used up${detail}.`
        : `it needs ${formatBytes(failure.neededBytes)}, and ${formatBytes(failure.leftBytes ?? 0)} are left of the byte budget.`;
    case "private-address":
      return `${host} is a private address${detail}, from which nothing is fetched unasked. Map the host (--map-host, "hosts" in background-assets.jsonc), or allow private addresses (--allow-private).`;
    case "not-confirmed":
      return `${failure.detail} was not confirmed: nothing was sent there.`;
    case "challenge-cancelled":
    case "fault-code":
      return `it failed${detail}.`;
  }
}

function statusAdvice(status: number): string {
  if (status === 401 || status === 403)
    return "It wants credentials: give it headers, or a signed URL that still holds.";
  if (status === 404 || status === 410) return "The file is not there: publish it, or correct the playlist.";
  if (status >= 500) return "The server has a problem of its own: try again later.";
  return "Check the URL.";
}
