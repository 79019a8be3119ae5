import { runMocha, type TestFile, type TestRecord } from "../run-mocha";
import { configureWorkbenches, openWorkbenches, type WorkbenchDefaults } from "./open-workbench";

/** Longest time of one test; starting a window is part of a `before` hook. */
const TIMEOUT_MS = 60_000;

/** Called by the launcher, in its own process. A failed test leaves a picture of each open window in `out/screenshots/failed/`. */
export async function runUiTests(
  files: readonly TestFile[],
  defaults: WorkbenchDefaults,
  report: (record: TestRecord) => void,
): Promise<void> {
  configureWorkbenches(defaults);
  try {
    await runMocha(files, { timeoutMs: TIMEOUT_MS, rootHooks: { afterEach: pictureOfFailure } }, report);
  } finally {
    for (const workbench of openWorkbenches()) await workbench.close();
  }
}

async function pictureOfFailure(this: Mocha.Context): Promise<void> {
  if (this.currentTest?.state !== "failed") return;
  const name = this.currentTest.fullTitle().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  const [error, notes] = [this.currentTest.err, [] as string[]];
  for (const workbench of openWorkbenches()) {
    const picture = await workbench.screenshot(`failed/${name}`).catch(String);
    notes.push(`The window: ${picture}`, ...workbench.consoleErrors.slice(-10));
  }
  for (const note of notes) console.log(note);
  if (error) error.message += `\n${notes.join("\n")}`;
}
