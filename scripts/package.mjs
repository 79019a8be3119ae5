// Makes background-assets-VERSION.vsix and background-assets-VERSION.tgz in the project's root.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createVSIX } from "@vscode/vsce";

/**
 * @param {{folder?: string}} options where to put the packages; the project's root without it
 * @returns {Promise<{vsix: string, tarball: string}>}
 */
export async function makePackages({ folder = "." } = {}) {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  run(process.execPath, ["scripts/build.mjs", "--production"]);
  mkdirSync(folder, { recursive: true });

  const readme = packagedReadme();
  const vsix = `${folder}/background-assets-${manifest.version}.vsix`;
  await createVSIX({
    packagePath: vsix,
    readmePath: readme,
    dependencies: false,
    rewriteRelativeLinks: false,
    skipLicense: false,
  });
  return { vsix, tarball: npmTarball(manifest, folder) };
}

/**
 * The README for the packages, which have neither the pictures nor the files that it leads to.
 * @returns {string} its path
 */
function packagedReadme() {
  const text = readFileSync("README.md", "utf8")
    .replace(/^.*!\[[^\]]*\]\(media\/.*\n/gm, "")
    .replace(/^\| completion \| hover \| quick fix \|\n\|[-|]+\n/m, "")
    .replace(/\[([^\]]+)\]\((?!https:)[^)]+\)/g, "$1");
  const path = "out/package/README.md";
  mkdirSync("out/package", { recursive: true });
  writeFileSync(path, text);
  return path;
}

/**
 * The command alone, with everything bundled: a folder of its own, because VS Code and npm each want their own list of
 * files and vsce refuses a package.json with both.
 * @param {Record<string, unknown>} manifest
 * @param {string} folder
 */
function npmTarball(manifest, folder) {
  const staging = "out/npm";
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(`${staging}/dist`, { recursive: true });
  for (const file of ["dist/cli.js", "dist/third-party-notices.txt", "LICENSE", "CHANGELOG.md", "schemas"]) {
    cpSync(file, `${staging}/${file}`, { recursive: true });
  }
  // At the root, where every way of resolving modules finds `background-assets/downloader`.
  cpSync("types/background-assets-downloader.d.ts", `${staging}/downloader.d.ts`);
  cpSync(packagedReadme(), `${staging}/README.md`);
  const { name, version, description, license, keywords, bin } = manifest;
  const engines = { node: /** @type {{node: string}} */ (manifest.engines).node };
  const files = ["dist", "schemas", "downloader.d.ts", "CHANGELOG.md"];
  const exports = { "./downloader": { types: "./downloader.d.ts" }, "./package.json": "./package.json" };
  const published = { name, version, description, license, keywords, bin, engines, files, exports };
  writeFileSync(`${staging}/package.json`, `${JSON.stringify(published, undefined, 2)}\n`);
  run("npm", ["pack", `./${staging}`, "--pack-destination", folder]);
  return `${folder}/${name}-${version}.tgz`;
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  const result = spawnSync(program, args, {
    stdio: "inherit",
    shell: program === "npm" && process.platform === "win32",
  });
  if (result.status !== 0) throw new Error(`${program} ${args.join(" ")} failed`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { vsix, tarball } = await makePackages();
  console.log(`${vsix}\n${tarball}`);
}
