import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { IGrammar, IRawGrammar } from "vscode-textmate";

// Both are CommonJS in one file, whose names Node cannot see from a module.
const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma") as typeof import("vscode-oniguruma");
const textmate = require("vscode-textmate") as typeof import("vscode-textmate");

/** The least of XML that an injection meets: comments, CDATA, processing instructions, tags. Names are VS Code's. */
const xml = {
  scopeName: "text.xml",
  patterns: [
    { begin: "<!--", end: "-->", name: "comment.block.xml" },
    { begin: "<!\\[CDATA\\[", end: "]]>", name: "string.unquoted.cdata.xml" },
    { begin: "<\\?", end: "\\?>", name: "meta.tag.preprocessor.xml" },
    { begin: "<!DOCTYPE", end: ">", name: "meta.tag.sgml.doctype.xml" },
    {
      begin: "</?([-\\w:.]+)",
      beginCaptures: { 1: { name: "entity.name.tag.xml" } },
      end: "/?>",
      name: "meta.tag.xml",
    },
  ],
};

/** The least of JSON: objects whose names and values have scopes of their own, comments. */
const json = {
  scopeName: "source.json",
  patterns: [
    { begin: "/\\*", end: "\\*/", name: "comment.block.json" },
    { match: "//.*$", name: "comment.line.double-slash.js" },
    { begin: '"(?=[^"]*"\\s*:)', end: '"', name: "string.json support.type.property-name.json" },
    { begin: '"', end: '"', name: "string.quoted.double.json" },
    { match: "-?\\d+", name: "constant.numeric.json" },
  ],
};

const injections = {
  "source.background-assets.plist.injection": "syntaxes/plist-background-assets.tmLanguage.json",
  "source.background-assets.manifest.injection": "syntaxes/asset-pack-manifest.tmLanguage.json",
};

/** As package.json says, which VS Code goes by. */
function injectedInto(scopeName: string): string[] {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { grammars: readonly { scopeName: string; injectTo: readonly string[] }[] };
  };
  return contributes.grammars.filter(({ injectTo }) => injectTo.includes(scopeName)).map((one) => one.scopeName);
}

const registry = new textmate.Registry({
  onigLib: (async () => {
    const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
    await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
    return {
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    };
  })(),
  async loadGrammar(scopeName) {
    const base = [xml, json].find((grammar) => grammar.scopeName === scopeName);
    if (base !== undefined) return base as unknown as IRawGrammar;
    const path = injections[scopeName as keyof typeof injections];
    return path === undefined ? null : textmate.parseRawGrammar(readFileSync(path, "utf8"), path);
  },
  getInjections: injectedInto,
});

/** A piece of text and the scopes of ours that it has; those of XML or JSON itself are left out. */
export interface ColouredText {
  readonly line: number;
  readonly text: string;
  readonly scope: string;
}

/** What our grammars colour in a text, in its order. */
export async function coloured(language: "text.xml" | "source.json", text: string): Promise<readonly ColouredText[]> {
  const grammar: IGrammar | null = await registry.loadGrammar(language);
  if (grammar === null) throw new Error(`no grammar for ${language}`);
  const found: ColouredText[] = [];
  let state = textmate.INITIAL;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const scope = scopes.findLast((name) => name.endsWith(".background-assets") && !name.startsWith("meta."));
      if (scope !== undefined) found.push({ line: index + 1, text: line.slice(startIndex, endIndex), scope });
    }
  }
  return found;
}
