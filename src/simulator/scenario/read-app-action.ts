import type { Node } from "jsonc-parser";
import type { AppAction, AppDownload } from "../app-action";
import type { Caller } from "../events";
import { type PackCallName, packCallNames } from "../managed/pack-call";
import { parseDurationMs } from "./duration";
import type { JsonFields } from "./json-fields";
import { packCallOptions, readPackCall } from "./read-pack-call";

/** What the app can do; a step has exactly one of these, and `by` beside it where the extension can do it as well. */
const actionNames = [
  "launch",
  "background",
  "foreground",
  "terminate",
  "moved",
  "schedule",
  "startForeground",
  "cancel",
  "fetchCurrent",
  "exclusiveControl",
  "removingEssential",
  ...packCallNames,
] as const;

type ActionName = (typeof actionNames)[number];
type ManagerActionName = Exclude<ActionName, PackCallName>;

const ofTheApp: readonly ActionName[] = ["launch", "background", "foreground", "terminate"];

/** The member `app` of a step. */
export function readAppAction(fields: JsonFields, node: Node): AppAction | undefined {
  const members = fields.object(node, '"app"', [...actionNames, "by", ...packCallOptions]);
  if (members === undefined) return undefined;
  const names = actionNames.filter((name) => members.has(name));
  const name = names[0];
  const value = name === undefined ? undefined : members.get(name);
  if (name === undefined || value === undefined || names.length > 1) {
    fields.error(node, `"app" must say exactly one thing that the app does: one of ${actionNames.join(", ")}.`);
    return undefined;
  }
  const byNode = members.get("by");
  if (byNode !== undefined && ofTheApp.includes(name)) {
    fields.error(byNode.parent ?? byNode, `"by" says who calls BADownloadManager; "${name}" is about the app itself.`);
    return undefined;
  }
  const packCall = packCallNames.find((known) => known === name);
  if (packCall !== undefined) {
    if (byNode !== undefined) {
      fields.error(byNode.parent ?? byNode, `"${name}" is called by the app: leave "by" out.`);
      return undefined;
    }
    const call = readPackCall(fields, packCall, value, members);
    return call === undefined ? undefined : { kind: "assetPacks", call };
  }
  const misplaced = packCallOptions.map((option) => members.get(option)).find((option) => option !== undefined);
  if (misplaced !== undefined) {
    fields.error(misplaced.parent ?? misplaced, `This does not belong to "${name}".`);
    return undefined;
  }
  return readAction(
    fields,
    name as ManagerActionName,
    value,
    fields.oneOf(byNode, '"by"', ["app", "extension"] as const),
  );
}

function readAction(
  fields: JsonFields,
  name: ManagerActionName,
  node: Node,
  given: Caller | undefined,
): AppAction | undefined {
  const what = `"${name}"`;
  const by = given ?? "app";
  switch (name) {
    case "launch":
    case "background":
    case "foreground":
    case "terminate":
      return isTrue(fields, node, what) ? { kind: name } : undefined;
    case "moved": {
      const moved = fields.boolean(node, what);
      return moved === undefined ? undefined : { kind: name, moved, by: given };
    }
    case "fetchCurrent":
      return isTrue(fields, node, what) ? { kind: name, by } : undefined;
    case "schedule": {
      const download = readDownload(fields, node, what);
      return download === undefined ? undefined : { kind: name, by, download };
    }
    case "startForeground": {
      const download = node.type === "object" ? readDownload(fields, node, what) : fields.text(node, what);
      return download === undefined ? undefined : { kind: name, by, download };
    }
    case "cancel":
    case "removingEssential": {
      const identifier = fields.text(node, what);
      return identifier === undefined ? undefined : { kind: name, by, identifier };
    }
    case "exclusiveControl":
      return readControl(fields, node, by);
  }
}

/** What is true or left out. */
function isTrue(fields: JsonFields, node: Node, what: string): boolean {
  const value = fields.boolean(node, what);
  if (value === false) fields.error(node, `${what} can only be true: leave the step out otherwise.`);
  return value === true;
}

function readDownload(fields: JsonFields, node: Node, what: string): AppDownload | undefined {
  const members = fields.object(node, what, ["identifier", "url", "fileSize", "priority", "essential"]);
  if (members === undefined) return undefined;
  for (const name of ["identifier", "url"]) {
    if (!members.has(name)) fields.error(node, `"${name}" is missing in ${what}.`);
  }
  const identifier = fields.text(members.get("identifier"), '"identifier"');
  const url = fields.text(members.get("url"), '"url"');
  const fileSizeInBytes = fields.size(members.get("fileSize"), '"fileSize"');
  const priority = fields.oneOf(members.get("priority"), '"priority"', ["min", "default", "max"] as const) ?? "default";
  const essential = fields.boolean(members.get("essential"), '"essential"') ?? false;
  if (identifier === undefined || url === undefined) return undefined;
  return { identifier, url, fileSizeInBytes, priority, essential };
}

function readControl(fields: JsonFields, node: Node, by: Caller): AppAction | undefined {
  const members = fields.object(node, '"exclusiveControl"', ["holdFor", "within"]);
  if (members === undefined) return undefined;
  const durations = { holdFor: 0 as number | undefined, within: undefined as number | undefined };
  for (const name of ["holdFor", "within"] as const) {
    const value = members.get(name);
    const durationMs = parseDurationMs(fields.text(value, `"${name}"`) ?? "");
    if (durationMs !== undefined) durations[name] = durationMs;
    else if (value?.type === "string") {
      fields.error(value, `"${name}" must be a duration such as PT5S; PT0S is now.`);
      return undefined;
    }
  }
  return { kind: "exclusiveControl", by, holdForMs: durations.holdFor ?? 0, withinMs: durations.within };
}
