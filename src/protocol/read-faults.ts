import {
  type ContentPosition,
  type Fault,
  type FaultEffect,
  type TlsProblem,
  tlsProblems,
  undocumentedCodes,
} from "../simulator/faults";

/** More than anybody sets by hand. */
const mostFaults = 100;
const longestUrl = 4096;
const aYearMs = 31_536_000_000;

/** Faults that came out of a page: undefined where anything is not what it should be; unknown members are dropped. */
export function readFaults(value: unknown): readonly Fault[] | undefined {
  if (!Array.isArray(value) || value.length > mostFaults) return undefined;
  const faults = value.flatMap((item) => readFault(item) ?? []);
  return faults.length === value.length ? faults : undefined;
}

function readFault(value: unknown): Fault | undefined {
  if (!isRecord(value)) return undefined;
  const { url, times, from } = value;
  const effect = isRecord(value.effect) ? readEffect(value.effect) : undefined;
  if (!isUrlText(url) || effect === undefined) return undefined;
  if ((times !== undefined && !isWhole(times, 1)) || (from !== undefined && !isWhole(from, 1))) return undefined;
  return { url, ...(times === undefined ? {} : { times }), ...(from === undefined ? {} : { from }), effect };
}

function readEffect(value: Readonly<Record<string, unknown>>): FaultEffect | undefined {
  const { kind } = value;
  switch (kind) {
    case "status": {
      const { status, retryAfterSeconds } = value;
      if (!isWhole(status, 200, 599)) return undefined;
      if (retryAfterSeconds === undefined) return { kind, status };
      return isWhole(retryAfterSeconds, 0) ? { kind, status, retryAfterSeconds } : undefined;
    }
    case "delay": {
      const { delayMs } = value;
      return isWhole(delayMs, 0, aYearMs) ? { kind, delayMs } : undefined;
    }
    case "expired-signature": {
      const { afterMs } = value;
      return isWhole(afterMs, 0, aYearMs) ? { kind, afterMs } : undefined;
    }
    case "stall": {
      const after = readPosition(value.after, 100);
      return after && { kind, after };
    }
    case "cut":
    case "truncated":
    case "corrupted": {
      const at = readPosition(value.at, 100);
      return at && { kind, at };
    }
    case "wrong-length": {
      const announced = readPosition(value.announced, 1_000_000);
      return announced && { kind, announced };
    }
    case "redirect": {
      const { to } = value;
      return isUrlText(to) && /^https?:\/\/[^/]/i.test(to) ? { kind, to } : undefined;
    }
    case "tls": {
      const problem = tlsProblems.find((known): known is TlsProblem => known === value.problem);
      return problem && { kind, problem };
    }
    case "captive-portal": {
      const { answer } = value;
      return answer === "redirect" || answer === "html" ? { kind, answer } : undefined;
    }
    case "code": {
      const code = undocumentedCodes.find((known) => known === value.code);
      return code === undefined ? undefined : { kind, code };
    }
    case "html":
    case "dns":
    case "connect-refused":
      return { kind };
    default:
      return undefined;
  }
}

function readPosition(value: unknown, mostPercent: number): ContentPosition | undefined {
  if (!isRecord(value)) return undefined;
  const { bytes, percent } = value;
  if (isWhole(bytes, 0)) return { bytes };
  return typeof percent === "number" && percent >= 0 && percent <= mostPercent ? { percent } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isUrlText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= longestUrl;
}

function isWhole(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most;
}
