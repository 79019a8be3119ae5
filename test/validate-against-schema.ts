import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

export const schemaNames = readdirSync("schemas").filter((name) => name.endsWith(".schema.json"));

export function readSchema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`schemas/${name}`, "utf8"));
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false });
for (const name of schemaNames) ajv.addSchema(readSchema(name), name);

/** What a schema of `schemas/` finds wrong with a value, a line each; empty where it is valid. */
export function validateAgainstSchema(name: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(name);
  if (validate === undefined) throw new Error(`There is no schemas/${name}`);
  // What JSON.stringify leaves out is not there.
  if (validate(JSON.parse(JSON.stringify(value)))) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`,
  );
}
