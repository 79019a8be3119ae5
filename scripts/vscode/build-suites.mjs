// Bundles the tests that need VS Code. The files are found by their names; no file is a failure, unless a filter asks
// for others.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { repositoryRoot } from "./paths.mjs";

/**
 * @param {string[]} filters parts of paths; none: all files
 * @returns {{host: string[], ui: string[]}} paths relative to the repository, with `/`
 */
export function findSuiteFiles(filters = []) {
  const find = (/** @type {string} */ folder, /** @type {RegExp} */ name) => {
    const files = readdirSync(join(repositoryRoot, folder), { recursive: true })
      .map((file) => `${folder}/${String(file).replaceAll("\\", "/")}`)
      .filter((file) => name.test(file))
      .sort();
    if (files.length === 0) throw new Error(`No test file in ${folder} has a name like ${name}`);
    return files.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
  };
  return { host: find("test/vscode/suite", /\.test\.ts$/), ui: find("test/vscode/ui", /\.ui\.ts$/) };
}

/**
 * For the extension host: CommonJS that exports `run(): Promise<void>`.
 * @param {string[]} files
 * @returns {Promise<string>} absolute path of the bundle
 */
export function buildHostSuite(files) {
  return bundle({
    outfile: "out/vscode/index.js",
    format: "cjs",
    contents: `
      import { runInExtensionHost } from "./test/vscode/run-in-extension-host";
      export const run = () => runInExtensionHost([${loaders(files)}]);`,
  });
}

/**
 * For the launcher's own process: an ES module that exports `run(settings, report): Promise<void>`.
 * @param {string[]} files
 * @returns {Promise<string>} absolute path of the bundle
 */
export function buildUiSuite(files) {
  return bundle({
    outfile: "out/vscode/ui.mjs",
    format: "esm",
    contents: `
      import { runUiTests } from "./test/vscode/ui/run-ui-tests";
      export const run = (settings, report) => runUiTests([${loaders(files)}], settings, report);`,
  });
}

/**
 * For the extension host as well, without mocha.
 * @returns {Promise<string>} absolute path of the bundle
 */
export function buildSoak() {
  return bundle({
    outfile: "out/vscode/soak.js",
    format: "cjs",
    contents: `export { run } from "./test/vscode/soak/soak-in-extension-host";`,
  });
}

/** Loaded only once mocha's globals are there. @param {string[]} files */
function loaders(files) {
  return files.map((file) => `{ path: ${JSON.stringify(file)}, load: () => import("./${file}") }`).join(", ");
}

/** @param {{outfile: string, format: "cjs" | "esm", contents: string}} options */
async function bundle({ outfile, format, contents }) {
  await build({
    absWorkingDir: repositoryRoot,
    bundle: true,
    stdin: { contents, resolveDir: repositoryRoot, loader: "ts" },
    outfile,
    format,
    platform: "node",
    target: "node20",
    packages: "external",
    // Its `main` is UMD, whose names Node cannot see; the ES module is bundled instead.
    alias: { "jsonc-parser": join(repositoryRoot, "node_modules/jsonc-parser/lib/esm/main.js") },
    external: ["vscode"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return join(repositoryRoot, outfile);
}
