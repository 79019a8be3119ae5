import type { SimulationSession } from "../../node/simulation/session";
import type { RunOutput } from "./run-output";

/**
 * Waits for the run, or for Ctrl-C: then every transfer is paused, what came so far is kept, and the next run continues
 * with it. An interrupted run did not go as it should: exit code 1.
 */
export async function interruptible(
  signal: AbortSignal,
  session: SimulationSession,
  run: Promise<0 | 1>,
  output: RunOutput,
): Promise<0 | 1> {
  let onAbort = () => {};
  const interrupted = new Promise<"interrupted">((resolve) => {
    onAbort = () => resolve("interrupted");
  });
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const result = await Promise.race([run, interrupted]);
    if (result !== "interrupted") return result;
    session.device.pause();
    output.notice("Interrupted. What was downloaded so far is kept; the next run continues with it.");
    return 1;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
