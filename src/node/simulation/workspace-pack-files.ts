import type { PackFiles } from "../../simulator/managed/pack-files";
import type { SimulationProject } from "../../simulator/simulation-project";
import { findPacks } from "../publishing/find-packs";

/**
 * What is in the packs of a project, by the packaging manifests in its folder: nobody else can look into an archive that
 * is published. Looked up when it is asked for first.
 */
export function workspacePackFiles({ packsFolder }: SimulationProject): PackFiles {
  let known: ReadonlyMap<string, readonly string[]> | undefined;
  return (id) => {
    known ??= packsFolder === undefined ? new Map() : filesBelow(packsFolder);
    return known.get(id);
  };
}

function filesBelow(folder: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    findPacks(folder).packs.flatMap(({ manifest, contents }): [string, readonly string[]][] =>
      manifest.id === undefined || contents?.isComplete !== true
        ? []
        : [[manifest.id.value, contents.files.map(({ path }) => path)]],
    ),
  );
}
