import { excerpt, type ProblemList } from "./problem-list";

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * The text from `start` to `end` as XML reads it, with `&amp;` and `&#38;` resolved and line ends as `\n`. Only XML's five names exist in a property list;
 * `declared` are names from the file's own DTD, which are refused where they are declared and not once more here.
 * What cannot be resolved stays as it is written.
 */
export function resolveEntities(
  text: string,
  start: number,
  end: number,
  declared: ReadonlySet<string>,
  problems: ProblemList,
): string {
  let result = "";
  let copied = start;
  for (let index = text.indexOf("&", start); index >= 0 && index < end; index = text.indexOf("&", index + 1)) {
    const after = endOfReference(text, index, end);
    if (text.charCodeAt(after) !== 59 || after >= end || after === index + 1) {
      reportBareAmpersand(text, index, after, problems);
      continue;
    }
    const name = text.slice(index + 1, after);
    const resolved = name.startsWith("#") ? characterOf(name) : Object.hasOwn(named, name) ? named[name] : undefined;
    if (resolved === undefined) {
      if (!declared.has(name))
        problems.report(
          "unknown-entity",
          `"&${excerpt(name)};" stands for nothing in a property list; the file cannot be read on a device. Write the character itself, or a number like &#8217;.`,
          index,
          after + 1,
        );
      continue;
    }
    result += withLineFeeds(text.slice(copied, index)) + resolved;
    copied = after + 1;
    index = after;
  }
  return result + withLineFeeds(text.slice(copied, end));
}

/** XML reads every line end as one line feed. */
export function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** Where the name after `&` ends: a `;` stands there, or the ampersand is a bare one. */
function endOfReference(text: string, ampersand: number, end: number): number {
  let index = ampersand + 1;
  if (text.charCodeAt(index) === 35) index++;
  while (index < end && isNameCharacter(text.charCodeAt(index))) index++;
  return index;
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95;
}

function reportBareAmpersand(text: string, index: number, after: number, problems: ProblemList): void {
  // "&amp" without its semicolon is that entity cut short; any other ampersand was meant as itself.
  const isCutShort = text.slice(index + 1, after) === "amp";
  const range = { start: index, end: isCutShort ? after : index + 1 };
  problems.report(
    "bare-ampersand",
    isCutShort
      ? `"&amp" lacks its semicolon; the file cannot be read on a device. Write "&amp;".`
      : `A bare "&" makes the file unreadable on a device. Write "&amp;".`,
    range.start,
    range.end,
    { title: "Write &amp;", range, newText: "&amp;" },
  );
}

/** XML allows tab, line feed, carriage return and all of Unicode from the space on without surrogates. */
function characterOf(reference: string): string | undefined {
  const match = /^#(?:x0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}))$/.exec(reference);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  const isAllowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 32 && code < 0xd800) ||
    (code > 0xdfff && code <= 0x10ffff && code !== 0xfffe && code !== 0xffff);
  return isAllowed ? String.fromCodePoint(code) : undefined;
}
