import type { OffsetRange } from "../model/text";
import { type MediaFindingName, mediaCodes } from "./media-codes";
import type { MediaDiagnostic } from "./media-diagnostic";
import type { MediaPlan } from "./plan/media-plan";
import { firstPlace, type PlanPath, placeOf } from "./plan/plan-places";

type Severity = MediaDiagnostic["severity"];
type Extra = Pick<MediaDiagnostic, "playlist" | "fixes">;

/** Collects what planning finds, each at a place of the plan file. */
export class Findings {
  readonly diagnostics: MediaDiagnostic[] = [];
  readonly #plan: MediaPlan;

  constructor(plan: MediaPlan) {
    this.#plan = plan;
  }

  at(path: PlanPath, name: MediaFindingName, severity: Severity, message: string, extra: Extra = {}): void {
    this.in(placeOf(this.#plan.root, path), name, severity, message, extra);
  }

  get root() {
    return this.#plan.root;
  }

  /** At the URL that the plan is about. */
  atUrl(name: MediaFindingName, severity: Severity, message: string, extra: Extra = {}): void {
    this.in(this.urlPlace(), name, severity, message, extra);
  }

  in(range: OffsetRange, name: MediaFindingName, severity: Severity, message: string, extra: Extra = {}): void {
    const code = mediaCodes[name];
    const isSaid = this.diagnostics.some(
      (one) => one.code === code && one.message === message && one.range.start === range.start,
    );
    if (!isSaid) this.diagnostics.push({ code, severity, message, range, ...extra });
  }

  urlPlace(): OffsetRange {
    return firstPlace(this.#plan.root, ["asset", "url"], ["url"], ["sources"]);
  }
}
