import type { Node } from "jsonc-parser";
import { items, member, stringValue } from "../json/tree";

/**
 * The asset packs of a download manifest that the system does not download with the first installation, by their policies:
 * those on demand, and those that name other events only. Their bytes count against no allowance, which ends with the first
 * launch.
 */
export function packsForLater(root: Node): ReadonlySet<string> {
  const later = new Set<string>();
  for (const pack of items(member(root, "assetPacks"))) {
    const id = stringValue(member(pack, "id"));
    const policy = member(pack, "downloadPolicy");
    if (id === undefined || policy === undefined) continue;
    const events = [member(policy, "essential"), member(policy, "prefetch")].flatMap((node) =>
      items(member(node, "installationEventTypes")).map((item) => stringValue(item)),
    );
    const isOnDemand = member(policy, "onDemand") !== undefined;
    if (isOnDemand || (events.length > 0 && !events.includes("firstInstallation"))) later.add(id);
  }
  return later;
}
