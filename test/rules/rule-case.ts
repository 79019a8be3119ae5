import assert from "node:assert/strict";
import type { FileListing, ListedFile } from "../../src/model/packs/file-listing";
import { buildSnapshot } from "../../src/model/project/discover";
import type { ProjectSnapshot } from "../../src/model/project/snapshot";
import { applyEdits } from "../../src/model/text";
import { diagnose } from "../../src/rules/engine";
import type { Diagnostic } from "../../src/rules/rule";
import { assertMinimalFixes } from "./minimal-edits";

/**
 * A project in one string: `=== PATH` begins a file. A line may end in `<!-- want BA112 "part of the message" -->`
 * (or `// want …`), several times: on this line a finding begins. The markers are taken out before anything reads the file.
 * A plist whose text does not begin with `<` gets `<plist><dict>` around it, on lines of their own.
 */
export interface Fixture {
  readonly texts: ReadonlyMap<string, string>;
  readonly wants: readonly Want[];
}

export interface Want {
  readonly path: string;
  /** From 1, as editors show it. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** Every fixture lies here; nothing of it is on disk. */
export const root = "/project";

export function fixture(source: string): Fixture {
  const texts = new Map<string, string>();
  const wants: Want[] = [];
  for (const part of source.replace(/^\s*=== /, "").split(/\n\s*=== /)) {
    const end = part.indexOf("\n");
    const path = `${root}/${part.slice(0, end).trim()}`;
    let body = dedented(part.slice(end + 1));
    if (/\.(plist|entitlements)$/.test(path) && !body.trimStart().startsWith("<plist")) {
      body = `<plist version="1.0">\n<dict>\n${body}</dict>\n</plist>\n`;
    }
    const lines = body.split("\n").map((line, index) => {
      let text = line;
      for (;;) {
        const match = /\s*(?:<!-- want (BA\d+) "([^"]*)" -->|\/\/ want (BA\d+) "([^"]*)")\s*$/.exec(text);
        if (match === null) break;
        wants.push({ path, line: index + 1, code: match[1] ?? match[3] ?? "", message: match[2] ?? match[4] ?? "" });
        text = text.slice(0, match.index);
      }
      return text;
    });
    texts.set(path, lines.join("\n"));
  }
  return { texts, wants };
}

function dedented(text: string): string {
  const lines = `${text.trimEnd()}\n`.split("\n");
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0),
  );
  return lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join("\n");
}

export function snapshotOf(
  texts: ReadonlyMap<string, string>,
  manifestOverride?: string,
  disk?: readonly ListedFile[],
): ProjectSnapshot {
  return buildSnapshot({
    sources: [...texts].map(([path, content]) => ({ path, version: 1, content })),
    named: [...texts.keys()],
    manifestOverride,
    listings: disk === undefined ? [] : [...texts.keys()].map((path) => listingOf(path, disk)),
  });
}

/** Everything on a disk that is listed whole, as a packaging manifest at `manifestPath` sees it. */
export function listingOf(manifestPath: string, disk: readonly ListedFile[]): FileListing {
  return {
    manifestPath,
    root,
    basis: "found",
    files: new Map(disk.map((file) => [file.path, file])),
    folders: new Set([""]),
    missing: new Set(),
    isComplete: true,
  };
}

/** Fails on a rule that throws: in the product that is only logged. */
export function diagnostics(snapshot: ProjectSnapshot): readonly Diagnostic[] {
  const found = diagnose(snapshot, {
    onRuleFailure: (rule, path, error) => {
      throw new Error(`${rule.code} failed on ${path}`, { cause: error });
    },
  });
  return [...found.values()].flat();
}

export interface RuleCase {
  readonly code: string;
  /** A project with a `want` for every finding of this rule, and no other finding of it. */
  readonly fires: string;
  /** What the file looks like after the first finding's first fix: `=== PATH` and the whole text. */
  readonly fixed?: string;
  /** Projects in which the rule has nothing to say. */
  readonly silent: readonly string[];
  /** What is on disk below the fixture's root, for what packaging manifests select. Without it nobody looked. */
  readonly disk?: readonly ListedFile[];
}

/** Where the rule speaks, that its fix gives the expected text and mends it, and where it is silent. */
export function assertRule({ code, fires, fixed, silent, disk }: RuleCase): void {
  const { texts, wants } = fixture(fires);
  const snapshot = snapshotOf(texts, undefined, disk);
  const found = diagnostics(snapshot).filter((diagnostic) => diagnostic.code === code);
  assertWanted(
    snapshot,
    found,
    wants.filter((want) => want.code === code),
  );
  assert.ok(found.length > 0, `${code} is expected somewhere`);
  if (fixed !== undefined) {
    const fix = found[0]?.fixes?.[0];
    assert.ok(fix !== undefined, `${code} has a fix`);
    const after = new Map(texts);
    for (const { path, edits } of fix.edits()) after.set(path, applyEdits(after.get(path) ?? "", edits));
    for (const [path, text] of fixture(fixed).texts) assert.equal(after.get(path), text, `after “${fix.title}”`);
    const remaining = diagnostics(snapshotOf(after, undefined, disk)).filter((diagnostic) => diagnostic.code === code);
    assert.equal(remaining.length, found.length - 1, `“${fix.title}” mends one finding`);
  }
  assertMinimalFixes(
    texts,
    (changed) => snapshotOf(changed, undefined, disk),
    (changed) => diagnostics(changed).filter((diagnostic) => diagnostic.code === code),
  );
  for (const source of silent) {
    const quiet = diagnostics(snapshotOf(fixture(source).texts, undefined, disk)).filter(
      (diagnostic) => diagnostic.code === code,
    );
    assert.deepEqual(
      quiet.map((diagnostic) => diagnostic.message),
      [],
      `${code} is silent on\n${source}`,
    );
  }
}

export function assertWanted(snapshot: ProjectSnapshot, found: readonly Diagnostic[], wants: readonly Want[]): void {
  const places = found.map((diagnostic) => {
    const line = (snapshot.files.get(diagnostic.path)?.lines.positionAt(diagnostic.range.start).line ?? 0) + 1;
    const want = wants.find(
      (candidate) =>
        candidate.path === diagnostic.path &&
        candidate.line === line &&
        candidate.code === diagnostic.code &&
        diagnostic.message.includes(candidate.message),
    );
    return `${diagnostic.path}:${line} ${diagnostic.code} ${want?.message ?? diagnostic.message}`;
  });
  const wanted = wants.map((want) => `${want.path}:${want.line} ${want.code} ${want.message}`);
  assert.deepEqual([...places].sort(), [...wanted].sort());
}
