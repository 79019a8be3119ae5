import { excerpt, type ProblemList } from "./problem-list";
import type { PlistEntry, PlistKey, PlistNode } from "./syntax";
import type { ContainerName } from "./xml-elements";

/**
 * A container that is open while reading; `file` is what stands around everything.
 * Takes keys and values as they come, and says what does not fit.
 */
export class Frame {
  readonly name: ContainerName | "file";
  /** As the opening tag spells it: that is how its closing tag may spell it too. */
  readonly written: string;
  readonly start: number;
  readonly contentStart: number;
  readonly entries: PlistEntry[] = [];
  readonly items: PlistNode[] = [];
  /**
   * A problem was reported where a key or value should be: that one of them is missing follows from it.
   * Ends with the next pair that is whole.
   */
  isExcused = false;
  readonly #problems: ProblemList;
  #key: PlistKey | undefined;
  #names: Set<string> | undefined;

  constructor(
    problems: ProblemList,
    name: ContainerName | "file",
    written: string,
    start: number,
    contentStart: number,
  ) {
    this.#problems = problems;
    this.name = name;
    this.written = written;
    this.start = start;
    this.contentStart = contentStart;
  }

  addKey(key: PlistKey, isDamaged: boolean): void {
    if (this.name !== "dict") {
      this.#problems.report(
        "key-outside-dict",
        `<key> belongs into a <dict>; in ${this.name === "array" ? "an <array>" : "a <plist>"} the property list cannot be read on a device.`,
        key.range.start,
        key.range.end,
      );
      return;
    }
    this.endKey();
    this.#key = key;
    this.isExcused = isDamaged;
  }

  addValue(node: PlistNode): void {
    if (this.name !== "dict") {
      this.#addItem(node);
      return;
    }
    const key = this.#key;
    if (key === undefined) {
      if (!this.isExcused) {
        const end = openingEnd(node);
        const message = "This value has no <key> before it: the property list cannot be read on a device.";
        this.#problems.report("value-without-key", message, node.range.start, end);
      }
      this.isExcused = false;
      return;
    }
    this.entries.push({ key, value: node, range: { start: key.range.start, end: node.range.end } });
    this.#key = undefined;
    this.isExcused = false;
    this.#noteName(key);
  }

  /** A key without a value stays an entry: somebody may be typing the value. */
  endKey(): void {
    const key = this.#key;
    if (key === undefined) return;
    this.#key = undefined;
    if (!this.isExcused)
      this.#problems.report(
        "key-without-value",
        `"${excerpt(key.name)}" has no value: the property list cannot be read on a device. Write one behind it, or remove the key.`,
        key.range.start,
        key.range.end,
      );
    this.entries.push({ key, value: undefined, range: key.range });
  }

  #addItem(node: PlistNode): void {
    if (this.name === "array" || this.items.length === 0) {
      this.items.push(node);
      return;
    }
    // One report, however many there are: the first one too many.
    if (this.items.length > 1) return;
    this.items.push(node);
    this.#problems.report(
      "several-roots",
      "A property list has exactly one value at the top; this is a second one. Put both into a <dict> or an <array>.",
      node.range.start,
      openingEnd(node),
    );
  }

  /** An empty name is left out: nothing can ask for it, so a second one changes nothing. */
  #noteName(key: PlistKey): void {
    if (key.name === "") return;
    if (this.#names === undefined) this.#names = new Set();
    if (this.#names.has(key.name))
      this.#problems.report(
        "duplicate-key",
        `"${excerpt(key.name)}" is in this <dict> twice. Only one of them counts, and readers disagree which. Remove one.`,
        key.range.start,
        key.range.end,
      );
    this.#names.add(key.name);
  }
}

/** The end of the opening tag of a container, of the whole element for anything else. */
function openingEnd(node: PlistNode): number {
  const isOpened = node.kind === "dict" || node.kind === "array";
  return isOpened && node.contentRange.start > node.range.start ? node.contentRange.start : node.range.end;
}
