// Bundles the product into dist/. `--watch` rebuilds on change, `--production` minifies and leaves source maps out.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { build, context } from "esbuild";
import { thirdPartyNotices } from "./third-party-notices.mjs";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  logLevel: "warning",
  // jsonc-parser's `main` is UMD and dies in a bundle; its `module` does not.
  mainFields: ["module", "main"],
  metafile: true,
  legalComments: "none",
};

/** Libraries of the extension that few projects need: files of their own, read when something first uses them. */
const rarelyNeeded = ["json-p3", "yaml"];
/** The same of our own: what one command or one kind of file needs. */
const ownRarelyNeeded = {
  "write-extension": "src/model/swift/write-extension.ts",
  "media-plan-file": "src/offline/media-plan-file.ts",
};

/**
 * Stands in for a library with an object that loads it on the first look at one of its members. The lookup is in the
 * prototype, because that is what esbuild keeps of a CommonJS module when it turns it into an ES module.
 * @type {import("esbuild").Plugin}
 */
const loadOnFirstUse = {
  name: "load-on-first-use",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${rarelyNeeded.join("|")})$`) }, ({ path }) => ({
      path,
      namespace: "first-use",
    }));
    onResolve(
      { filter: new RegExp(`/(?:swift|offline)/(?:${Object.keys(ownRarelyNeeded).join("|")})$`) },
      ({ path }) => ({
        path: basename(path),
        namespace: "first-use",
      }),
    );
    onResolve({ filter: /^\.\//, namespace: "first-use" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: "first-use" }, ({ path }) => ({
      contents: `const get = (_, name) => name === "__esModule" || require("./${path}.js")[name];
        module.exports = Object.create(new Proxy({}, { get }));`,
    }));
  },
};

/**
 * What the extension's adapters use of the rooms below them is a file of its own: registering commands and providers at
 * activation needs nothing of it, the first document does.
 * @type {import("esbuild").Plugin}
 */
const coreOnFirstUse = {
  name: "core-on-first-use",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\// }, ({ path, resolveDir }) => {
      const module = coreModule(resolveDir, path);
      return module === undefined ? undefined : { path: module, namespace: "core" };
    });
    onResolve({ filter: /^\.\//, namespace: "core" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: "core" }, ({ path }) => ({
      contents: `const get = (_, name) => name === "__esModule" || require("./core.js").modules["${path}"][name];
        module.exports = Object.create(new Proxy({}, { get }));`,
    }));
  },
};

/**
 * The module of the rooms below the extension that an import of one of its files names; undefined for its own.
 * @param {string} folder
 * @param {string} path
 */
function coreModule(folder, path) {
  const module = relative("src", resolve(folder, path)).replaceAll("\\", "/");
  return module.startsWith("..") || module.startsWith("extension/") ? undefined : module;
}

/** Everything that the extension's files import of those rooms, by its path below src. */
function coreEntry() {
  const modules = new Set();
  for (const name of readdirSync("src/extension")) {
    const text = readFileSync(join("src/extension", name), "utf8");
    for (const [, path] of text.matchAll(
      /^(?:import|export) (?!type\b)[^"]*?from "(\.\.\/[^"]+)"|\bimport\("(\.\.\/[^"]+)"\)/gm,
    )) {
      if (path !== undefined) modules.add(coreModule("src/extension", path));
    }
  }
  modules.delete(undefined);
  const paths = [...modules].sort();
  const imports = paths.map((path, index) => `import * as m${index} from "./src/${path}";`);
  const members = paths.map((path, index) => `${JSON.stringify(path)}: m${index}`);
  return `${imports.join("\n")}\nexport const modules = { ${members.join(", ")} };\n`;
}

/**
 * Leaves the text of the rules' documentation pages, their evidence among it, out of the extension: the pages themselves
 * go with it.
 * @type {import("esbuild").Plugin}
 */
const withoutRulePages = {
  name: "without-rule-pages",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]rules[\\/]media-rule-texts\.ts$/ }, () => ({
      loader: "ts",
      contents: "export const mediaRuleTexts = {};",
    }));
    onLoad({ filter: /[\\/]rules[\\/]ba\d+-[^\\/]+\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8")
        .replace(/^ {2}evidence: \[[\s\S]*?\],\n(?= {2}\w)/m, "  evidence: [],\n")
        .replace(/^ {2}explanation:[\s\S]*?(?=^ {2}\*?\w)/m, '  explanation: "",\n')
        .replace(/^ {2}examples: \{\n[\s\S]*?^ {2}\},\n/m, ""),
    }));
  },
};

/**
 * Without the rest of undici the worker is a sixth smaller.
 * @type {import("esbuild").Plugin}
 */
const partOfUndici = {
  name: "part-of-undici",
  setup({ onResolve }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: resolve("scripts/undici-client.mjs") }));
  },
};

/** @type {import("esbuild").BuildOptions[]} */
const bundles = [
  {
    ...common,
    entryPoints: { extension: "src/extension/main.ts" },
    outdir: "dist",
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode"],
    plugins: [coreOnFirstUse],
  },
  {
    ...common,
    stdin: { contents: coreEntry(), resolveDir: ".", sourcefile: "core.ts", loader: "ts" },
    outfile: "dist/core.js",
    platform: "node",
    target: "node22",
    format: "cjs",
    plugins: [loadOnFirstUse, withoutRulePages],
  },
  {
    ...common,
    entryPoints: { ...Object.fromEntries(rarelyNeeded.map((name) => [name, name])), ...ownRarelyNeeded },
    outdir: "dist",
    platform: "node",
    target: "node22",
    format: "cjs",
    sourcemap: false,
  },
  {
    ...common,
    entryPoints: { "node-worker": "src/node/worker.ts" },
    outdir: "dist",
    platform: "node",
    target: "node22",
    format: "cjs",
    plugins: [partOfUndici],
  },
  {
    ...common,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: "dist",
    platform: "node",
    target: "node20",
    format: "cjs",
    plugins: [partOfUndici],
    banner: { js: "#!/usr/bin/env node" },
  },
  {
    ...common,
    entryPoints: { panel: "src/panel/main.tsx", "media-panel": "src/panel/media/main.tsx" },
    outdir: "dist",
    platform: "browser",
    target: "chrome128",
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".ttf": "file" },
    tsconfig: "src/panel/tsconfig.json",
  },
];

if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const results = await Promise.all(bundles.map((options) => build(options)));
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  writeFileSync("dist/third-party-notices.txt", thirdPartyNotices(inputs));
  const outputs = results.flatMap(({ metafile }) => Object.keys(metafile?.outputs ?? {}));
  removeStale(new Set([...outputs.map((path) => basename(path)), "third-party-notices.txt"]));
}

/**
 * What an earlier build left and this one did not write. Afterwards, so that VS Code never finds an empty folder.
 * @param {ReadonlySet<string>} current
 */
function removeStale(current) {
  for (const name of readdirSync("dist")) {
    if (!current.has(name)) rmSync(join("dist", name), { recursive: true, force: true });
  }
}
