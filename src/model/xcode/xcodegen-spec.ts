import { folderOf, resolvePath } from "../project/paths";
import { mergeSpecs, readSpec, type SpecNode, specItems, specMember, specText } from "./spec-node";

/** A spec with everything that it includes merged in. */
export interface XcodeGenSpec {
  readonly root: SpecNode;
  /** Every file that was read. */
  readonly paths: readonly string[];
  /** Files that are included and were not read yet. */
  readonly missing: readonly string[];
  readonly isSound: boolean;
}

/** Whether a text may be an XcodeGen spec: a cheap look before reading it. */
export function mayBeXcodeGenSpec(text: string): boolean {
  return /(^|[\s{,])["']?targets["']?\s*:/.test(text);
}

/**
 * Reads a spec: a dictionary with a `name` and `targets` (which may stand in an included file), or undefined where it
 * is something else.
 */
export function readXcodeGenSpec(
  path: string,
  text: string,
  readText: (path: string) => string | undefined,
): XcodeGenSpec | undefined {
  const merged = new SpecMerger(readText).merge(path, text);
  const { root } = merged;
  if (root === undefined || specText(specMember(root, "name")) === undefined) return undefined;
  const targets = specMember(root, "targets");
  if (targets?.kind !== "map") return undefined;
  const isXcodeGen = [...targets.members.values()].some(({ value }) =>
    ["type", "templates"].some((key) => specMember(value, key) !== undefined),
  );
  return isXcodeGen ? { ...merged, root } : undefined;
}

class SpecMerger {
  readonly #readText: (path: string) => string | undefined;
  readonly #paths = new Set<string>();
  readonly #missing = new Set<string>();
  #isSound = true;

  constructor(readText: (path: string) => string | undefined) {
    this.#readText = readText;
  }

  merge(path: string, text: string): Omit<XcodeGenSpec, "root"> & { readonly root: SpecNode | undefined } {
    const root = this.#read(path, text);
    return { root, paths: [...this.#paths], missing: [...this.#missing], isSound: this.#isSound };
  }

  /** The files that a spec includes, in their order, and the spec itself on top. */
  #read(path: string, text: string): SpecNode | undefined {
    this.#paths.add(path);
    const { root, isSound } = readSpec(path, text);
    this.#isSound &&= isSound;
    if (root === undefined) return undefined;
    let below: SpecNode | undefined;
    for (const include of specItems(specMember(root, "include"))) {
      const written = specText(include) ?? specText(specMember(include, "path"));
      if (written === undefined || written.includes("$")) {
        this.#isSound = false;
        continue;
      }
      const target = resolvePath(folderOf(path), written);
      // Each file counts once: a circle would never end.
      if (this.#paths.has(target)) continue;
      const included = this.#readText(target);
      if (included === undefined) {
        this.#missing.add(target);
        continue;
      }
      const node = this.#read(target, included);
      if (node !== undefined) below = below === undefined ? node : mergeSpecs(below, node);
    }
    return below === undefined ? root : mergeSpecs(below, root);
  }
}
