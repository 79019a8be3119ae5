import type { LineIndex, OffsetRange } from "../text";

/**
 * How a property list is written down. JSON is Apple's fourth form (`plutil -convert json`). `project-source`: in the
 * file from which a tool (XcodeGen, Tuist, Expo) writes the property list; text and places are that file's.
 */
export type PlistFormat = "xml" | "binary" | "openstep" | "json" | "project-source";

interface PlistNodeBase {
  /** The whole element with its tags. In a binary file the node has no text: both ends are 0. */
  readonly range: OffsetRange;
  /** What stands between the tags; equal to `range` where there is nothing between (`<true/>`). */
  readonly contentRange: OffsetRange;
}

export interface PlistDict extends PlistNodeBase {
  readonly kind: "dict";
  /** In the order of the file, duplicates included. */
  readonly entries: readonly PlistEntry[];
}

export interface PlistArray extends PlistNodeBase {
  readonly kind: "array";
  readonly items: readonly PlistNode[];
}

export interface PlistString extends PlistNodeBase {
  readonly kind: "string";
  /** With entities and CDATA resolved. */
  readonly value: string;
}

export interface PlistInteger extends PlistNodeBase {
  readonly kind: "integer";
  /** As written. */
  readonly text: string;
  /** A `bigint` beyond 2^53, where a number would round; undefined where `text` is not an integer. */
  readonly value: number | bigint | undefined;
}

export interface PlistReal extends PlistNodeBase {
  readonly kind: "real";
  readonly text: string;
  /** Undefined where `text` is not a number. */
  readonly value: number | undefined;
}

export interface PlistBoolean extends PlistNodeBase {
  readonly kind: "boolean";
  readonly value: boolean;
}

export interface PlistDate extends PlistNodeBase {
  readonly kind: "date";
  readonly text: string;
  /** Milliseconds since 1970; undefined where `text` is not a date. */
  readonly value: number | undefined;
}

export interface PlistData extends PlistNodeBase {
  readonly kind: "data";
  /** Undefined where the text is not base64. */
  readonly value: Uint8Array | undefined;
}

/** Only in binary files made by NSKeyedArchiver; never in an Info.plist. */
export interface PlistUid extends PlistNodeBase {
  readonly kind: "uid";
  readonly value: number | bigint;
}

export type PlistNode =
  | PlistDict
  | PlistArray
  | PlistString
  | PlistInteger
  | PlistReal
  | PlistBoolean
  | PlistDate
  | PlistData
  | PlistUid;

export interface PlistKey {
  readonly name: string;
  readonly range: OffsetRange;
  readonly contentRange: OffsetRange;
}

export interface PlistEntry {
  readonly key: PlistKey;
  /** Undefined while half typed: a key without a value. */
  readonly value: PlistNode | undefined;
  /** From the start of the key to the end of the value. */
  readonly range: OffsetRange;
}

/** Something that is wrong with the writing, whatever the keys mean. */
export interface PlistProblem {
  readonly code: PlistProblemCode;
  readonly message: string;
  readonly range: OffsetRange;
  /** A correction of the text, where there is exactly one reading. */
  readonly fix?: { readonly title: string; readonly range: OffsetRange; readonly newText: string };
}

export type PlistProblemCode =
  | "not-a-plist"
  | "empty-file"
  | "unclosed-element"
  | "mismatched-close"
  | "unexpected-close"
  | "unknown-element"
  | "unexpected-text"
  | "unexpected-content"
  | "key-without-value"
  | "value-without-key"
  | "key-outside-dict"
  | "duplicate-key"
  | "bare-ampersand"
  | "unknown-entity"
  | "entity-declaration"
  | "malformed-tag"
  | "bad-integer"
  | "bad-real"
  | "bad-date"
  | "bad-data"
  | "bad-encoding"
  | "other-encoding"
  | "too-deep"
  | "several-roots"
  | "malformed-binary"
  | "malformed-openstep"
  | "malformed-json";

export interface PlistDocument {
  readonly format: PlistFormat;
  /** The decoded text; empty for binary files, whose nodes have no places. */
  readonly text: string;
  readonly lines: LineIndex;
  /** Undefined where nothing could be read. */
  readonly root: PlistNode | undefined;
  /** In the order of the file. Empty exactly when the file is a valid property list. */
  readonly problems: readonly PlistProblem[];
}
