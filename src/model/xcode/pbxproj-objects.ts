import type { Located, SourceLocation } from "../app-configuration";
import { dictEntry } from "../plist/query";
import type { PlistDict, PlistNode } from "../plist/syntax";
import { resolvePath } from "../project/paths";

/** The objects of a project.pbxproj by their ids, with the questions that reading them takes. */
export class PbxObjects {
  readonly #path: string;
  readonly #objects = new Map<string, PlistDict>();
  #parents: Map<string, string> | undefined;

  constructor(path: string, objects: PlistDict | undefined) {
    this.#path = path;
    for (const { key, value } of objects?.entries ?? []) if (value?.kind === "dict") this.#objects.set(key.name, value);
  }

  get(id: string | undefined): PlistDict | undefined {
    return id === undefined ? undefined : this.#objects.get(id);
  }

  *ofKind(isa: string): Iterable<readonly [string, PlistDict]> {
    for (const entry of this.#objects) if (this.text(entry[1], "isa") === isa) yield entry;
  }

  text(object: PlistDict | undefined, name: string): string | undefined {
    return this.located(object, name)?.value;
  }

  located(object: PlistDict | undefined, name: string): Located<string> | undefined {
    const value = object === undefined ? undefined : dictEntry(object, name)?.value;
    return value?.kind === "string" ? { value: value.value, location: this.place(value) } : undefined;
  }

  place(node: { readonly range: PlistNode["range"] }): SourceLocation {
    return { path: this.#path, range: node.range };
  }

  /** The ids that a list names. */
  ids(object: PlistDict | undefined, name: string): readonly string[] {
    const list = object === undefined ? undefined : dictEntry(object, name)?.value;
    return list?.kind === "array" ? list.items.flatMap((item) => (item.kind === "string" ? [item.value] : [])) : [];
  }

  /**
   * The absolute path of a file reference or group: its own path below that of the groups around it. Undefined where
   * it lies somewhere that only a build knows.
   */
  fileOf(id: string, sourceRoot: string, mainGroup: string | undefined): string | undefined {
    const parts: string[] = [];
    let current = this.get(id);
    let currentId = id;
    for (let level = 0; current !== undefined && level < 100; level++) {
      const path = this.text(current, "path");
      const tree = this.text(current, "sourceTree") ?? "<group>";
      if (path !== undefined) parts.unshift(path);
      if (tree === "<absolute>") return resolvePath("/", parts.join("/"));
      if (tree === "SOURCE_ROOT" || currentId === mainGroup) return resolvePath(sourceRoot, parts.join("/"));
      if (tree !== "<group>") return undefined;
      const parent = this.#parentOf(currentId);
      if (parent === undefined) return resolvePath(sourceRoot, parts.join("/"));
      [currentId, current] = parent;
    }
    return undefined;
  }

  #parentOf(id: string): readonly [string, PlistDict] | undefined {
    this.#parents ??= this.#readParents();
    const parentId = this.#parents.get(id);
    const parent = this.get(parentId);
    return parent === undefined || parentId === undefined ? undefined : [parentId, parent];
  }

  #readParents(): Map<string, string> {
    const parents = new Map<string, string>();
    for (const [groupId, group] of this.#objects) {
      const isa = this.text(group, "isa");
      if (isa !== "PBXGroup" && isa !== "PBXVariantGroup") continue;
      for (const child of this.ids(group, "children")) parents.set(child, groupId);
    }
    return parents;
  }
}
