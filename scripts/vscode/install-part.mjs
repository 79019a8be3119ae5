// One versioned folder below `.vscode-test/`, filled by npm. It appears under its name only when it is whole, so an
// interrupted installation is simply done again; two processes that want the same one do it once.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installFolder } from "./paths.mjs";

const READY = "ready.json";

/**
 * @param {object} part
 * @param {string} part.name of the folder, with the version in it
 * @param {string} part.says what a person reads while waiting: "VS Code 1.139.1 (590 MB on disk)"
 * @param {string[]} part.packages exact npm packages, `name@version`
 * @param {(folder: string) => Promise<void>} [part.prepare] what is left to do after npm
 * @returns {Promise<string>} the folder; its packages are in `node_modules` below it
 */
export async function installPart({ name, says, packages, prepare }) {
  const folder = join(installFolder, name);
  if (isReady(folder, packages)) return folder;
  mkdirSync(installFolder, { recursive: true });
  const unlock = await lock(`${folder}.lock`);
  try {
    if (isReady(folder, packages)) return folder;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(partial);
    console.log(`Installing ${says} from npm into ${folder} ...`);
    const started = performance.now();
    writeFileSync(join(partial, "package.json"), JSON.stringify({ private: true }));
    await npmInstall(partial, packages);
    await prepare?.(partial);
    writeFileSync(join(partial, READY), JSON.stringify({ packages }));
    renameSync(partial, folder);
    console.log(`Installed in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
    return folder;
  } finally {
    unlock();
  }
}

/**
 * Runs `npm install` without install scripts. Its output is shown only when it fails.
 * @param {string} folder with a `package.json`
 * @param {string[]} packages none: what the folder's own package.json or shrinkwrap asks for
 */
export async function npmInstall(folder, packages = []) {
  const args = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--engine-strict=false"];
  args.push("--save-exact", ...packages);
  // Inside `npm run` the very npm that runs us is named; a Windows `npm` is a .cmd, which needs a shell.
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  const child = spawn(command ?? "npm", [...before, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    shell: before.length === 0 && process.platform === "win32",
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const code = await new Promise((done, fail) => {
    child.once("error", (error) => fail(new Error(`npm could not be started: ${error.message}`)));
    child.once("close", done);
  });
  if (code !== 0) {
    const what = packages.length > 0 ? packages.join(" ") : `the dependencies of ${folder}`;
    throw new Error(`npm could not install ${what} (exit code ${code}). Is the npm registry reachable?\n${output}`);
  }
}

/**
 * @param {string} folder
 * @param {string[]} packages
 */
function isReady(folder, packages) {
  try {
    const marker = JSON.parse(readFileSync(join(folder, READY), "utf8"));
    return JSON.stringify(marker.packages) === JSON.stringify(packages);
  } catch {
    return false;
  }
}

/**
 * Waits while another live process holds the lock; takes over that of a dead one.
 * @param {string} file
 * @returns {Promise<() => void>} releases it
 */
async function lock(file) {
  for (let waiting = false; ; waiting = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
    if (holder !== undefined && holder > 0 && !isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waiting) console.log(`Waiting for process ${holder}, which is installing the same ...`);
    await delay(250);
  }
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
