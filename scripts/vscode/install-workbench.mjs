// VS Code as a server with its workbench for the browser, and a headless Chromium: all of it npm packages, so that the
// tests run on a machine without display, desktop VS Code, system Chromium or access to any other download site.
//   node scripts/vscode/install-workbench.mjs     installs ahead of the first test run
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installPart, npmInstall } from "./install-part.mjs";

/**
 * `codeServer` 4.x.y is VS Code 1.x.y; `node` is what its server was built for; `ripgrep` for a server that would download
 * the program that finds files (quick open, `workspace.findFiles`) in an install script.
 * @typedef {{codeServer: string, node: string, ripgrep?: string}} WorkbenchVersion
 * @typedef {{version: string, folder: string, nodePath: string}} InstalledServer `folder` is where `out/server-main.js` is
 * @typedef {{executablePath: string, env: Record<string, string>}} InstalledChromium
 */

/** @type {WorkbenchVersion} */
export const currentWorkbench = { codeServer: "4.139.1", node: "24.21.0" };

/** The floor: the oldest VS Code that the extension promises to run in. @type {WorkbenchVersion} */
export const oldestWorkbench = { codeServer: "4.104.0", node: "22.23.3", ripgrep: "1.18.0" };

/** 147.0.1 asks for Node 22.17; this one does with 20. */
const CHROMIUM = "147.0.0";
const FONTS = "2.37.3";

/**
 * @param {WorkbenchVersion} version
 * @returns {Promise<InstalledServer>}
 */
export async function installServer(version = currentWorkbench) {
  const vsCode = version.codeServer.replace(/^4/, "1");
  const ripgrep = version.ripgrep === undefined ? [] : [`@vscode/ripgrep-universal@${version.ripgrep}`];
  const folder = await installPart({
    name: `code-server-${version.codeServer}`,
    says: `VS Code ${vsCode} as a server (about 600 MB on disk)`,
    packages: [`code-server@${version.codeServer}`, ...ripgrep],
    prepare: async (partial) => {
      // Its postinstall would fetch these; the native modules among them stay unbuilt, and the server does without.
      await npmInstall(serverFolder(partial));
      if (version.ripgrep !== undefined) addRipgrep(partial);
    },
  });
  return { version: vsCode, folder: serverFolder(folder), nodePath: await installNode(version.node) };
}

/** @param {string} folder */
function serverFolder(folder) {
  return join(folder, "node_modules", "code-server", "lib", "vscode");
}

/** @param {string} folder */
function addRipgrep(folder) {
  const rg = process.platform === "win32" ? "rg.exe" : "rg";
  const universal = join(folder, "node_modules", "@vscode", "ripgrep-universal", "bin");
  const expected = join(serverFolder(folder), "node_modules", "@vscode", "ripgrep", "bin");
  mkdirSync(expected);
  cpSync(join(universal, `${process.platform}-${process.arch}`, rg), join(expected, rg));
}

/**
 * @param {string} version
 * @returns {Promise<string>} path of a Node that the server accepts
 */
async function installNode(version) {
  const major = Number(version.split(".")[0]);
  if (process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64")) {
    const name = `node-linux-${process.arch}`;
    const packages = [`${name}@${version}`];
    const folder = await installPart({ name: `node-${version}`, says: `Node ${version} for that server`, packages });
    return join(folder, "node_modules", name, "bin", "node");
  }
  if (Number(process.versions.node.split(".")[0]) >= major) return process.execPath;
  throw new Error(
    `VS Code's server needs Node ${major}, and this is Node ${process.versions.node}. ` +
      `On ${process.platform} run the browser workbench with Node ${major} or newer.`,
  );
}

/** Why there is no Chromium for this computer, or undefined where there is one. */
export function whyNoChromium() {
  if (process.platform === "linux" && process.arch === "x64") return undefined;
  return `npm has a headless Chromium for Linux on x64 only, and this is ${process.platform} on ${process.arch}`;
}

/** @returns {Promise<InstalledChromium>} */
export async function installChromium() {
  const reason = whyNoChromium();
  if (reason !== undefined) throw new Error(`${reason}.`);
  const folder = await installPart({
    name: `chromium-${CHROMIUM}`,
    says: "headless Chromium 147 (about 300 MB on disk)",
    packages: [`@sparticuz/chromium@${CHROMIUM}`, `dejavu-fonts-ttf@${FONTS}`],
    prepare: async (partial) => {
      unpackChromium(partial);
      const { executablePath, env } = chromiumIn(partial);
      // Says now, and not in the middle of a test, if it does not run on this computer.
      execFileSync(executablePath, ["--version"], { env: { ...process.env, ...env }, stdio: "pipe" });
    },
  });
  // Written anew each time: it holds absolute paths, and the repository may have been moved.
  writeFileSync(join(folder, "fonts.conf"), fontConfiguration(folder));
  return chromiumIn(folder);
}

/**
 * The package unpacks itself into the temporary folder, and brings libnss3 and libnspr4 along only if it takes this for
 * an Amazon Linux machine. In a process of its own both can be said without touching ours.
 * @param {string} folder
 */
function unpackChromium(folder) {
  const script = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x", LD_LIBRARY_PATH: "" },
    stdio: "pipe",
  });
}

/**
 * @param {string} folder
 * @returns {InstalledChromium}
 */
function chromiumIn(folder) {
  const libraries = [join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH ?? ""].filter(Boolean);
  return {
    executablePath: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: libraries.join(":"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

/**
 * The same fonts on every computer, those without any included: texts have the same width, screenshots look the same.
 * @param {string} folder
 */
function fontConfiguration(folder) {
  const prefer = (/** @type {string} */ family, /** @type {string} */ font) =>
    `<alias binding="strong"><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <dir>${join(folder, "node_modules", "dejavu-fonts-ttf", "ttf")}</dir>
  <cachedir>${join(folder, "font-cache")}</cachedir>
  ${["sans-serif", "system-ui", "Ubuntu", "Droid Sans"].map((family) => prefer(family, "Open Sans")).join("\n  ")}
  ${["monospace", "Droid Sans Mono"].map((family) => prefer(family, "DejaVu Sans Mono")).join("\n  ")}
</fontconfig>
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await installServer();
  await installChromium();
}
