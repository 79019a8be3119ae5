import type { Node } from "jsonc-parser";
import { type DeviceConditions, networkChoices, parseNetwork } from "../conditions";
import type { JsonFields } from "./json-fields";

const switches = [
  "lowPowerMode",
  "backgroundAppRefresh",
  "backgroundAppRefreshForApp",
  "inAppContent",
  "forceQuit",
] as const;

const known = [...switches, "network", "freeDiskSpaceInBytes", "osVersion", "preferredLanguage"];

/** `device` and `set`: the conditions that are named, the others stay as they are. */
export function readConditions(fields: JsonFields, node: Node, what: string): Partial<DeviceConditions> {
  const members = fields.object(node, what, known);
  if (members === undefined) return {};
  const conditions: { -readonly [K in keyof DeviceConditions]?: DeviceConditions[K] } = {};
  for (const name of switches) {
    const value = fields.boolean(members.get(name), `"${name}"`);
    if (value !== undefined) conditions[name] = value;
  }
  const networkNode = members.get("network");
  const network = fields.text(networkNode, '"network"');
  if (network !== undefined && networkNode !== undefined) {
    const parsed = parseNetwork(network);
    if (parsed !== undefined) conditions.network = parsed;
    else fields.error(networkNode, `"${network}" is no network: write ${networkChoices}.`);
  }
  const freeDiskSpaceInBytes = fields.size(members.get("freeDiskSpaceInBytes"), '"freeDiskSpaceInBytes"');
  if (freeDiskSpaceInBytes !== undefined) conditions.freeDiskSpaceInBytes = freeDiskSpaceInBytes;
  const osVersionNode = members.get("osVersion");
  const osVersion = fields.text(osVersionNode, '"osVersion"');
  if (osVersion !== undefined && osVersionNode !== undefined) {
    if (/^\d+(\.\d+){0,2}$/.test(osVersion)) conditions.osVersion = osVersion;
    else fields.error(osVersionNode, `"${osVersion}" is no OS version: write one such as 26.4.`);
  }
  const preferredLanguage = fields.text(members.get("preferredLanguage"), '"preferredLanguage"');
  if (preferredLanguage !== undefined) conditions.preferredLanguage = preferredLanguage;
  return conditions;
}
