import type { DeviceError } from "../simulator/error-codes";

/** An error in a word: codes of ours say nothing to anybody, their names do. */
export function shortError({ domain, code, name }: DeviceError): string {
  return domain === "SimulatorErrorDomain" ? name : String(code);
}
