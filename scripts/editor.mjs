// `npm run editor`: builds, and opens the example in VS Code with the extension. Desktop VS Code if `code` is on the
// PATH; otherwise VS Code's server on loopback, whose address is printed, until Ctrl-C.
//   node scripts/editor.mjs [EXAMPLE | FOLDER]     another one of examples/ than unmanaged, or any folder
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { installServer } from "./vscode/install-workbench.mjs";
import { installFolder, repositoryRoot } from "./vscode/paths.mjs";
import { startWorkbenchServer } from "./vscode/workbench-server.mjs";

const examples = join(repositoryRoot, "examples");
const named = process.argv[2] ?? "unmanaged";
const folder = existsSync(join(examples, named)) ? join(examples, named) : resolve(named);
const isExample = dirname(folder) === examples;
if (!existsSync(folder)) throw new Error(`There is no folder ${folder}`);
const build = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: repositoryRoot, stdio: "inherit" });
if (build.status !== 0) process.exit(1);

const host = startExampleHost();
const desktop = findOnPath(process.platform === "win32" ? "code.cmd" : "code");
if (desktop !== undefined) await openDesktop(desktop);
else await serveWorkbench();

/**
 * What the example needs beside VS Code: the hosts it names do not exist, so one on this computer answers for them, as
 * the example's background-assets.jsonc says. It ends with this process.
 */
function startExampleHost() {
  const served = [join(folder, "server", "v1"), join(folder, "server")].find((path) => existsSync(path));
  if (!isExample || served === undefined) return undefined;
  const args = ["dist/cli.js", "serve", served, "--port", "8443"];
  const serving = spawn(process.execPath, args, { cwd: repositoryRoot, stdio: "inherit" });
  process.once("exit", () => serving.kill());
  return serving;
}

/** @param {string} executable */
async function openDesktop(executable) {
  console.log(`Opening ${folder} in desktop VS Code with the extension ...`);
  const code = spawn(executable, [`--extensionDevelopmentPath=${repositoryRoot}`, folder], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const [exitCode] = await once(code, "exit");
  process.exitCode = exitCode ?? 1;
  if (host !== undefined && exitCode === 0) console.log("The example's host answers until Ctrl-C.");
}

async function serveWorkbench() {
  console.log("Desktop VS Code (`code`) is not on the PATH: VS Code is served to your browser.");
  const server = await startWorkbenchServer(await installServer(), {
    // Stays, so that settings and the state of the simulated device are found again the next time.
    dataFolder: join(installFolder, "editor"),
    linkedExtension: repositoryRoot,
    // The example is ours; any other folder opens in Restricted Mode, as in the desktop.
    workspaceTrust: !isExample,
  });
  console.log(`\n  Open ${server.url(folder)}\n\nCtrl-C ends it.`);
  await server.ended;
  throw new Error(`VS Code's server ended by itself.\n${server.log()}`);
}

/** @param {string} name */
function findOnPath(name) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((entry) => join(entry, name))
    .find((file) => existsSync(file));
}
