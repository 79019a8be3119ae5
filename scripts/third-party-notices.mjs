import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of every package that has a file in a bundle, for the packages that we publish.
 * @param {readonly string[]} inputs esbuild's input files
 * @returns {string}
 */
export function thirdPartyNotices(inputs) {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${licenceText(folder) ?? `Published under ${license}.`}`;
  });
  const head = "Background Assets for VS Code contains the following packages.\n";
  return [head, ...notices].join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * `node_modules/name` or `node_modules/@scope/name` of a file in it.
 * @param {string} input
 */
function packageFolder(input) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** @param {string} folder */
function licenceText(folder) {
  const file = existsSync(folder) ? readdirSync(folder).find((name) => /^licen[cs]e/i.test(name)) : undefined;
  return file === undefined ? undefined : readFileSync(join(folder, file), "utf8").trim();
}
