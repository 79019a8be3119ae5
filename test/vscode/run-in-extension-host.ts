import { appendFileSync } from "node:fs";
import { runMocha, type TestFile, type TestRecord } from "./run-mocha";

/** Longest wait of a test in the extension host. */
const TIMEOUT_MS = 30_000;

/** What VS Code calls. The results go into the file that the launcher reads; a failure also rejects, as VS Code expects. */
export async function runInExtensionHost(files: readonly TestFile[]): Promise<void> {
  const resultsFile = process.env.BACKGROUND_ASSETS_TEST_RESULTS;
  if (!resultsFile) throw new Error("BACKGROUND_ASSETS_TEST_RESULTS does not name the file for the results");
  const write = (message: object): void => appendFileSync(resultsFile, `${JSON.stringify(message)}\n`);
  let failed = 0;
  const report = (record: TestRecord): void => {
    if (record.state === "failed") failed++;
    write(record);
  };
  try {
    await runMocha(files, { timeoutMs: TIMEOUT_MS }, report);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    report({ suites: [], title: "loading the tests", state: "failed", durationMs: 0, error: stack });
  }
  write({ end: true });
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
