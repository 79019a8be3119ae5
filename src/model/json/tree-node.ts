import type { NodeType } from "jsonc-parser";

/** A class, so that all nodes have one shape: there are millions of them in a large manifest. */
export class TreeNode {
  readonly type: NodeType;
  readonly offset: number;
  length: number;
  readonly parent: TreeNode | undefined;
  readonly value: unknown;
  children: TreeNode[] | undefined = undefined;

  constructor(type: NodeType, offset: number, length: number, parent: TreeNode | undefined, value: unknown) {
    this.type = type;
    this.offset = offset;
    this.length = length;
    this.parent = parent;
    this.value = value;
  }
}
