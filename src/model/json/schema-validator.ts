import type { SchemaError, SchemaValidator } from "../schema-validators.generated";

/** The keywords of JSON Schema that our own schemas use where a compiled validator would be too large. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: false;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
}

type Report = (path: string, keyword: string, params: Readonly<Record<string, unknown>>, message?: string) => void;

/** A validator that reads the schema while it works; its errors are those that ajv gives for these keywords. */
export function schemaValidator(root: JsonSchema): SchemaValidator {
  const validate: SchemaValidator = (value: unknown) => {
    const errors: SchemaError[] = [];
    check(root, value, "", root, (instancePath, keyword, params, message) =>
      errors.push({ instancePath, keyword, params, ...(message === undefined ? {} : { message }) }),
    );
    validate.errors = errors;
    return errors.length === 0;
  };
  return validate;
}

function check(schema: JsonSchema, value: unknown, path: string, root: JsonSchema, report: Report): void {
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.slice("#/$defs/".length)];
    if (target === undefined) throw new Error(`The schema has no ${schema.$ref}`);
    check(target, value, path, root, report);
  }
  if (schema.if !== undefined) {
    const branch = holds(schema.if, value, root) ? schema.then : schema.else;
    if (branch !== undefined) check(branch, value, path, root, report);
  }
  if (schema.const !== undefined && value !== schema.const) report(path, "const", { allowedValue: schema.const });
  if (schema.enum !== undefined && !schema.enum.includes(value)) report(path, "enum", { allowedValues: schema.enum });
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(value, type))) {
    report(path, "type", { type: schema.type });
  } else if (typeof value === "string") checkText(schema, value, path, report);
  else if (typeof value === "number") checkNumber(schema, value, path, report);
  else if (Array.isArray(value)) {
    if (schema.minItems !== undefined && value.length < schema.minItems) report(path, "minItems", {});
    const { items } = schema;
    if (items !== undefined) {
      for (const [index, item] of value.entries()) check(items, item, `${path}/${index}`, root, report);
    }
  } else if (value !== null && typeof value === "object") checkObject(schema, value, path, root, report);
}

function checkObject(schema: JsonSchema, value: object, path: string, root: JsonSchema, report: Report): void {
  const members = Object.entries(value);
  if (schema.minProperties !== undefined && members.length < schema.minProperties) report(path, "minProperties", {});
  if (schema.maxProperties !== undefined && members.length > schema.maxProperties) report(path, "maxProperties", {});
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) report(path, "required", { missingProperty: name });
  }
  const known = schema.properties ?? {};
  for (const [name, item] of members) {
    const inner = Object.hasOwn(known, name) ? known[name] : undefined;
    if (inner !== undefined) {
      check(inner, item, `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, root, report);
    } else if (schema.additionalProperties === false) {
      report(path, "additionalProperties", { additionalProperty: name });
    }
  }
}

function checkText(schema: JsonSchema, value: string, path: string, report: Report): void {
  const { pattern } = schema;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) report(path, "pattern", { pattern });
}

function checkNumber(schema: JsonSchema, value: number, path: string, report: Report): void {
  const { minimum, maximum, exclusiveMinimum } = schema;
  if (minimum !== undefined && value < minimum) report(path, "minimum", { limit: minimum });
  if (maximum !== undefined && value > maximum) {
    report(path, "maximum", { limit: maximum }, `must be ${maximum} or less`);
  }
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
    report(path, "exclusiveMinimum", { limit: exclusiveMinimum }, `must be more than ${exclusiveMinimum}`);
  }
}

function holds(schema: JsonSchema, value: unknown, root: JsonSchema): boolean {
  let valid = true;
  check(schema, value, "", root, () => {
    valid = false;
  });
  return valid;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return value !== null && typeof value === "object" && !Array.isArray(value);
    case "null":
      return value === null;
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
