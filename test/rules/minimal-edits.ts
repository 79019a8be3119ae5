import assert from "node:assert/strict";
import { parsePlistText } from "../../src/model/plist/read";
import type { ProjectSnapshot } from "../../src/model/project/snapshot";
import { applyEdits, type FileEdit } from "../../src/model/text";
import type { Diagnostic } from "../../src/rules/rule";

type Texts = ReadonlyMap<string, string>;

/**
 * That each fix of a project's findings changes nothing but what it is about: it says the same with Windows' line ends,
 * which stay; comments between the entries of a property list stay; no line is written anew as it was.
 */
export function assertMinimalFixes(
  texts: Texts,
  snapshotOf: (texts: Texts) => ProjectSnapshot,
  findingsOf: (snapshot: ProjectSnapshot) => readonly Diagnostic[],
): void {
  const fixesOf = (from: Texts) =>
    findingsOf(snapshotOf(from)).flatMap(({ code, fixes }) =>
      (fixes ?? []).map((fix) => ({ title: `${code} “${fix.title}”`, edits: fix.edits() })),
    );
  const plain = fixesOf(texts);
  for (const { title, edits } of plain) assertNoLineIsWrittenAnew(texts, edits, title);

  // Of a manifest the bytes are counted: what no fix changes stays as it is.
  const changed = new Set(plain.flatMap(({ edits }) => edits.map(({ path }) => path)));
  const windows = new Map(
    [...texts].map(([path, text]) => [path, changed.has(path) ? text.replaceAll("\n", "\r\n") : text]),
  );
  const onWindows = fixesOf(windows);
  assert.deepEqual(
    onWindows.map(({ title }) => title),
    plain.map(({ title }) => title),
  );
  for (const [index, { title, edits }] of onWindows.entries()) {
    const expected = applied(texts, plain[index]?.edits ?? []);
    for (const [path, text] of applied(windows, edits)) {
      if (changed.has(path)) assert.doesNotMatch(text, /(?<!\r)\n|\r(?!\n)/, `${title} keeps the line ends of ${path}`);
      assert.equal(text.replaceAll("\r\n", "\n"), expected.get(path), `${title} with other line ends`);
    }
  }

  const commented = new Map([...texts].map(([path, text]) => [path, withComments(path, text)]));
  for (const { title, edits } of fixesOf(commented)) {
    const result = applied(commented, edits);
    for (const [path, text] of commented) {
      const lost = (text.match(/<!--k\d+-->/g) ?? []).filter(
        (comment) => result.get(path)?.includes(comment) === false,
      );
      assert.deepEqual(lost, [], `${title} keeps the comments of ${path}:\n${result.get(path)}`);
    }
  }
}

function applied(texts: Texts, all: readonly FileEdit[]): Texts {
  const result = new Map(texts);
  for (const { path } of all) {
    const edits = all.filter((one) => one.path === path).flatMap((one) => one.edits);
    result.set(path, applyEdits(texts.get(path) ?? "", edits));
  }
  return result;
}

function assertNoLineIsWrittenAnew(texts: Texts, all: readonly FileEdit[], title: string): void {
  for (const { path, edits } of all) {
    for (const { range, newText } of edits) {
      const before = (texts.get(path) ?? "").slice(range.start, range.end).split("\n");
      const after = new Set(newText.split("\n"));
      const again = before.filter((line) => line.trim() !== "" && after.has(line));
      assert.deepEqual(again, [], `${title} leaves alone what it does not change`);
    }
  }
}

/** A comment behind each value at the top of a property list: between entries, so that no entry owns it. */
function withComments(path: string, text: string): string {
  const root = /\.(plist|entitlements)$/.test(path) ? parsePlistText(text).root : undefined;
  if (root?.kind !== "dict") return text;
  const insertions = root.entries.map(({ range }, index) => ({
    range: { start: range.end, end: range.end },
    newText: `<!--k${index}-->`,
  }));
  return applyEdits(text, insertions);
}
