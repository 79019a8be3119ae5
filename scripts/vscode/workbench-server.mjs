// VS Code's own server: serves the workbench to a browser and runs extensions in a real Node extension host.
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endGroup, spawnGroup } from "./child-processes.mjs";

const START_TIMEOUT_MS = 60_000;

/**
 * @typedef {import("./install-workbench.mjs").InstalledServer} InstalledServer
 *
 * @typedef {object} ServerOptions
 * @property {string} dataFolder settings, extensions and state of this server alone
 * @property {Record<string, unknown>} [settings] over the quiet defaults
 * @property {boolean} [workspaceTrust] true: Restricted Mode until the person trusts the folder. Default false
 * @property {string} [vsix] a packaged extension to install beforehand
 * @property {string} [linkedExtension] folder of a built extension to install by a link to it
 * @property {readonly string[]} [besides] folders of other extensions to install in the same way
 * @property {string} [extensionDevelopmentPath] opens the workbench with the extension in this folder ...
 * @property {string} [extensionTestsPath] ... and runs this test suite
 * @property {boolean} [endsWithoutWindows] true: it ends by itself five minutes after its last window, should we be killed
 *   without a chance to end it. Default false
 * @property {NodeJS.ProcessEnv} [env] more environment for the server and so for the extension host
 *
 * @typedef {object} WorkbenchServer
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {(folder: string) => string} url of the workbench on an absolute folder
 * @property {() => string} log what the server wrote so far
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * @param {InstalledServer} installed
 * @param {ServerOptions} options
 * @returns {Promise<WorkbenchServer>} once it answers
 */
export async function startWorkbenchServer(installed, options) {
  const { dataFolder, settings, workspaceTrust, vsix, linkedExtension, endsWithoutWindows, env } = options;
  writeSettings(dataFolder, {
    ...quietSettings,
    "security.workspace.trust.enabled": workspaceTrust === true,
    ...settings,
  });
  const environment = { ...process.env, ...env };
  // Without these a VS Code terminal that runs this script would be taken for the one to talk to.
  for (const name of Object.keys(environment)) {
    if (name.startsWith("VSCODE_") || name === "ELECTRON_RUN_AS_NODE") delete environment[name];
  }
  if (linkedExtension !== undefined) linkExtensions(dataFolder, [linkedExtension, ...(options.besides ?? [])]);
  const run = (/** @type {string[]} */ args) =>
    spawnGroup(
      installed.nodePath,
      ["out/server-main.js", "--accept-server-license-terms", "--server-data-dir", dataFolder, ...args],
      { cwd: installed.folder, env: environment },
    );

  if (vsix !== undefined) await installExtension(run(["--install-extension", vsix, "--force"]), vsix);

  const server = run([
    ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
    // Makes the workbench honour the `payload` of its address; without it the extension is silently not loaded.
    ...(options.extensionDevelopmentPath === undefined ? [] : ["--enable-smoke-test-driver"]),
    ...(endsWithoutWindows === true ? ["--enable-remote-auto-shutdown"] : []),
  ]);
  const log = collectOutput(server);
  try {
    const origin = await untilReady(server, log);
    return {
      origin,
      url: (folder) => workbenchUrl(origin, { ...options, folder }),
      log,
      ended: once(server, "exit"),
      stop: () => endGroup(server),
    };
  } catch (error) {
    await endGroup(server);
    throw error;
  }
}

/** Nothing that asks, updates, reports home or covers the editor. */
export const quietSettings = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.enabled": false,
};

/**
 * @param {string} dataFolder
 * @param {Record<string, unknown>} settings
 */
function writeSettings(dataFolder, settings) {
  for (const scope of ["User", "Machine"]) {
    const folder = join(dataFolder, "data", scope);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "settings.json");
    // A person who comes back to this data folder keeps what they changed.
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(settings, undefined, 2));
  }
}

/**
 * A server whose extensions folder has no list yet takes up what lies in it.
 * @param {string} dataFolder
 * @param {readonly string[]} folders
 */
function linkExtensions(dataFolder, folders) {
  const extensions = join(dataFolder, "extensions");
  rmSync(extensions, { force: true, recursive: true });
  mkdirSync(extensions, { recursive: true });
  for (const folder of folders) {
    const { publisher, name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    symlinkSync(folder, join(extensions, `${publisher}.${name}-${version}`), "junction");
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} vsix
 */
async function installExtension(child, vsix) {
  const log = collectOutput(child);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${vsix} could not be installed (exit code ${code}).\n${log()}`);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => string}
 */
function collectOutput(child) {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
  }
  return () => text;
}

/**
 * @param {import("node:child_process").ChildProcess} server
 * @param {() => string} log
 * @returns {Promise<string>} its origin
 */
async function untilReady(server, log) {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) {
      throw new Error(`VS Code's server ended (exit code ${server.exitCode}) before it was ready.\n${log()}`);
    }
    const port = /agent listening on (\d+)/.exec(log())?.[1];
    if (port !== undefined) {
      const origin = `http://127.0.0.1:${port}`;
      const answer = await fetch(origin).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.status === 200) return origin;
    }
    await delay(50);
  }
  throw new Error(`VS Code's server was not ready after ${START_TIMEOUT_MS / 1000} s.\n${log()}`);
}

/**
 * @param {string} origin
 * @param {{folder: string, extensionDevelopmentPath?: string, extensionTestsPath?: string}} view
 */
function workbenchUrl(origin, { folder, extensionDevelopmentPath, extensionTestsPath }) {
  const remote = (/** @type {string} */ path) => `vscode-remote://${new URL(origin).host}${encodeURI(path)}`;
  const payload = [];
  if (extensionDevelopmentPath !== undefined)
    payload.push(["extensionDevelopmentPath", remote(extensionDevelopmentPath)]);
  if (extensionTestsPath !== undefined) payload.push(["extensionTestsPath", remote(extensionTestsPath)]);
  const query = new URLSearchParams(folder.endsWith(".code-workspace") ? { workspace: folder } : { folder });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `${origin}/?${query}`;
}
