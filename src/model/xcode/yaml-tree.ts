import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, Scalar } from "yaml";
import type { SourceLocation } from "../app-configuration";
import type { SpecMember, SpecNode, SpecReading } from "./spec-node";

/** Longer texts are no project spec that somebody writes. */
const longestText = 4 * 1024 * 1024;
const deepest = 100;

/** V8's own. */
const defaultStackTraceLimit = 10;

/** Reads YAML with places. Aliases and merge keys are followed; one that leads to itself is left out. Never throws. */
export function readYaml(path: string, text: string): SpecReading {
  if (text.length > longestText) return { root: undefined, isSound: false };
  let document: Document.Parsed;
  // The library makes an Error of every mistake, and most of the time goes into their stacks.
  const errors: ErrorConstructor & { stackTraceLimit?: number } = Error;
  const before = errors.stackTraceLimit ?? defaultStackTraceLimit;
  errors.stackTraceLimit = 0;
  try {
    // Without `prettyErrors: false` every error costs the length of the text: a megabyte of nonsense takes hours.
    const options = { logLevel: "silent", strict: false, uniqueKeys: false, prettyErrors: false } as const;
    document = parseDocument(text, options);
  } catch {
    // The library calls itself for every level, and gives up with a stack overflow on nonsense like 100,000 brackets.
    return { root: undefined, isSound: false };
  } finally {
    errors.stackTraceLimit = before;
  }
  const reader = new YamlReader(path);
  const root = document.contents === null ? undefined : reader.read(document.contents, 0);
  return { root, isSound: document.errors.length === 0 && reader.isSound };
}

class YamlReader {
  isSound = true;
  readonly #path: string;
  /** By name, the last one so far. The library would look through the whole document for every alias. */
  readonly #anchors = new Map<string, Node>();
  /** What an alias stands for is one tree, however often it is named. */
  readonly #done = new Map<Node, SpecNode | undefined>();

  constructor(path: string) {
    this.#path = path;
  }

  read(node: unknown, depth: number): SpecNode | undefined {
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      return target === undefined ? this.#giveUp() : this.read(target, depth + 1);
    }
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return this.#giveUp();
    this.#remember(node);
    if (this.#done.has(node)) return this.#done.get(node) ?? this.#giveUp();
    if (depth > deepest) return this.#giveUp();
    this.#done.set(node, undefined);
    const made = this.#make(node, depth);
    this.#done.set(node, made);
    return made;
  }

  #make(node: Node, depth: number): SpecNode {
    const location = this.#place(node);
    if (isSeq(node)) {
      return { kind: "list", items: node.items.flatMap((item) => this.read(item, depth + 1) ?? []), location };
    }
    if (!isMap(node)) return isScalar(node) ? scalar(node, location) : emptyScalar(location);
    const members = new Map<string, SpecMember>();
    const merged: SpecNode[] = [];
    for (const { key, value } of node.items) {
      if (isScalar(key)) this.#remember(key);
      const name = isScalar(key) ? scalarText(key) : undefined;
      // `name:` with nothing behind it is a pair whose value is null.
      const read = value === null ? emptyScalar(location) : this.read(value, depth + 1);
      if (name === undefined || read === undefined) continue;
      if (name === "<<") merged.push(...(read.kind === "list" ? read.items : [read]));
      else members.set(name, { nameLocation: this.#place(key as Node), value: read });
    }
    for (const below of merged) {
      if (below.kind !== "map") continue;
      for (const [name, member] of below.members) if (!members.has(name)) members.set(name, member);
    }
    return { kind: "map", members, location };
  }

  #remember(node: Node): void {
    if (!isAlias(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #place(node: Node): SourceLocation {
    const [start = 0, end = 0] = node.range ?? [];
    return { path: this.#path, range: { start, end } };
  }

  #giveUp(): undefined {
    this.isSound = false;
    return undefined;
  }
}

function emptyScalar(location: SourceLocation): SpecNode {
  return { kind: "scalar", text: "", type: "null", location };
}

function scalar(node: Scalar, location: SourceLocation): SpecNode {
  const text = scalarText(node);
  return {
    kind: "scalar",
    text,
    type: node.type === Scalar.PLAIN ? plainType(node.source ?? text) : "string",
    location,
  };
}

/** XcodeGen reads YAML 1.1, for which yes, no, on and off are booleans. */
function plainType(text: string): "string" | "integer" | "real" | "boolean" | "null" {
  if (/^(~|null|Null|NULL|)$/.test(text)) return "null";
  if (/^(yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/.test(text)) return "boolean";
  if (/^[-+]?(0b[01_]+|0o?[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/.test(text)) return "integer";
  return /^[-+]?(\.[0-9_]+|[0-9][0-9_]*\.[0-9_]*)([eE][-+]?[0-9]+)?$/.test(text) ? "real" : "string";
}

/** As it is written, so that the version 1.10 stays 1.10; null is nothing. */
function scalarText(node: { readonly value: unknown; readonly source?: string | undefined }): string {
  if (node.value === null || node.value === undefined) return "";
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}
