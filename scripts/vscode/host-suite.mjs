// The suite inside the extension host. It writes one JSON line for each test into a file, which is read while it grows:
// so a crash in the middle still says which tests were done.
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openBrowserWorkbench } from "./browser-workbench.mjs";
import { downloadDesktop, runInElectron } from "./electron.mjs";
import { temporaryCopy, temporaryFolder } from "./temporary-folder.mjs";

/** Longer than any test may take. */
const SILENCE_LIMIT_MS = 120_000;

/** @typedef {import("./test-records.mjs").TestRecord} TestRecord */

/**
 * @param {object} options
 * @param {"electron" | "browser"} options.runtime
 * @param {string} options.extensionDevelopmentPath
 * @param {string} options.extensionTestsPath the bundle
 * @param {string} options.workspace folder that is copied for this run
 * @param {string} [options.workspaceFile] file in it that is opened instead of the folder: a workspace of several folders
 * @param {NodeJS.ProcessEnv} [options.env] for the extension host
 * @param {string} [options.vscodeExecutablePath] of a desktop VS Code; default: downloaded
 * @param {import("./install-workbench.mjs").WorkbenchVersion} [options.version] of the browser workbench
 * @param {(record: TestRecord) => void} report
 * @returns {Promise<string | undefined>} why not all tests were run, if so
 */
export async function runHostSuite(options, report) {
  const workspace = temporaryCopy(options.workspace, basename(options.workspace));
  const results = temporaryFolder("vscode-results-");
  const resultsFile = join(results.path, "results.jsonl");
  writeFileSync(resultsFile, "");
  const env = { ...options.env, BACKGROUND_ASSETS_TEST_RESULTS: resultsFile };
  try {
    const run = options.runtime === "electron" ? runDesktop : runBrowser;
    const folder = options.workspaceFile === undefined ? workspace.path : join(workspace.path, options.workspaceFile);
    return await run({ ...options, folder, env }, followResults(resultsFile, report));
  } finally {
    results.remove();
    workspace.remove();
  }
}

/**
 * @typedef {Parameters<typeof runHostSuite>[0] & {folder: string, env: NodeJS.ProcessEnv}} RunOptions
 * @typedef {ReturnType<typeof followResults>} Results
 */

/**
 * @param {RunOptions} options
 * @param {Results} results
 */
async function runDesktop(options, results) {
  const vscodeExecutablePath = options.vscodeExecutablePath ?? (await downloadDesktop());
  /** @type {unknown} */
  let failure;
  const ended = runInElectron({ ...options, vscodeExecutablePath }).catch((error) => {
    failure = error;
  });
  await results.untilEnd(ended);
  await ended;
  if (results.complete()) return undefined;
  return `VS Code ended before its tests did: ${failure ?? "without an error"}`;
}

/**
 * @param {RunOptions} options
 * @param {Results} results
 */
async function runBrowser(options, results) {
  const workbench = await openBrowserWorkbench(options);
  try {
    await results.untilEnd(browserEnded(workbench));
    if (results.complete()) return undefined;
    const console = workbench.consoleErrors.join("\n") || "No error on its console.";
    return `The workbench ended, or fell silent, before its tests were done.\n${console}\n${messagesIn(workbench.serverLog())}`;
  } finally {
    await workbench.close();
  }
}

/**
 * The window is closed, or its extension host is gone: the workbench would start another one, without the tests.
 * @param {import("./browser-workbench.mjs").BrowserWorkbench} workbench
 */
async function browserEnded({ page, serverLog }) {
  while (!page.isClosed() && !serverLog().includes("Extension Host Process exited")) await delay(100);
}

/** Without the stacks of native modules that are not there. @param {string} serverLog */
function messagesIn(serverLog) {
  return serverLog
    .split("\n")
    .filter((line) => line.startsWith("["))
    .slice(-30)
    .join("\n");
}

/**
 * @param {string} file
 * @param {(record: TestRecord) => void} report
 */
function followResults(file, report) {
  let rest = "";
  let offset = 0;
  let complete = false;

  const readNew = () => {
    const chunk = Buffer.alloc(1 << 20);
    const handle = openSync(file, "r");
    const length = readSync(handle, chunk, 0, chunk.length, offset);
    closeSync(handle);
    // Only whole lines are taken, so a character is never cut in two.
    const whole = chunk.subarray(0, length).lastIndexOf(10) + 1;
    offset += whole;
    rest = chunk.toString("utf8", 0, whole);
    for (const line of rest.split("\n").filter(Boolean)) {
      const message = JSON.parse(line);
      if (message.end === true) complete = true;
      else report(message);
    }
    return whole > 0;
  };

  return {
    complete: () => complete,
    /** @param {Promise<unknown>} ended VS Code is gone */
    async untilEnd(ended) {
      let gone = false;
      ended.then(() => {
        gone = true;
      });
      let heardAt = performance.now();
      while (!complete && !gone && performance.now() - heardAt < SILENCE_LIMIT_MS) {
        if (readNew()) heardAt = performance.now();
        else await Promise.race([delay(50), ended]);
      }
      readNew();
    },
  };
}
