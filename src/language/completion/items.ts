import type { CompletionItem, TextEdit } from "vscode-languageserver-types";
import type { LineIndex, OffsetRange } from "../../model/text";
import { toRange } from "../lsp-places";

/** CompletionItemKind of LSP; its values exist at run time only in a package that the core does not load. */
export const itemKinds = {
  property: 10,
  value: 12,
  snippet: 15,
  file: 17,
  folder: 19,
  enumMember: 20,
  constant: 21,
} as const;

export interface ItemParts {
  readonly label: string;
  readonly kind: (typeof itemKinds)[keyof typeof itemKinds];
  /** Right of the label. */
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly documentation?: string | undefined;
  /** Smaller comes first; the label decides between equals. */
  readonly rank: number;
  /** What stands in place of `range` afterwards, as a snippet. */
  readonly snippet: string;
  readonly range: OffsetRange;
  /** What the text in `range` up to the cursor is compared with. */
  readonly filterText: string;
  readonly preselect?: boolean;
}

export function completionItem(lines: LineIndex, parts: ItemParts): CompletionItem {
  const textEdit: TextEdit = { range: toRange(lines, parts.range), newText: parts.snippet };
  return {
    label: parts.label,
    kind: parts.kind,
    ...(parts.detail === undefined ? {} : { detail: parts.detail }),
    ...(parts.documentation === undefined
      ? {}
      : { documentation: { kind: "markdown" as const, value: parts.documentation } }),
    sortText: `${String(parts.rank).padStart(4, "0")} ${parts.label}`,
    filterText: parts.filterText,
    textEdit,
    // 2: a snippet; 2: its lines are indented like the line that it is inserted in.
    insertTextFormat: 2,
    insertTextMode: 2,
    ...(parts.preselect === true ? { preselect: true } : {}),
  };
}
