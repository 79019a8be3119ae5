import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks until there is an answer: for conditions that no locator can express.
 * @param probe the answer, or undefined or false for "not yet"
 * @param what "the panel", for the message when it never comes
 */
export async function until<T>(
  probe: () => Promise<T | undefined | false>,
  what: string,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${timeoutMs / 1000} s`);
    await delay(50);
  }
}
