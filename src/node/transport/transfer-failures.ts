import { errors } from "undici";
import type { TransferFailure } from "../../simulator/ports";
import { PrivateAddressError } from "./address-policy";
import { ProxyRefusedError } from "./connectors";
import { ExchangeTimeoutError } from "./exchange";

const dateCodes = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

/** OpenSSL's reasons not to trust a certificate, and Node's for a wrong name. */
const trustCodes = new Set([
  "CERT_CHAIN_TOO_LONG",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

const timeoutCodes = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT"]);
const lostCodes = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_HEADERS_OVERFLOW",
]);
const diskFullCodes = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** What an error of the network means for a transfer. */
export function networkFailure(error: Error): TransferFailure {
  if (error instanceof PrivateAddressError) return { kind: "private-address", detail: error.message };
  if (error instanceof ExchangeTimeoutError) return { kind: "timeout", detail: error.message };
  if (error instanceof errors.HTTPParserError) return { kind: "connection-lost", detail: error.message };
  if (error instanceof ProxyRefusedError) return { kind: "connect", detail: error.message };
  const code = codeOf(error);
  const detail = code === "" || error.message.includes(code) ? error.message : `${error.message}: ${code}`;
  if (dateCodes.has(code)) return { kind: "certificate-date", detail: code };
  if (trustCodes.has(code)) return { kind: "certificate-untrusted", detail: trustDetail(code, error) };
  if (timeoutCodes.has(code)) return { kind: "timeout", detail: "no connection" };
  if (code === "ENOTFOUND" || code === "ENODATA" || code.startsWith("EAI_")) return { kind: "dns", detail: code };
  if (lostCodes.has(code)) return { kind: "connection-lost", detail };
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") || code === "EPROTO") {
    return { kind: "tls", detail: code === "EPROTO" ? error.message : code };
  }
  return { kind: "connect", detail };
}

/** Whether the response itself was broken: asking again would bring the same. */
export function isMalformed(error: Error): boolean {
  return error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError;
}

/** What an error of the disk means for a transfer. */
export function diskFailure(error: Error): TransferFailure {
  const code = codeOf(error);
  if (diskFullCodes.has(code)) return { kind: "disk-full", detail: "" };
  // The port has one failure for the disk; the detail says what it really was.
  return { kind: "disk-full", detail: `it cannot be written: ${error.message}` };
}

function trustDetail(code: string, error: Error): string {
  return code === "ERR_TLS_CERT_ALTNAME_INVALID" ? error.message : code;
}

function codeOf(error: Error): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return cause instanceof Error ? codeOf(cause) : "";
}
