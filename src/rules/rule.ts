import type { AppProject, ModelFile, ProjectSnapshot } from "../model/project/snapshot";
import type { FileEdit, OffsetRange } from "../model/text";

/** What happens: error = traps, is refused at upload, or never downloads; warning = works today, bites later; info = worth knowing. */
export type Severity = "error" | "warning" | "info";

/** How well a rule is founded. */
export type EvidenceLabel = "documented" | "header" | "WWDC" | "reported";

export interface Evidence {
  readonly label: EvidenceLabel;
  /** What the source says, in our words. */
  readonly says: string;
  /** https; undefined where the source is a header or a report without an address. */
  readonly url?: string;
}

/** A change that mends the finding. The edits are worked out only when somebody asks. */
export interface Fix {
  readonly title: string;
  /** The one obvious fix: applied by `--fix` and on "Fix all". */
  readonly preferred: boolean;
  readonly edits: () => readonly FileEdit[];
}

export interface RelatedPlace {
  readonly path: string;
  readonly range: OffsetRange;
  readonly message: string;
}

export interface Finding {
  readonly path: string;
  readonly range: OffsetRange;
  /** Field, value found, consequence, fix. */
  readonly message: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

interface RuleBase {
  /** Stable: a code never changes its meaning. */
  readonly code: `BA${number}`;
  /** A few words, for lists. */
  readonly title: string;
  readonly severity: Severity;
  readonly evidence: readonly Evidence[];
  /** For the documentation page: what goes wrong and why, in a paragraph or two of Markdown. */
  readonly explanation: string;
  /** For the documentation page: a wrong and a right snippet. */
  readonly examples?: { readonly wrong: string; readonly right: string };
}

/** Looks at one app with what belongs to it. */
export interface ProjectRule extends RuleBase {
  readonly scope: "project";
  check(project: AppProject, snapshot: ProjectSnapshot): Iterable<Finding>;
}

/** Looks at one file, whichever project it belongs to. */
export interface FileRule extends RuleBase {
  readonly scope: "file";
  check(file: ModelFile, snapshot: ProjectSnapshot): Iterable<Finding>;
}

/** Looks at everything together: several apps, or a file that fits none. */
export interface SnapshotRule extends RuleBase {
  readonly scope: "snapshot";
  check(snapshot: ProjectSnapshot): Iterable<Finding>;
}

export type Rule = ProjectRule | FileRule | SnapshotRule;

/** A finding with the rule it comes from and the severity that holds in its project. */
export interface Diagnostic extends Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly rule: Rule;
}
