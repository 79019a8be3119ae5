// Desktop VS Code, downloaded by `@vscode/test-electron` into `.vscode-test/`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { installFolder } from "./paths.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";
import { quietSettings } from "./workbench-server.mjs";

/**
 * `VSCODE_TEST_RUNTIME` decides; without it the desktop is taken where there is a display.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {{runtime: "electron" | "browser", asked: boolean}} `asked`: the person insists on it
 */
export function chooseRuntime(env = process.env, platform = process.platform) {
  const asked = env.VSCODE_TEST_RUNTIME;
  if (asked === "electron" || asked === "browser") return { runtime: asked, asked: true };
  if (asked) throw new Error(`VSCODE_TEST_RUNTIME is "${asked}"; it can be "electron" or "browser".`);
  const hasDisplay = platform === "darwin" || platform === "win32" || !!env.DISPLAY || !!env.WAYLAND_DISPLAY;
  return { runtime: hasDisplay ? "electron" : "browser", asked: false };
}

/**
 * @param {string} [version] "1.104.0"; default: the newest stable one
 * @returns {Promise<string>} path of the executable
 */
export function downloadDesktop(version) {
  return downloadAndUnzipVSCode({ cachePath: installFolder, ...(version === undefined ? {} : { version }) });
}

/**
 * Runs a test suite in the extension host of a desktop VS Code, and waits for its end.
 * @param {object} options
 * @param {string} options.vscodeExecutablePath
 * @param {string} options.folder the workspace, absolute
 * @param {string} options.extensionDevelopmentPath
 * @param {string} options.extensionTestsPath
 * @param {NodeJS.ProcessEnv} [options.env] for the extension host
 * @param {Record<string, unknown>} [options.settings] of the user
 */
export async function runInElectron(options) {
  // Short, as the profile holds a socket whose path macOS limits to 103 characters.
  const profile = temporaryFolder("vsc-");
  try {
    const settings = join(profile.path, "User", "settings.json");
    mkdirSync(join(profile.path, "User"));
    writeFileSync(settings, JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2));
    await runTests({
      vscodeExecutablePath: options.vscodeExecutablePath,
      extensionDevelopmentPath: options.extensionDevelopmentPath,
      extensionTestsPath: options.extensionTestsPath,
      ...(options.env === undefined ? {} : { extensionTestsEnv: options.env }),
      launchArgs: [
        options.folder,
        "--disable-extensions",
        `--user-data-dir=${profile.path}`,
        `--extensions-dir=${join(profile.path, "extensions")}`,
      ],
    });
  } finally {
    profile.remove();
  }
}
