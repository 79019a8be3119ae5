import type { Node } from "jsonc-parser";
import type { PackCall, PackCallName } from "../managed/pack-call";
import type { JsonFields } from "./json-fields";

/** What stands beside a call of AssetPackManager in a step: its options. */
export const packCallOptions = ["requireLatestVersion", "in"] as const;

/** The call's own value, and the options beside it. */
export function readPackCall(
  fields: JsonFields,
  name: PackCallName,
  node: Node,
  members: ReadonlyMap<string, Node>,
): PackCall | undefined {
  const what = `"${name}"`;
  const options = { ensureLocalAvailability: "requireLatestVersion", contents: "in" } as const;
  for (const option of packCallOptions) {
    const misplaced = members.get(option);
    if (misplaced === undefined || (name in options && options[name as keyof typeof options] === option)) continue;
    fields.error(misplaced.parent ?? misplaced, `"${option}" does not belong to ${what}.`);
    return undefined;
  }
  switch (name) {
    case "ensureLocalAvailability": {
      const one = node.type === "string" ? fields.text(node, what) : undefined;
      const packIds = one === undefined ? fields.texts(node, what) : [one];
      const requireLatestVersion =
        fields.boolean(members.get("requireLatestVersion"), '"requireLatestVersion"') ?? false;
      if (packIds?.length === 0) fields.error(node, `${what} needs the identifier of a pack, or a list of them.`);
      return packIds === undefined || packIds.length === 0 ? undefined : { name, packIds, requireLatestVersion };
    }
    case "checkForUpdates":
    case "allAssetPacks":
      if (fields.boolean(node, what) === false) {
        fields.error(node, `${what} can only be true: leave the step out otherwise.`);
      }
      return node.value === true ? { name } : undefined;
    case "remove":
    case "status":
    case "localStatus":
    case "cancelDownload": {
      const packId = fields.text(node, what);
      return packId === undefined ? undefined : { name, packId };
    }
    case "contents": {
      const path = fields.text(node, what);
      const packId = fields.text(members.get("in"), '"in"');
      return path === undefined ? undefined : { name, path, packId };
    }
    case "reconcilePreferredLanguages": {
      if (node.value === true) return { name, language: undefined };
      const language = fields.text(node, what);
      return language === undefined ? undefined : { name, language };
    }
  }
}
