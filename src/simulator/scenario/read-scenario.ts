import type { Node } from "jsonc-parser";
import { parseJson } from "../../model/json/parse-json";
import { items, member, rangeOfNode } from "../../model/json/tree";
import { LineIndex, type OffsetRange } from "../../model/text";
import type { EventSource, LifecycleEventName } from "../events";
import { parseDurationMs } from "./duration";
import { JsonFields } from "./json-fields";
import { readAppAction } from "./read-app-action";
import { readChallenge } from "./read-challenge";
import { readConditions } from "./read-conditions";
import { readExpectations } from "./read-expectations";
import { readFault } from "./read-fault";
import type { Scenario, ScenarioProblem, ScenarioReading, ScenarioStep, ScenarioStepBody, Until } from "./scenario";

const eventNames = [
  "install",
  "launch",
  "update",
  "periodic",
  "language-change",
] as const satisfies readonly LifecycleEventName[];

/** Each step has exactly one of these; `event` may have others beside it. */
const stepKinds = [
  "event",
  "set",
  "advance",
  "app",
  "device",
  "fault",
  "publish",
  "purge",
  "challenge",
  "expect",
] as const;
const eventOptions = ["force", "language", "appVersion", "until"] as const;
const advanceOptions = ["periodicChecks"] as const;

/**
 * Reads a scenario. Problems carry the place they are about; a scenario with an error is not given back, so that
 * nothing is passed over in silence. Never throws.
 * @param path absolute, with `/`; events of the run name it
 */
export function readScenario(text: string, path: string): ScenarioReading {
  const parsed = parseJson(text);
  const problems: ScenarioProblem[] = [...parsed.problems, ...parsed.duplicateKeys].map((problem) => ({
    ...problem,
    severity: "error" as const,
  }));
  const lines = new LineIndex(text);
  const sourceOf = (range: OffsetRange): EventSource => ({ path, range: lines.rangeOf(range) });
  const fields = new JsonFields(problems);
  const scenario = parsed.root === undefined ? undefined : scenarioOf(fields, parsed.root, path, sourceOf);
  if (parsed.root === undefined && problems.length === 0) {
    fields.error({ start: 0, end: 0 }, "The file is empty: a scenario is an object with version and steps.");
  }
  return { scenario: problems.length === 0 ? scenario : undefined, problems };
}

function scenarioOf(
  fields: JsonFields,
  root: Node,
  path: string,
  sourceOf: (range: OffsetRange) => EventSource,
): Scenario | undefined {
  const members = fields.object(root, "a scenario", [
    "$schema",
    "version",
    "name",
    "project",
    "host",
    "device",
    "steps",
  ]);
  if (members === undefined) return undefined;
  const version = members.get("version");
  if (version === undefined) fields.error({ start: root.offset, end: root.offset + 1 }, '"version": 1 is missing.');
  else if (version.value !== 1) fields.error(version, '"version" must be 1.');
  const stepsNode = members.get("steps");
  if (stepsNode === undefined || stepsNode.type !== "array" || items(stepsNode).length === 0) {
    fields.error(
      stepsNode ?? { start: root.offset, end: root.offset + 1 },
      '"steps" must be a list of at least one step.',
    );
  }
  const device = members.get("device");
  return {
    path,
    name: fields.text(members.get("name"), '"name"') ?? fileName(path),
    project: fields.text(members.get("project"), '"project"'),
    host: hostOf(fields, members.get("host")),
    device: device === undefined ? {} : readConditions(fields, device, '"device"'),
    steps: items(stepsNode).flatMap((node): ScenarioStep[] => {
      const body = stepOf(fields, node, sourceOf);
      return body === undefined ? [] : [{ source: sourceOf(rangeOfNode(node)), ...body }];
    }),
  };
}

function hostOf(fields: JsonFields, node: Node | undefined): Scenario["host"] {
  if (node === undefined) return undefined;
  const members = fields.object(node, '"host"', ["origins", "folder"]);
  if (members === undefined) return undefined;
  const originsNode = members.get("origins");
  const origins = fields.texts(originsNode, '"origins"') ?? [];
  const folder = fields.text(members.get("folder"), '"folder"');
  // An Apple-hosted project has none of its own: its packs come from Apple.
  if (originsNode !== undefined && origins.length === 0) {
    fields.error(originsNode, '"origins" must list the origins that the folder answers for.');
  }
  items(originsNode).forEach((item) => {
    if (typeof item.value === "string" && !isOrigin(item.value)) {
      fields.error(item, `"${item.value}" is no origin: write scheme and host, such as https://cdn.example.com.`);
    }
  });
  if (folder === undefined) {
    if (!members.has("folder")) fields.error(node, '"folder" is missing: the folder that answers.');
    return undefined;
  }
  return { origins: origins.map((origin) => origin.replace(/\/$/, "")), folder };
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return (
      /^https?:$/.test(url.protocol) &&
      url.pathname === "/" &&
      url.search === "" &&
      url.hash === "" &&
      url.username === ""
    );
  } catch {
    return false;
  }
}

