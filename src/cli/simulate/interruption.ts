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
  let onAbort = () => {};
  const interrupted = new Promise<"interrupted">((resolve) => {
    onAbort = () => resolve("interrupted");
  });
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const result = await Promise.race([run, interrupted]);
    if (result !== "interrupted") return result;
    interrupt();
    output.notice("Interrupted. What was downloaded so far is kept; the next run continues with it.");
    return "interrupted";
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
