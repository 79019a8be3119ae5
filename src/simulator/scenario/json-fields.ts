import type { Node } from "jsonc-parser";
import { items, properties, propertyName, rangeOfNode } from "../../model/json/tree";
import type { OffsetRange } from "../../model/text";
import type { ScenarioProblem } from "./scenario";

/** Takes values out of a scenario's JSON, and notes where something else was written than what is asked for. */
export class JsonFields {
  readonly #problems: ScenarioProblem[];

  constructor(problems: ScenarioProblem[]) {
    this.#problems = problems;
  }

  error(node: Node | OffsetRange, message: string): void {
    const range = "offset" in node ? rangeOfNode(node) : node;
    this.#problems.push({ message, range, severity: "error" });
  }

  /** The members of an object by name; those whose name is not among `known` are errors. */
  object(node: Node, what: string, known: readonly string[]): ReadonlyMap<string, Node> | undefined {
    const members = this.members(node, what);
    if (members === undefined) return undefined;
    for (const [name, value] of members) {
      if (known.includes(name)) continue;
      this.error(value.parent ?? value, `"${name}" is not known in ${what}. Known are: ${known.join(", ")}.`);
    }
    return members;
  }

  /** The members of an object whose names are the person's own. */
  members(node: Node, what: string): ReadonlyMap<string, Node> | undefined {
    if (node.type !== "object") {
      this.error(node, `${what} must be an object.`);
      return undefined;
    }
    const members = new Map<string, Node>();
    for (const property of properties(node)) {
      const value = property.children?.[1];
      if (value !== undefined) members.set(propertyName(property), value);
    }
    return members;
  }

  text(node: Node | undefined, what: string): string | undefined {
    if (node === undefined) return undefined;
    if (node.type === "string" && String(node.value).trim() !== "") return String(node.value);
    this.error(node, `${what} must be a text that is not empty.`);
    return undefined;
  }

  boolean(node: Node | undefined, what: string): boolean | undefined {
    if (node === undefined) return undefined;
    if (node.type === "boolean") return node.value === true;
    this.error(node, `${what} must be true or false.`);
    return undefined;
  }

  /** A number of bytes. */
  size(node: Node | undefined, what: string): number | undefined {
    if (node === undefined) return undefined;
    if (node.type === "number" && Number.isSafeInteger(node.value) && Number(node.value) >= 0)
      return Number(node.value);
    this.error(node, `${what} must be a whole number of bytes.`);
    return undefined;
  }

  texts(node: Node | undefined, what: string): readonly string[] | undefined {
    if (node === undefined) return undefined;
    if (node.type !== "array") {
      this.error(node, `${what} must be a list of texts.`);
      return undefined;
    }
    return items(node).flatMap((item) => this.text(item, `Each item of ${what}`) ?? []);
  }

  oneOf<T extends string>(node: Node | undefined, what: string, values: readonly T[]): T | undefined {
    if (node === undefined) return undefined;
    const found = values.find((value) => value === node.value);
    if (found === undefined) this.error(node, `${what} must be one of ${values.join(", ")}.`);
    return found;
  }
}