function stepOf(
  fields: JsonFields,
  node: Node,
  sourceOf: (range: OffsetRange) => EventSource,
): ScenarioStepBody | undefined {
  const members = fields.object(node, "a step", [...stepKinds, ...eventOptions, ...advanceOptions]);
  if (members === undefined) return undefined;
  const kinds = stepKinds.filter((kind) => members.has(kind));
  const kind = kinds[0];
  const value = kind === undefined ? undefined : members.get(kind);
  if (kind === undefined || value === undefined || kinds.length > 1) {
    fields.error(node, `A step must have exactly one of ${stepKinds.join(", ")}.`);
    return undefined;
  }
  if (kind !== "event") {
    for (const option of eventOptions) {
      if (kind === "app" && option === "until") continue;
      const misplaced = members.get(option);
      if (misplaced !== undefined) fields.error(misplaced.parent ?? misplaced, `"${option}" belongs to an event step.`);
    }
  }
  if (kind !== "advance") {
    for (const option of advanceOptions) {
      const misplaced = members.get(option);
      if (misplaced !== undefined)
        fields.error(misplaced.parent ?? misplaced, `"${option}" belongs to an advance step.`);
    }
  }
  switch (kind) {
    case "event":
      return eventStep(fields, value, members);
    case "set":
      return { kind, conditions: readConditions(fields, value, '"set"') };
    case "advance": {
      const durationMs = parseDurationMs(fields.text(value, '"advance"') ?? "");
      const periodicChecks = fields.boolean(members.get("periodicChecks"), '"periodicChecks"');
      if (durationMs !== undefined) {
        return { kind, durationMs, periodicChecks: periodicChecks ?? !isBeforeEvent(node) };
      }
      if (value.type === "string") {
        fields.error(value, '"advance" must be a duration without years and months, such as PT6H, P1D or P2W.');
      }
      return undefined;
    }
    case "app": {
      const action = readAppAction(fields, value);
      const untilNode = members.get("until");
      const until = untilNode === undefined ? undefined : untilOf(fields, untilNode);
      return action === undefined ? undefined : { kind, action, until };
    }
    case "device": {
      const action = fields.oneOf(value, '"device"', ["restart"] as const);
      return action === undefined ? undefined : { kind, action };
    }
    case "fault": {
      const fault = readFault(fields, value);
      return fault === undefined ? undefined : { kind, fault };
    }
    case "publish": {
      const folder = fields.text(value, '"publish"');
      return folder === undefined ? undefined : { kind, folder };
    }
    case "purge":
      return purgeStep(fields, value);
    case "challenge": {
      const answer = readChallenge(fields, value);
      return answer === undefined ? undefined : { kind, answer };
    }
    case "expect":
      return { kind, expectations: readExpectations(fields, value, sourceOf) };
  }
}

function purgeStep(fields: JsonFields, value: Node): ScenarioStepBody | undefined {
  if (value.value === true) return { kind: "purge", identifiers: undefined };
  const identifiers = value.type === "array" ? fields.texts(value, '"purge"') : undefined;
  if (identifiers !== undefined && identifiers.length > 0) return { kind: "purge", identifiers };
  if (identifiers === undefined || items(value).length === 0) {
    fields.error(value, '"purge" must be true, for every downloaded file, or a list of identifiers.');
  }
  return undefined;
}

/** Whether the next thing that happens after this step is an event that the scenario itself names. */
function isBeforeEvent(step: Node): boolean {
  const steps = items(step.parent);
  for (const next of steps.slice(steps.indexOf(step) + 1)) {
    const event = member(next, "event");
    if (event !== undefined) return event.value !== "launch";
    if (member(next, "set") === undefined && member(next, "fault") === undefined) return false;
  }
  return false;
}

function eventStep(fields: JsonFields, value: Node, members: ReadonlyMap<string, Node>): ScenarioStepBody | undefined {
  const event = fields.oneOf(value, '"event"', eventNames);
  const force = fields.boolean(members.get("force"), '"force"') ?? false;
  const language = fields.text(members.get("language"), '"language"');
  const appVersion = fields.text(members.get("appVersion"), '"appVersion"');
  const until = untilOf(fields, members.get("until"));
  if (event === undefined) return undefined;
  if (event === "language-change" && language === undefined && !members.has("language")) {
    fields.error(value, 'language-change needs "language": the language tag that the person chooses.');
  }
  return { kind: "event", event, force, language, appVersion, until };
}

function untilOf(fields: JsonFields, node: Node | undefined): Until {
  if (node?.type !== "object") {
    return fields.oneOf(node, '"until"', ["rest", "launchable", "started"] as const) ?? "rest";
  }
  const members = fields.object(node, '"until"', ["receivedBytes"]);
  const receivedBytes = fields.size(members?.get("receivedBytes"), '"receivedBytes"');
  if (receivedBytes !== undefined) return { receivedBytes };
  if (members?.size === 0) fields.error(node, '"until" says nothing: write {"receivedBytes": 1000000}.');
  return "rest";
}

function fileName(path: string): string {
  return (path.split("/").at(-1) ?? path).replace(/\.ba-scenario\.jsonc?$/, "");
}
