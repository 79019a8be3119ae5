/**
 * What rules and lenses ask about a plan file. In the extension it is a file of its own, read when the first media plan is
 * looked at (scripts/build.mjs): most workspaces have none.
 */
export { judgePlan } from "./judge/judge-plan";
export { placeOf } from "./plan/plan-places";
export { readMediaPlan } from "./plan/read-media-plan";
