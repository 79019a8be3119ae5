import type { Node } from "jsonc-parser";
import { type ContentPosition, type Fault, type FaultEffect, tlsProblems, undocumentedCodes } from "../faults";
import { parseDurationMs } from "./duration";
import type { JsonFields } from "./json-fields";

type ReadEffect = (fields: JsonFields, node: Node, name: string) => FaultEffect | undefined;

/** How each effect is written: `{"url": "**", "cut": "80%"}`. */
const effects: Readonly<Record<string, ReadEffect>> = {
  status: (fields, node, name) => {
    // 100 to 199 announce a response and are none.
    const status = wholeNumber(fields, node, name, 200, 599, "the status of a response, from 200 to 599");
    return status === undefined ? undefined : { kind: "status", status };
  },
  delay: (fields, node, name) => withDuration(fields, node, name, (delayMs) => ({ kind: "delay", delayMs })),
  stall: (fields, node, name) => withPosition(fields, node, name, (after) => ({ kind: "stall", after })),
  cut: (fields, node, name) => withPosition(fields, node, name, (at) => ({ kind: "cut", at })),
  wrongLength: (fields, node, name) =>
    withPosition(fields, node, name, (announced) => ({ kind: "wrong-length", announced }), Number.POSITIVE_INFINITY),
  truncated: (fields, node, name) => withPosition(fields, node, name, (at) => ({ kind: "truncated", at })),
  corrupted: (fields, node, name) => withPosition(fields, node, name, (at) => ({ kind: "corrupted", at })),
  redirect: (fields, node, name) => {
    const to = fields.text(node, `"${name}"`);
    if (to === undefined || /^https?:\/\/[^/]/i.test(to))
      return to === undefined ? undefined : { kind: "redirect", to };
    fields.error(node, `"${to}" is no absolute URL: write one such as https://other.example.com/file.`);
    return undefined;
  },
  html: (fields, node, name) => whenTrue(fields, node, name, { kind: "html" }),
  expiredSignature: (fields, node, name) =>
    withDuration(fields, node, name, (afterMs) => ({ kind: "expired-signature", afterMs })),
  tls: (fields, node, name) => {
    const problem = fields.oneOf(node, `"${name}"`, tlsProblems);
    return problem === undefined ? undefined : { kind: "tls", problem };
  },
  dns: (fields, node, name) => whenTrue(fields, node, name, { kind: "dns" }),
  connectRefused: (fields, node, name) => whenTrue(fields, node, name, { kind: "connect-refused" }),
  captivePortal: (fields, node, name) => {
    const answer = fields.oneOf(node, `"${name}"`, ["redirect", "html"] as const);
    return answer === undefined ? undefined : { kind: "captive-portal", answer };
  },
  fail: (fields, node, name) => {
    const codeNode = fields.object(node, `"${name}"`, ["code"])?.get("code");
    if (codeNode === undefined) {
      if (node.type === "object") fields.error(node, `"${name}" must name the code: {"code": 102}.`);
      return undefined;
    }
    const code = undocumentedCodes.find((known) => known === codeNode.value);
    if (code !== undefined) return { kind: "code", code };
    fields.error(
      codeNode,
      `"code" must be one of ${undocumentedCodes.join(", ")}: Apple does not document what leads to these. Every other code comes from what really leads to it.`,
    );
    return undefined;
  },
};

const effectNames = Object.keys(effects);

/** Reads the value of a `fault` step. `none`: nothing goes wrong any more. */
export function readFault(fields: JsonFields, node: Node): Fault | "none" | undefined {
  if (node.value === "none") return "none";
  if (node.type !== "object") {
    fields.error(node, `"fault" must be an object such as {"url": "**", "status": 503}, or "none".`);
    return undefined;
  }
  const members = fields.object(node, '"fault"', ["url", "times", "from", "retryAfter", ...effectNames]);
  if (members === undefined) return undefined;
  const url = fields.text(members.get("url"), '"url"');
  if (!members.has("url")) {
    fields.error(node, `"url" is missing: which requests the fault is for. "**" stands for all of them.`);
  }
  const times = positive(fields, members.get("times"), "times");
  const from = positive(fields, members.get("from"), "from");
  const named = effectNames.filter((name) => members.has(name));
  const [name = ""] = named;
  const value = members.get(name);
  if (value === undefined || named.length > 1) {
    fields.error(node, `A fault must have exactly one of ${effectNames.join(", ")}.`);
    return undefined;
  }
  const effect = effects[name]?.(fields, value, name);
  const complete = withRetryAfter(fields, effect, members.get("retryAfter"));
  if (url === undefined || complete === undefined) return undefined;
  return {
    url,
    ...(times === undefined ? {} : { times }),
    ...(from === undefined ? {} : { from }),
    effect: complete,
  };
}

function withRetryAfter(
  fields: JsonFields,
  effect: FaultEffect | undefined,
  node: Node | undefined,
): FaultEffect | undefined {
  if (node === undefined || effect === undefined) return effect;
  if (effect.kind !== "status") {
    fields.error(node.parent ?? node, `"retryAfter" belongs to "status".`);
    return undefined;
  }
  const retryAfterMs = durationOf(fields, node, "retryAfter");
  return retryAfterMs === undefined ? undefined : { ...effect, retryAfterSeconds: Math.round(retryAfterMs / 1000) };
}

function withDuration(
  fields: JsonFields,
  node: Node,
  name: string,
  effect: (durationMs: number) => FaultEffect,
): FaultEffect | undefined {
  const durationMs = durationOf(fields, node, name);
  return durationMs === undefined ? undefined : effect(durationMs);
}

function durationOf(fields: JsonFields, node: Node, name: string): number | undefined {
  const text = fields.text(node, `"${name}"`);
  const durationMs = text === undefined ? undefined : parseDurationMs(text);
  if (text !== undefined && durationMs === undefined) {
    fields.error(node, `"${name}" must be a duration such as 5s, 500ms or PT1M.`);
  }
  return durationMs;
}

function withPosition(
  fields: JsonFields,
  node: Node,
  name: string,
  effect: (position: ContentPosition) => FaultEffect,
  mostPercent = 100,
): FaultEffect | undefined {
  if (node.type === "number") {
    const bytes = fields.size(node, `"${name}"`);
    return bytes === undefined ? undefined : effect({ bytes });
  }
  const share = typeof node.value === "string" ? /^(\d+(?:\.\d+)?)%$/.exec(node.value) : null;
  const percent = Number(share?.[1]);
  if (share !== null && percent <= mostPercent) return effect({ percent });
  fields.error(node, `"${name}" must be a number of bytes, or a share of the content such as "80%".`);
  return undefined;
}

function whenTrue(fields: JsonFields, node: Node, name: string, effect: FaultEffect): FaultEffect | undefined {
  if (node.value === true) return effect;
  fields.error(node, `"${name}" must be true. To end faults, write {"fault": "none"}.`);
  return undefined;
}

function positive(fields: JsonFields, node: Node | undefined, name: string): number | undefined {
  if (node === undefined) return undefined;
  return wholeNumber(fields, node, name, 1, Number.MAX_SAFE_INTEGER, "a whole number from 1");
}

function wholeNumber(
  fields: JsonFields,
  node: Node,
  name: string,
  least: number,
  most: number,
  what: string,
): number | undefined {
  const { value } = node;
  if (node.type === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return Number(value);
  fields.error(node, `"${name}" must be ${what}.`);
  return undefined;
}
