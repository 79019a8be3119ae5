// Runs the extension in a real VS Code: the suite inside the extension host, then the tests that use the window as a
// person would.
//   node scripts/vscode/run.mjs [PART OF A PATH]...     builds, then runs only the files whose path has one of the parts
//   node scripts/vscode/run.mjs --oldest [PART]...      the same in the oldest version of VS Code that is supported
// Exports the run, so that `npm test` can count.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildHostSuite, buildUiSuite, findSuiteFiles } from "./build-suites.mjs";
import { chooseRuntime, downloadDesktop } from "./electron.mjs";
import { runHostSuite } from "./host-suite.mjs";
import { installChromium, installServer, oldestWorkbench, whyNoChromium } from "./install-workbench.mjs";
import { repositoryRoot } from "./paths.mjs";
import { recordPrinter } from "./test-records.mjs";

/**
 * @typedef {object} RunOptions
 * @property {string} [extensionDevelopmentPath] default: the repository, which must have been built
 * @property {string} [workspace] folder that each run copies; default: the example `unmanaged`
 * @property {import("./install-workbench.mjs").WorkbenchVersion} [version] of the browser workbench
 */

/**
 * @param {string[]} filters
 * @param {RunOptions} options
 * @returns {Promise<import("./test-records.mjs").Counts>}
 */
export async function runVsCodeTests(filters = [], options = {}) {
  const files = findSuiteFiles(filters);
  if (files.host.length + files.ui.length === 0) throw new Error(`No VS Code test matches ${filters.join(", ")}`);
  const shared = {
    extensionDevelopmentPath: options.extensionDevelopmentPath ?? repositoryRoot,
    workspace: options.workspace ?? join(repositoryRoot, "examples", "unmanaged"),
    ...(options.version === undefined ? {} : { version: options.version }),
  };
  const printer = recordPrinter();
  const plain = files.host.filter((file) => !isForWorkspace(file));
  const ofSeveral = files.host.filter(isForWorkspace);
  if (plain.length > 0) await hostSuite(plain, shared, printer);
  if (ofSeveral.length > 0) await hostSuite(ofSeveral, { ...shared, ...severalFolders }, printer);
  if (files.ui.length > 0) await uiSuite(files.ui, shared, printer);
  return printer.finish();
}

/** Tests that need a workspace of several folders, which no window on a plain folder becomes while it is open. */
const isForWorkspace = (/** @type {string} */ file) => file.endsWith(".workspace.test.ts");
const severalFolders = {
  workspace: join(repositoryRoot, "test", "vscode", "workspaces", "two-apps"),
  workspaceFile: "two-apps.code-workspace",
};

/**
 * @typedef {Required<Omit<RunOptions, "version">> & Pick<RunOptions, "version"> & {workspaceFile?: string}} Shared
 * @typedef {ReturnType<typeof recordPrinter>} Printer
 */

/**
 * @param {string[]} files
 * @param {Shared} shared
 * @param {Printer} printer
 */
async function hostSuite(files, shared, printer) {
  const extensionTestsPath = await buildHostSuite(files);
  const desktop = shared.version === undefined ? await prepareDesktop() : {};
  const runtime = desktop.vscodeExecutablePath === undefined ? "browser" : "electron";
  console.log(`In the extension host (${runtime === "electron" ? "desktop VS Code" : "browser workbench"})`);
  try {
    const options = /** @type {const} */ ({ ...shared, ...desktop, runtime, extensionTestsPath });
    const incomplete = await runHostSuite(options, printer.add.bind(printer));
    if (incomplete !== undefined) printer.addOutcome("failed", "the suite in the extension host", incomplete);
  } catch (error) {
    printer.addOutcome("failed", "the suite in the extension host", describe(error));
  }
}

/**
 * @returns {Promise<{vscodeExecutablePath?: string}>} nothing: the browser workbench is used
 */
async function prepareDesktop() {
  const { runtime, asked } = chooseRuntime();
  if (runtime === "browser") return {};
  try {
    return { vscodeExecutablePath: await downloadDesktop() };
  } catch (error) {
    if (asked || whyNoChromium() !== undefined) throw error;
    console.log(`Desktop VS Code could not be downloaded (${describe(error)}): the browser workbench is used.`);
    return {};
  }
}

/**
 * @param {string[]} files
 * @param {Shared} shared
 * @param {Printer} printer
 */
async function uiSuite(files, shared, printer) {
  console.log("As a person, in the browser workbench");
  const reason = whyNoChromium();
  if (reason !== undefined) {
    for (const file of files) printer.addOutcome("skipped", file, reason);
    return;
  }
  try {
    // Ahead of the first test, whose time is limited.
    await installServer(shared.version);
    await installChromium();
    const { run } = await import(pathToFileURL(await buildUiSuite(files)).href);
    await run(shared, printer.add.bind(printer));
  } catch (error) {
    printer.addOutcome("failed", "the tests in the window", describe(error));
  }
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const build = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: repositoryRoot, stdio: "inherit" });
  if (build.status !== 0) process.exit(1);
  const filters = process.argv.slice(2).filter((argument) => argument !== "--oldest");
  const isOldest = filters.length < process.argv.length - 2;
  const counts = await runVsCodeTests(filters, isOldest ? { version: oldestWorkbench } : {});
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
