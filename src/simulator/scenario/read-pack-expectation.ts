import type { Node } from "jsonc-parser";
import { items } from "../../model/json/tree";
import { assetPackStatusValues } from "../managed/pack-status";
import type { JsonFields } from "./json-fields";
import type { ExpectationBody } from "./scenario";

const statusNames = Object.keys(assetPackStatusValues);

/** What is expected of calls of AssetPackManager. */
export function readPackExpectation(
  fields: JsonFields,
  name: "packStatus" | "foundIn" | "updates",
  node: Node,
): ExpectationBody | undefined {
  const what = `"${name}"`;
  if (name === "updates") {
    const members = fields.object(node, what, ["updating", "removed"]);
    if (members === undefined) return undefined;
    const updating = fields.texts(members.get("updating"), '"updating"') ?? [];
    const removed = fields.texts(members.get("removed"), '"removed"') ?? [];
    return { kind: name, updating, removed };
  }
  const members = fields.members(node, what);
  if (members === undefined) return undefined;
  if (name === "foundIn") {
    const places = new Map<string, string | false>();
    for (const [path, value] of members) {
      const place: unknown = value.value;
      if (typeof place === "string" || place === false) places.set(path, place);
      else fields.error(value, `\`${path}\` needs the identifier of a pack, or false where no pack has it.`);
    }
    return { kind: name, places };
  }
  const statuses = new Map<string, readonly string[]>();
  for (const [id, value] of members) {
    const names = fields.texts(value, `\`${id}\``);
    for (const item of items(value)) {
      if (typeof item.value === "string" && !statusNames.includes(item.value)) {
        fields.error(item, `"${item.value}" is no status. Known are: ${statusNames.join(", ")}.`);
      }
    }
    if (names !== undefined) statuses.set(id, names);
  }
  return { kind: name, statuses };
}
