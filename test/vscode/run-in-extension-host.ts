import { appendFileSync } from "node:fs";
import { runMocha, type TestFile } from "./run-mocha";

/** Longest wait of a test in the extension host. */
const TIMEOUT_MS = 30_000;

/** What VS Code calls. The results go into the file that the launcher reads; a failure also rejects, as VS Code expects. */
export async function runInExtensionHost(files: readonly TestFile[]): Promise<void> {
  const resultsFile = process.env.BACKGROUND_ASSETS_TEST_RESULTS;
  if (!resultsFile) throw new Error("BACKGROUND_ASSETS_TEST_RESULTS does not name the file for the results");
  const write = (message: object): void => appendFileSync(resultsFile, `${JSON.stringify(message)}\n`);
  let failed = 0;
  await runMocha(files, { timeoutMs: TIMEOUT_MS }, (record) => {
    if (record.state === "failed") failed++;
    write(record);
  });
  write({ end: true });
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
