import type { NodeType } from "jsonc-parser";

/** A value that is written in one piece. */
export type JsonLiteral = string | number | boolean | null;

export type TreeNode = ContainerNode | MemberNode | ScalarNode;

/** A literal, or the name of a member. Classes, so that all nodes of a kind have one shape: there are millions in a large manifest. */
export class ScalarNode {
  readonly type: NodeType;
  readonly offset: number;
  readonly length: number;
  readonly parent: ContainerNode | MemberNode | undefined;
  readonly value: JsonLiteral;

  constructor(value: JsonLiteral, offset: number, length: number, parent: ContainerNode | MemberNode | undefined) {
    this.type = literalType(value);
    this.offset = offset;
    this.length = length;
    this.parent = parent;
    this.value = value;
  }
}

const noChildren: TreeNode[] = Object.freeze([]) as readonly TreeNode[] as TreeNode[];

/** An object or an array. Most have one child or none, and no list is kept for those. */
export class ContainerNode {
  readonly type: "object" | "array";
  readonly offset: number;
  length = 1;
  readonly parent: ContainerNode | MemberNode | undefined;
  #children: TreeNode | TreeNode[] | undefined = undefined;

  constructor(type: "object" | "array", offset: number, parent: ContainerNode | MemberNode | undefined) {
    this.type = type;
    this.offset = offset;
    this.parent = parent;
  }

  get children(): TreeNode[] {
    const children = this.#children;
    if (children === undefined) return noChildren;
    return Array.isArray(children) ? children : [children];
  }

  /** While the text is read: takes its children off the end of a list, where they begin at `start`. */
  takeChildren(finished: TreeNode[], start: number): void {
    const count = finished.length - start;
    if (count > 0) this.#children = count === 1 ? finished.pop() : finished.splice(start);
  }
}

/**
 * A member of an object, with its name and its literal. Few members are looked at node by node: those nodes are made for
 * whoever asks, each time anew, and not kept. A tree takes half the memory that way, and reading half the time. Containers
 * are kept, and always the same node.
 */
export class MemberNode {
  readonly offset: number;
  length: number;
  readonly parent: ContainerNode;
  readonly name: string;
  readonly #nameLength: number;
  #valueOffset = 0;
  /** Undefined: the value never came. */
  #value: ContainerNode | JsonLiteral | undefined = undefined;

  constructor(offset: number, nameLength: number, parent: ContainerNode, name: string) {
    this.offset = offset;
    this.length = nameLength;
    this.parent = parent;
    this.name = name;
    this.#nameLength = nameLength;
  }

  get type(): "property" {
    return "property";
  }

  get nameEnd(): number {
    return this.offset + this.#nameLength;
  }

  /** While the text is read. The member ends with its value. */
  setLiteral(value: JsonLiteral, offset: number, end: number): void {
    this.#value = value;
    this.#valueOffset = offset;
    this.length = end - this.offset;
  }

  setContainer(value: ContainerNode, end: number): void {
    this.#value = value;
    this.length = end - this.offset;
  }

  /** The value where it is a literal, without a node for it. */
  get literal(): JsonLiteral | undefined {
    return this.#value instanceof ContainerNode ? undefined : this.#value;
  }

  get valueNode(): ContainerNode | ScalarNode | undefined {
    const value = this.#value;
    if (value === undefined || value instanceof ContainerNode) return value;
    const length = this.offset + this.length - this.#valueOffset;
    return new ScalarNode(value, this.#valueOffset, length, this);
  }

  /** As jsonc-parser has them: the name, and the value where it is there. */
  get children(): TreeNode[] {
    const name = new ScalarNode(this.name, this.offset, this.#nameLength, this);
    const value = this.valueNode;
    return value === undefined ? [name] : [name, value];
  }
}

function literalType(value: JsonLiteral): NodeType {
  if (value === null) return "null";
  if (typeof value === "string") return "string";
  return typeof value === "number" ? "number" : "boolean";
}
