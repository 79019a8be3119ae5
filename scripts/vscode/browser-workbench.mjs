// One VS Code window: a server of its own, and its workbench in a headless Chromium.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { isExpectedConsoleError } from "./console-noise.mjs";
import { installChromium, installServer } from "./install-workbench.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";
import { startWorkbenchServer } from "./workbench-server.mjs";

/**
 * @typedef {object} BrowserWorkbenchOptions
 * @property {string} folder the workspace, absolute
 * @property {string} [linkedExtension] folder of a built extension, which is installed by a link to it. This is the way to
 *   use the window as a person would: the other one turns VS Code's test driver on, which keeps notifications away
 * @property {readonly string[]} [besides] folders of other extensions, linked beside `linkedExtension`
 * @property {string} [vsix] a packaged extension to install
 * @property {string} [extensionDevelopmentPath] folder of the extension under development, to run a test suite in it
 * @property {string} [extensionTestsPath] a CommonJS file that exports `run(): Promise<void>`
 * @property {boolean} [workspaceTrust] true: the folder opens in Restricted Mode. Default false
 * @property {Record<string, unknown>} [settings] of the user
 * @property {NodeJS.ProcessEnv} [env] for the server, and so for the extension host
 * @property {{width: number, height: number}} [viewport]
 * @property {import("./install-workbench.mjs").WorkbenchVersion} [version] default: the current one
 *
 * @typedef {object} BrowserWorkbench
 * @property {import("playwright-core").Page} page
 * @property {string[]} consoleErrors what the workbench wrote to its console as an error, and uncaught errors; not what it
 *   always writes when run from npm
 * @property {() => string} serverLog
 * @property {(reload: () => Promise<unknown>) => Promise<void>} duringReload does what reloads the window, and waits until
 *   it can be used again
 * @property {() => Promise<void>} close ends browser and server and removes their data; safe to call twice
 */

/**
 * Installs what is missing, starts the server, opens the workbench and waits until it can be used.
 * @param {BrowserWorkbenchOptions} options
 * @returns {Promise<BrowserWorkbench>}
 */
export async function openBrowserWorkbench(options) {
  const installedServer = await installServer(options.version);
  const installedChromium = await installChromium();
  const data = temporaryFolder("vscode-server-");
  // Its sockets and temporary files go with it.
  const temporary = join(data.path, "tmp");
  mkdirSync(temporary);
  /** @type {(() => unknown)[]} */
  const undo = [data.remove];
  const close = async () => {
    while (undo.length > 0) await undo.pop()?.();
  };
  try {
    const server = await startWorkbenchServer(installedServer, {
      ...options,
      dataFolder: data.path,
      endsWithoutWindows: true,
      env: { TMPDIR: temporary, ...options.env },
    });
    undo.push(server.stop);
    const browser = await chromium.launch({
      executablePath: installedChromium.executablePath,
      env: { ...definedOnly(process.env), ...installedChromium.env },
      args: [
        "--headless=shell",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
      ],
    });
    undo.push(() => browser.close());
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 800 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const consoleErrors = collectErrors(page);
    await page.goto(server.url(options.folder));
    await untilUsable(page);
    const duringReload = async (/** @type {() => Promise<unknown>} */ reload) => {
      await Promise.all([page.waitForEvent("load"), reload()]);
      await untilUsable(page);
    };
    return { page, consoleErrors, serverLog: server.log, duringReload, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A running test suite closes the window when it is done, maybe before we looked: that is no failure.
 * @param {import("playwright-core").Page} page
 */
async function untilUsable(page) {
  try {
    await page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: 60_000 });
  } catch (error) {
    if (!page.isClosed()) throw error;
  }
}

/**
 * @param {import("playwright-core").Page} page
 * @returns {string[]} grows
 */
function collectErrors(page) {
  /** @type {string[]} */
  const errors = [];
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const { url } = message.location();
    if (!isExpectedConsoleError(message.text(), url)) errors.push(`${message.text()} (${url})`);
  });
  page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
  return errors;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
function definedOnly(env) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
