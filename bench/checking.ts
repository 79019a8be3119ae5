import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { parse as parsePlist } from "plist";
import type { ProjectSnapshot, SourceFile } from "../src/model/project/snapshot";
import { check } from "./check";
import { infoPlistPath, infoPlistToTypeIn, infoPlistWithHosts, projectWithManifest } from "./large-inputs";
import { exponent, inTurn, type Line, median, milliseconds, timed } from "./measure";
import type { Settings } from "./settings";

/** The two large inputs of the budget at full size; `scale` makes quick runs of them. */
const fullSize = 100_000;

function plistSources(text: string, version = 1): readonly SourceFile[] {
  return [{ path: infoPlistPath, version, content: text }];
}

/** A 6.8 MB Info.plist, read and checked, against a reader that only reads. */
export async function plistLines({ rounds, scale }: Settings): Promise<readonly Line[]> {
  const text = infoPlistWithHosts(fullSize * scale);
  let findings = 0;
  const samples = await inTurn(rounds, {
    ours: () => timed(() => (findings = check(plistSources(text)).findings)),
    peer: () => timed(() => parsePlist(text)),
  });
  const ratio = median(samples.ours) / median(samples.peer);
  return [
    {
      name: "plist",
      work: `read and check an Info.plist of ${megabytes(text)}, ${fullSize * scale} allow-list entries`,
      ours: milliseconds(median(samples.ours)),
      peer: `plist.parse ${milliseconds(median(samples.peer))}`,
      ratio,
      goal: "at most 0.10",
      met: ratio <= 0.1,
      notes: `${findings} findings`,
      samples,
    },
  ];
}

/** A 34 MB download manifest with all rules, against the JSON support of VS Code with the same schema. */
export async function manifestLines({ rounds, scale }: Settings): Promise<readonly Line[]> {
  const { sources, text } = projectWithManifest(fullSize * scale);
  const peer = jsonLanguageService();
  let findings = 0;
  let problems = 0;
  const samples = await inTurn(rounds, {
    ours: () => timed(() => (findings = check(sources).findings)),
    peer: async () => {
      globalThis.gc?.();
      const started = performance.now();
      problems = await peer(text);
      return performance.now() - started;
    },
  });
  const ratio = median(samples.ours) / median(samples.peer);
  return [
    {
      name: "manifest",
      work: `check a download manifest of ${megabytes(text)}, ${fullSize * scale} packs, all rules`,
      ours: milliseconds(median(samples.ours)),
      peer: `vscode-json-languageservice parse and validate ${milliseconds(median(samples.peer))}`,
      ratio,
      goal: "at most 0.50",
      met: ratio <= 0.5,
      notes: `${findings} findings; ${problems} of the peer`,
      samples,
    },
  ];
}

/** The cost at a tenth, at full size and at ten times that. */
export async function linearLines({ rounds, scale }: Settings): Promise<readonly Line[]> {
  const inputs = [
    { what: "an Info.plist", of: (size: number) => plistSources(infoPlistWithHosts(size)) },
    { what: "a download manifest", of: (size: number) => projectWithManifest(size).sources },
  ];
  const lines: Line[] = [];
  for (const { what, of } of inputs) {
    const samples: Record<string, readonly number[]> = {};
    const points = [];
    for (const factor of [0.1, 1, 10]) {
      const size = fullSize * scale * factor;
      const sources = of(size);
      const { ours } = await inTurn(factor > 1 ? 1 : rounds, { ours: () => timed(() => check(sources)) });
      samples[String(size)] = ours;
      points.push({ size, ms: median(ours) });
    }
    const [tenth, full, tenfold] = points;
    if (tenth === undefined || full === undefined || tenfold === undefined) throw new Error("no points");
    const upTo = exponent(full, tenfold);
    lines.push({
      name: "linear",
      work: `cost of checking ${what} from ${full.size} to ${tenfold.size} entries`,
      ours: `exponent ${upTo.toFixed(2)} (${milliseconds(full.ms)} to ${milliseconds(tenfold.ms)})`,
      peer: undefined,
      ratio: undefined,
      goal: "linear: at most 1.15",
      met: upTo <= 1.15,
      notes: `${exponent(tenth, full).toFixed(2)} from ${tenth.size} entries (${milliseconds(tenth.ms)})`,
      samples,
    });
  }
  return lines;
}

/** A key pressed in the middle of a 100 KB Info.plist: the next snapshot and its diagnostics. */
export async function keystrokeLines({ rounds }: Settings): Promise<readonly Line[]> {
  const before = infoPlistToTypeIn(450);
  const middle = before.indexOf("Level 225");
  let snapshot: ProjectSnapshot | undefined;
  let version = 0;
  const press = () => {
    version++;
    const text = `${before.slice(0, middle)}${"x".repeat(version % 20)}${before.slice(middle)}`;
    const started = performance.now();
    snapshot = check(plistSources(text, version), snapshot).snapshot;
    return performance.now() - started;
  };
  for (let warmUp = 0; warmUp < 50; warmUp++) press();
  const ours = Array.from({ length: rounds * 50 }, press);
  const slowest = [...ours].sort((a, b) => a - b)[Math.floor(ours.length * 0.95)] ?? Number.NaN;
  return [
    {
      name: "keystroke",
      work: `a keystroke in an Info.plist of ${Math.round(before.length / 1000)} KB: snapshot and diagnostics`,
      ours: milliseconds(median(ours)),
      peer: undefined,
      ratio: undefined,
      goal: "below 5 ms",
      met: median(ours) < 5,
      notes: `95 of 100 below ${milliseconds(slowest)}`,
      samples: { ours },
    },
  ];
}

function megabytes(text: string): string {
  return `${(text.length / 1e6).toFixed(1)} MB`;
}

/** The part of vscode-json-languageservice that is called here; the package itself is only there after `npm run bench`. */
interface JsonLanguageService {
  configure(settings: {
    validate: boolean;
    schemas: readonly { uri: string; fileMatch?: readonly string[]; schema: unknown }[];
  }): void;
  parseJSONDocument(document: unknown): unknown;
  doValidation(document: unknown, json: unknown): PromiseLike<readonly unknown[]>;
}

function jsonLanguageService(): (text: string) => Promise<number> {
  const require = createRequire(resolve(".bench/package.json"));
  const { getLanguageService, TextDocument } = require("vscode-json-languageservice") as {
    getLanguageService(options: { schemaRequestService(uri: string): Promise<string> }): JsonLanguageService;
    TextDocument: { create(uri: string, language: string, version: number, text: string): unknown };
  };
  const schema = (name: string) => readFileSync(`schemas/${name}`, "utf8");
  const name = "download-manifest.schema.json";
  const service = getLanguageService({
    // The schema refers to another one beside it.
    schemaRequestService: async (uri) => schema(basename(uri)),
  });
  service.configure({
    validate: true,
    schemas: [{ uri: `file:///schemas/${name}`, fileMatch: ["manifest.json"], schema: JSON.parse(schema(name)) }],
  });
  let version = 0;
  return async (text) => {
    const document = TextDocument.create("file:///bench/manifest.json", "json", ++version, text);
    return (await service.doValidation(document, service.parseJSONDocument(document))).length;
  };
}
