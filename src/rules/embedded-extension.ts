import type { AppProject } from "../model/project/snapshot";
import type { BuildPhase, XcodeTarget } from "../model/xcode/xcode-project";

/** A phase of an app's target that embeds its downloader extension. */
export interface EmbedPhase {
  readonly app: XcodeTarget;
  readonly extension: XcodeTarget;
  readonly phase: BuildPhase;
  /** Where it stands among the phases of the app's target, from 0. */
  readonly index: number;
}

/** The phases that embed an app's downloader extension, by its project file. */
export function* embedPhases(project: AppProject): Iterable<EmbedPhase> {
  for (const pair of project.build?.pairs ?? []) {
    const [app] = pair.app.targets;
    const [extension] = pair.extension.targets;
    if (app === undefined || extension === undefined) continue;
    for (const [index, phase] of app.phases.entries()) {
      if (phase.products.some(({ targetId }) => targetId === extension.id)) yield { app, extension, phase, index };
    }
  }
}
