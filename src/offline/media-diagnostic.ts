import type { OffsetRange, TextEdit } from "../model/text";
import type { MediaCode } from "./media-codes";

/** A finding of planning or downloading, at a place of the plan file. */
export interface MediaDiagnostic {
  readonly code: MediaCode;
  readonly severity: "error" | "warning" | "info";
  /** Field, value found, consequence, fix. */
  readonly message: string;
  /** In the plan file. */
  readonly range: OffsetRange;
  /** Where in a playlist it was seen. */
  readonly playlist?: { readonly url: string /** From 1. */; readonly line: number };
  readonly fixes?: readonly MediaFix[];
}

/** A change of the plan file. */
export interface MediaFix {
  readonly title: string;
  readonly preferred: boolean;
  readonly edits: readonly TextEdit[];
}
