import type { AppProject } from "../model/project/snapshot";
import { assumptionSettings } from "../simulator/assumptions";
import { estimateOfManifest, type LaunchableEstimate } from "../simulator/launchable-estimate";

/** How long a first launch waits on three networks, by the manifest as it is known while editing; none: not known. */
export function launchableEstimates({ manifest, configuration, settings }: AppProject): readonly LaunchableEstimate[] {
  if (manifest === undefined || configuration.mode === "apple-hosted") return [];
  const perHost = Number(assumptionSettings(settings.assumptions)["downloads-per-host"]);
  return estimateOfManifest(manifest.reading, perHost);
}
