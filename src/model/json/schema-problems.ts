import type { Node } from "jsonc-parser";
import type { JsonProblem } from "../project/snapshot";
import type { SchemaError, SchemaValidator } from "../schema-validators.generated";
import { items, nodeAt, property, rangeOfNode, toValue } from "./tree";

/**
 * What a schema finds wrong in a JSON text, each with its place and a sentence that names the member, the value found and
 * what may stand there. One problem for one place; consequences of a problem inside it are left out.
 */
export function schemaProblems(validate: SchemaValidator, root: Node): readonly JsonProblem[] {
  if (validate(toValue(root))) return [];
  const problems: JsonProblem[] = [];
  const places = new Set<string>();
  for (const error of validate.errors ?? []) {
    // These only repeat that a branch failed, whose own errors are in the list.
    if (["if", "anyOf", "oneOf", "allOf", "not", "propertyNames"].includes(error.keyword)) continue;
    const path = pathOf(error, root);
    const place = `${path.join("/")}#${String(error.params.additionalProperty ?? error.params.missingProperty ?? "")}`;
    if (places.has(place)) continue;
    places.add(place);
    problems.push(problemOf(error, path, root));
  }
  return problems.sort((a, b) => a.range.start - b.range.start);
}

function problemOf(error: SchemaError, path: readonly (string | number)[], root: Node): JsonProblem {
  const node = nodeAt(root, path) ?? root;
  const name = nameOf(path);
  const at = (message: string, range = rangeOfNode(node)): JsonProblem => ({ message, range });
  switch (error.keyword) {
    case "additionalProperties": {
      const unknown = String(error.params.additionalProperty);
      const key = property(node, unknown)?.children?.[0];
      return at(
        `"${unknown}" is not known ${inside(name)}. Check its spelling, or remove it.`,
        rangeOfNode(key ?? node),
      );
    }
    case "required": {
      const missing = String(error.params.missingProperty);
      return at(`"${missing}" is missing ${inside(name)}.`, openingOf(node));
    }
    case "type":
      return at(`${name} must be ${typeNames(error.params.type)}, and is ${describe(node)}.`);
    case "enum":
      return at(`${name} is ${describe(node)}, and must be one of ${list(error.params.allowedValues)}.`);
    case "const":
      return at(`${name} is ${describe(node)}, and must be ${JSON.stringify(error.params.allowedValue)}.`);
    case "pattern":
      // The value may be a token: it is not repeated.
      if (String(error.params.pattern).startsWith("^(\\$\\{env:")) {
        return at(
          `${name} holds a value itself, where everybody who has the file can read it: it is not sent. Write \${env:NAME} for a variable of the environment, or "" and keep the value with the command Set Header Secret of VS Code.`,
        );
      }
      return at(`${name} is ${describe(node)}: ${patternMeaning(String(error.params.pattern))}.`);
    case "minimum":
      return at(`${name} is ${describe(node)}, and must be ${String(error.params.limit)} or more.`);
    case "minProperties":
      return at(`${name} is empty: at least one member is needed.`);
    case "maxProperties":
      return at(`${name} has several members, and must have exactly one: write one object for each.`, openingOf(node));
    case "minItems":
      return at(`${name} is empty: at least one item is needed.`);
    default:
      return at(`${name} ${error.message ?? "is not valid"}.`);
  }
}

/** The JSON pointer as steps: only the tree tells an index from a name. */
function pathOf(error: SchemaError, root: Node): readonly (string | number)[] {
  const path: (string | number)[] = [];
  let node: Node | undefined = root;
  for (const part of error.instancePath.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const step: string | number = node?.type === "array" ? Number(name) : name;
    path.push(step);
    node = typeof step === "number" ? items(node)[step] : property(node, step)?.children?.[1];
  }
  return path;
}

function nameOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return "This file";
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return `"${text.replace(/^\./, "")}"`;
}

function inside(name: string): string {
  return name === "This file" ? "here" : `in ${name}`;
}

/** The bracket alone: a whole object underlined says nothing. */
function openingOf(node: Node): { readonly start: number; readonly end: number } {
  return { start: node.offset, end: node.offset + Math.min(1, node.length) };
}

function describe(node: Node): string {
  if (node.type === "object") return "an object";
  if (node.type === "array") return "a list";
  const text = JSON.stringify(node.value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

function typeNames(type: unknown): string {
  const types = Array.isArray(type) ? type : [type];
  return types.map((one) => typeWords[String(one)] ?? String(one)).join(" or ");
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(", ") : "";
}

/** What the patterns of our schemas mean, for people. */
function patternMeaning(pattern: string): string {
  if (pattern === "\\S") return "it must not be empty";
  if (pattern === "^[$@]") return "it must be a JSONPath, which begins with $ (for example $.url)";
  if (pattern.startsWith("^https?:")) return 'it must be an origin such as "https://cdn.example.com", without a path';
  if (pattern.startsWith("^P(")) return 'it must be an ISO 8601 duration such as "PT6H" or "P7D"';
  if (pattern.startsWith("^(wifi|"))
    return 'it must be wifi, lte, slow-3g, 3g, edge, very-bad, offline or a rate such as "2mbps,80ms"';
  if (pattern.startsWith("^[0-9]+x")) return 'it must be a size in pixels such as "1920x1080"';
  if (pattern.startsWith("^[0-9]+(")) return 'it must be a version such as "26.4"';
  return `it does not match ${pattern}`;
}
