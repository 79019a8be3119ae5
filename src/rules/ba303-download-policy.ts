import type { Node } from "jsonc-parser";
import { closest } from "../model/closest-name";
import { items, member, properties, property, propertyName, rangeOfNode } from "../model/json/tree";
import type { OffsetRange } from "../model/text";
import { isOtherKind, misspelledMember, packagingManifest } from "./packaging-manifest";
import type { FileRule, Finding } from "./rule";
import { assetPackArticle, reported } from "./sources";

const policies = ["essential", "prefetch", "onDemand"];
const eventTypes = ["firstInstallation", "subsequentUpdate"];

export const downloadPolicy: FileRule = {
  code: "BA303",
  title: "The download policy of an asset pack is not one that ba-package accepts",
  severity: "error",
  scope: "file",
  evidence: [
    assetPackArticle(
      "downloadPolicy has exactly one of essential, prefetch and onDemand; the first two have installationEventTypes, the last is an empty object.",
    ),
    reported("ba-package fails without installationEventTypes, and on null or an array for onDemand."),
  ],
  explanation:
    "`downloadPolicy` holds exactly one member: `essential` or `prefetch`, each with `installationEventTypes` (`firstInstallation`, `subsequentUpdate` or both), or `onDemand` with an empty object. `ba-package` refuses everything else.",
  examples: {
    wrong: '"downloadPolicy": { "essential": {} }',
    right: '"downloadPolicy": { "essential": { "installationEventTypes": ["firstInstallation"] } }',
  },
  *check(file) {
    const manifest = packagingManifest(file);
    if (manifest === undefined) return;
    const at = (range: OffsetRange, message: string, replacement?: string): Finding => ({
      path: file.path,
      range,
      message,
      fixes:
        replacement === undefined
          ? []
          : [
              {
                title: `Write ${replacement.replace(/\s+/g, " ")}`,
                preferred: true,
                edits: () => [{ path: file.path, edits: [{ range, newText: replacement }] }],
              },
            ],
    });
    const policy = property(manifest.root, "downloadPolicy");
    if (policy === undefined) {
      if (isOtherKind(manifest.root) || misspelledMember(manifest.root, "downloadPolicy") !== undefined) return;
      const anchor = property(manifest.root, "assetPackID")?.children?.[0];
      yield at(
        anchor === undefined ? { start: manifest.root.offset, end: manifest.root.offset + 1 } : rangeOfNode(anchor),
        "The packaging manifest has no downloadPolicy: ba-package refuses it. Add essential, prefetch or onDemand.",
      );
      return;
    }
    const value = policy.children?.[1];
    const name = policy.children?.[0] ?? policy;
    if (value === undefined) return;
    if (value.type !== "object") {
      const meant = value.type === "string" ? closest(String(value.value), policies) : undefined;
      yield at(
        rangeOfNode(value),
        `downloadPolicy is ${describe(value)}, not an object with one of ${policies.join(", ")}: ba-package refuses it.`,
        meant === undefined ? undefined : `{ "${meant}": ${meant === "onDemand" ? "{}" : defaultEvents} }`,
      );
      return;
    }
    const members = properties(value);
    if (members.length !== 1) {
      yield at(
        rangeOfNode(name),
        members.length === 0
          ? "downloadPolicy is empty: ba-package refuses it. Write one of essential, prefetch and onDemand."
          : `downloadPolicy has ${members.length} members (${members.map(propertyName).join(", ")}): ba-package wants exactly one of essential, prefetch and onDemand.`,
      );
    }
    for (const entry of members) yield* judgePolicy(entry, at);
  },
};

const defaultEvents = '{ "installationEventTypes": ["firstInstallation", "subsequentUpdate"] }';

function* judgePolicy(
  entry: Node,
  at: (range: OffsetRange, message: string, replacement?: string) => Finding,
): Iterable<Finding> {
  const [key, body] = entry.children ?? [];
  const policy = propertyName(entry);
  if (key === undefined || body === undefined) return;
  if (!policies.includes(policy)) {
    const meant = closest(policy, policies);
    yield at(
      rangeOfNode(key),
      `There is no download policy “${policy}”: ba-package refuses it.${meant === undefined ? ` It is one of ${policies.join(", ")}.` : ` Did you mean ${meant}?`}`,
      meant === undefined ? undefined : JSON.stringify(meant),
    );
    return;
  }
  if (policy === "onDemand") {
    if (body.type !== "object" || properties(body).length > 0) {
      yield at(rangeOfNode(body), `onDemand is ${describe(body)}; ba-package wants an empty object.`, "{}");
    }
    return;
  }
  if (body.type !== "object") {
    yield at(
      rangeOfNode(body),
      `${policy} is ${describe(body)}, not an object with installationEventTypes: ba-package refuses it.`,
      defaultEvents,
    );
    return;
  }
  const types = member(body, "installationEventTypes");
  if (types === undefined) {
    yield at(
      properties(body).length === 0 ? rangeOfNode(body) : rangeOfNode(key),
      `${policy} has no installationEventTypes: ba-package refuses it. Add firstInstallation, subsequentUpdate or both.`,
      properties(body).length === 0 ? defaultEvents : undefined,
    );
    return;
  }
  if (types.type !== "array" || items(types).length === 0) {
    yield at(
      rangeOfNode(types),
      `installationEventTypes is ${types.type === "array" ? "empty" : describe(types)}: the pack would be downloaded at no event. Write firstInstallation, subsequentUpdate or both.`,
      '["firstInstallation", "subsequentUpdate"]',
    );
    return;
  }
  for (const item of items(types)) {
    const text = item.type === "string" ? (item.value as string) : undefined;
    if (text !== undefined && eventTypes.includes(text)) continue;
    const meant = text === undefined ? undefined : closest(text, eventTypes);
    yield at(
      rangeOfNode(item),
      `${text === undefined ? describe(item) : `“${text}”`} is not an installation event type: ba-package refuses it. It is firstInstallation or subsequentUpdate.`,
      meant === undefined ? undefined : JSON.stringify(meant),
    );
  }
}

function describe(node: Node): string {
  switch (node.type) {
    case "object":
      return "an object with members";
    case "array":
      return "an array";
    case "string":
      return `“${String(node.value).slice(0, 40)}”`;
    default:
      return String(node.value);
  }
}
