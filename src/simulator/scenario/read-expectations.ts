import type { Node } from "jsonc-parser";
import { rangeOfNode } from "../../model/json/tree";
import type { OffsetRange } from "../../model/text";
import type { EventSource } from "../events";
import { parseDurationMs } from "./duration";
import type { JsonFields } from "./json-fields";
import { readPackExpectation } from "./read-pack-expectation";
import type { Expectation, ExpectationBody, ExpectationName, ExpectedError, ExpectedState } from "./scenario";

const names = [
  "launchable",
  "launchableWithin",
  "downloaded",
  "notDownloaded",
  "refused",
  "failed",
  "installed",
  "notRun",
  "bytes",
  "requests",
  "callFailed",
  "current",
  "acquired",
  "packStatus",
  "foundIn",
  "updates",
  "lost",
  "nothingElse",
] as const satisfies readonly ExpectationName[];

/** The members of `expect`, in the order in which they are written. */
export function readExpectations(
  fields: JsonFields,
  node: Node,
  sourceOf: (range: OffsetRange) => EventSource,
): readonly Expectation[] {
  const members = fields.object(node, '"expect"', names);
  if (members === undefined) return [];
  if (members.size === 0) fields.error(node, '"expect" expects nothing: name at least one thing.');
  const expectations: Expectation[] = [];
  for (const [name, value] of members) {
    const body = isExpectationName(name) ? readExpectation(fields, name, value, members) : undefined;
    if (body !== undefined) expectations.push({ source: sourceOf(rangeOfNode(value.parent ?? value)), ...body });
  }
  return expectations;
}

function isExpectationName(name: string): name is ExpectationName {
  return (names as readonly string[]).includes(name);
}

function readExpectation(
  fields: JsonFields,
  name: ExpectationName,
  node: Node,
  members: ReadonlyMap<string, Node>,
): ExpectationBody | undefined {
  const what = `"${name}"`;
  switch (name) {
    case "launchable": {
      const launchable = fields.boolean(node, what);
      return launchable === undefined ? undefined : { kind: name, launchable };
    }
    case "launchableWithin": {
      const durationMs = parseDurationMs(fields.text(node, what) ?? "");
      if (durationMs !== undefined) return { kind: name, durationMs };
      if (node.type === "string") fields.error(node, `${what} must be a duration such as 5s or PT5S.`);
      return undefined;
    }
    case "downloaded":
    case "notDownloaded":
    case "lost":
    case "installed": {
      const identifiers = fields.texts(node, what);
      return identifiers === undefined ? undefined : { kind: name, identifiers };
    }
    case "refused":
    case "callFailed":
    case "failed": {
      const errors = readErrors(fields, node, what);
      return errors === undefined ? undefined : { kind: name, errors };
    }
    case "notRun": {
      const reason = fields.text(node, what);
      return reason === undefined ? undefined : { kind: name, reason };
    }
    case "bytes": {
      const lanes = fields.object(node, what, ["essential", "non-essential"]);
      if (lanes === undefined) return undefined;
      const essential = fields.size(lanes.get("essential"), '"essential"');
      const nonEssential = fields.size(lanes.get("non-essential"), '"non-essential"');
      return {
        kind: name,
        bytes: {
          ...(essential === undefined ? {} : { essential }),
          ...(nonEssential === undefined ? {} : { "non-essential": nonEssential }),
        },
      };
    }
    case "requests": {
      const requests = readRequests(fields, node);
      return requests === undefined ? undefined : { kind: name, requests };
    }
    case "current": {
      const states = readStates(fields, node, what);
      return states === undefined ? undefined : { kind: name, states };
    }
    case "acquired": {
      const acquired = fields.boolean(node, what);
      return acquired === undefined ? undefined : { kind: name, acquired };
    }
    case "packStatus":
    case "foundIn":
    case "updates":
      return readPackExpectation(fields, name, node);
    case "nothingElse": {
      if (fields.boolean(node, what) === true) {
        return {
          kind: name,
          named: {
            downloaded: namesIn(members.get("downloaded")),
            refused: namesIn(members.get("refused")),
            failed: namesIn(members.get("failed")),
            callFailed: namesIn(members.get("callFailed")),
            lost: namesIn(members.get("lost")),
          },
        };
      }
      if (node.type === "boolean") fields.error(node, `${what} can only be true: leave it out otherwise.`);
      return undefined;
    }
  }
}

function readErrors(fields: JsonFields, node: Node, what: string): ReadonlyMap<string, ExpectedError> | undefined {
  const members = fields.members(node, what);
  if (members === undefined) return undefined;
  const errors = new Map<string, ExpectedError>();
  for (const [identifier, value] of members) {
    const expected: unknown = value.value;
    if (typeof expected === "number" || typeof expected === "string" || expected === true) {
      errors.set(identifier, expected);
    } else {
      fields.error(value, `\`${identifier}\` needs an error code such as 202, an error's name, or true for any error.`);
    }
  }
  return errors;
}

function readStates(fields: JsonFields, node: Node, what: string): ReadonlyMap<string, ExpectedState> | undefined {
  const members = fields.members(node, what);
  if (members === undefined) return undefined;
  const states = new Map<string, ExpectedState>();
  for (const [identifier, value] of members) {
    const state = fields.oneOf(value, `\`${identifier}\``, ["waiting", "downloading"] as const);
    if (state !== undefined) states.set(identifier, state);
  }
  return states;
}

function readRequests(fields: JsonFields, node: Node): ReadonlyMap<string, number | readonly string[]> | undefined {
  const members = fields.members(node, '"requests"');
  if (members === undefined) return undefined;
  if (members.size === 0) {
    fields.error(node, '"requests" names no URL: write a pattern such as "https://cdn.example.com/*" and a number.');
  }
  const requests = new Map<string, number | readonly string[]>();
  for (const [pattern, value] of members) {
    if (value.type === "array") {
      const urls = fields.texts(value, `\`${pattern}\``);
      if (urls !== undefined) requests.set(pattern, urls);
    } else if (typeof value.value === "number" && Number.isSafeInteger(value.value) && value.value >= 0) {
      requests.set(pattern, value.value);
    } else {
      fields.error(value, `\`${pattern}\` needs the number of requests, or a list of URLs (or their last parts).`);
    }
  }
  return requests;
}

/** The texts of a list or the member names of an object, without complaints: those come where the member itself is read. */
function namesIn(node: Node | undefined): ReadonlySet<string> {
  const texts = (node?.children ?? []).map((child) =>
    child.type === "property" ? (child.children?.[0]?.value as unknown) : (child.value as unknown),
  );
  return new Set(texts.filter((text) => typeof text === "string"));
}
