import { buildSnapshot } from "../src/model/project/discover";
import type { ProjectSnapshot, SourceFile } from "../src/model/project/snapshot";
import { diagnose } from "../src/rules/engine";

/** What a keystroke or `check` does after the files are read: parse, associate, run every rule. Gives the number of findings. */
export function check(sources: readonly SourceFile[], previous?: ProjectSnapshot) {
  const snapshot = buildSnapshot({ sources, previous, named: sources.map(({ path }) => path) });
  let findings = 0;
  for (const list of diagnose(snapshot).values()) findings += list.length;
  return { snapshot, findings };
}
