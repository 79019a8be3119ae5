import { untilAborted } from "../../node/until-aborted";
import type { RunOutput } from "./run-output";

/**
 * Waits for the run, or for Ctrl-C: then `interrupt` stops every transfer, what came so far is kept, and the next run
 * continues with it.
 */
export async function interruptible<T>(
  signal: AbortSignal,
  interrupt: () => void,
  run: Promise<T>,
  output: RunOutput,
): Promise<T | "interrupted"> {
  const result = await untilAborted(run, signal);
  if (result === "interrupted") {
    interrupt();
    output.notice("Interrupted. What was downloaded so far is kept; the next run continues with it.");
  }
  return result;
}
