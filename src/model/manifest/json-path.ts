import { JSONPathEnvironment, type JSONPathQuery } from "json-p3";
import type { Node } from "jsonc-parser";
import { member, memberValue, nodeAt, properties, toValue } from "../json/tree";

/** RFC 9535, compiled once. Paths of plain members, indices and wildcards walk the tree directly. */
export type CompiledPath =
  | { readonly kind: "steps"; readonly steps: readonly PathStep[] }
  | { readonly kind: "query"; readonly query: JSONPathQuery };

type PathStep =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "wildcard" };

export type PathCompilation = { readonly path: CompiledPath } | { readonly problem: string };

/** Made when a path needs it: the extension reads the library from its own file only then. */
let engine: JSONPathEnvironment | undefined;

/**
 * Compiles a JSONPath. `@` at the start is read as `$`, since a path below an item is often written so.
 * A JSONPath engine run for each of 100,000 assets costs seconds; nearly all mappings need none.
 */
export function compilePath(expression: string): PathCompilation {
  const text = expression.startsWith("@") ? `$${expression.slice(1)}` : expression;
  const steps = plainSteps(text);
  if (steps !== undefined) return { path: { kind: "steps", steps } };
  try {
    engine ??= new JSONPathEnvironment();
    return { path: { kind: "query", query: engine.compile(text) } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `"${expression}" is not a JSONPath (RFC 9535): ${reason}` };
  }
}

/** The nodes that a path selects, in the order of the text. */
export function selectNodes(path: CompiledPath, root: Node): readonly Node[] {
  if (path.kind === "steps") return walk(root, path.steps);
  const found: Node[] = [];
  for (const match of path.query.query(toValue(root) as never)) {
    const node = nodeAt(root, match.location);
    if (node !== undefined) found.push(node);
  }
  return found;
}

/** The first node that a path selects. */
export function selectFirst(path: CompiledPath, root: Node): Node | undefined {
  if (path.kind === "query" || path.steps.some((step) => step.kind === "wildcard")) return selectNodes(path, root)[0];
  let node: Node | undefined = root;
  for (const step of path.steps) {
    if (node === undefined) return undefined;
    node = step.kind === "member" ? member(node, step.name) : indexed(node, step.kind === "index" ? step.index : 0);
  }
  return node;
}

/** A path of member names as JSONPath text: `.name` where that is legal, else `['name']`. */
export function memberPathText(names: readonly string[]): string {
  return names.map((name) => (plainName.test(name) ? `.${name}` : `['${escapeName(name)}']`)).join("");
}

const plainName = /^[A-Za-z_\u0080-\uFFFF][A-Za-z0-9_\u0080-\uFFFF]*$/;
const stepPattern =
  /\.([A-Za-z_\u0080-\uFFFF][A-Za-z0-9_\u0080-\uFFFF]*)|\.\*|\[\*\]|\[(0|-?[1-9]\d{0,14})\]|\['([^'\\]*)'\]|\["([^"\\]*)"\]/y;

function plainSteps(text: string): readonly PathStep[] | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: PathStep[] = [];
  stepPattern.lastIndex = 1;
  while (stepPattern.lastIndex < text.length) {
    const match = stepPattern.exec(text);
    if (match === null) return undefined;
    const name = match[1] ?? match[3] ?? match[4];
    if (name !== undefined) steps.push({ kind: "member", name });
    else if (match[2] !== undefined) steps.push({ kind: "index", index: Number(match[2]) });
    else steps.push({ kind: "wildcard" });
  }
  return steps;
}

function walk(root: Node, steps: readonly PathStep[]): readonly Node[] {
  let nodes: Node[] = [root];
  for (const step of steps) {
    const next: Node[] = [];
    for (const node of nodes) {
      if (step.kind === "wildcard") {
        if (node.type === "array") for (const item of node.children ?? []) next.push(item);
        for (const child of properties(node)) {
          const value = memberValue(child);
          if (value !== undefined) next.push(value);
        }
        continue;
      }
      const found = step.kind === "member" ? member(node, step.name) : indexed(node, step.index);
      if (found !== undefined) next.push(found);
    }
    nodes = next;
  }
  return nodes;
}

function indexed(node: Node, index: number): Node | undefined {
  return node.type === "array" ? node.children?.at(index) : undefined;
}

function escapeName(name: string): string {
  return JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
}
