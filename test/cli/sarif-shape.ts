import { Ajv } from "ajv";

/**
 * What SARIF 2.1.0 (OASIS, sections 3.13 to 3.58) says about the objects that we write: names, types, which are required,
 * values that are enumerated, numbers from 1. Nothing else may be there: a name that is not in the list is a slip.
 */
function object(properties: Record<string, unknown>, required: readonly string[] = Object.keys(properties)) {
  return { type: "object", additionalProperties: false, properties, required };
}
const list = (items: unknown) => ({ type: "array", items, uniqueItems: true });
const text = { type: "string", minLength: 1 };
const index = { type: "integer", minimum: 0 };
const fromOne = { type: "integer", minimum: 1 };
const level = { enum: ["none", "note", "warning", "error"] };
const message = object({ text });
const artifactLocation = object({ uri: { type: "string", format: "uri-reference" }, uriBaseId: text, index }, ["uri"]);
const region = object({ startLine: fromOne, startColumn: fromOne, endLine: fromOne, endColumn: fromOne });
const physicalLocation = object({ artifactLocation, region });
const replacement = object({ deletedRegion: region, insertedContent: object({ text: { type: "string" } }) });
const artifactChange = object({ artifactLocation, replacements: { ...list(replacement), minItems: 1 } });

const rule = object({
  id: text,
  shortDescription: message,
  fullDescription: message,
  helpUri: { type: "string", format: "uri" },
  help: object({ text, markdown: text }),
  defaultConfiguration: object({ level }),
  properties: { type: "object" },
});

const result = object(
  {
    ruleId: text,
    ruleIndex: index,
    level,
    message,
    locations: list(object({ physicalLocation })),
    relatedLocations: list(object({ id: index, message, physicalLocation })),
    fixes: list(object({ description: message, artifactChanges: { ...list(artifactChange), minItems: 1 } })),
  },
  ["ruleId", "ruleIndex", "level", "message", "locations"],
);

const run = object({
  tool: object({ driver: object({ name: text, semanticVersion: text, rules: list(rule) }) }),
  columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
  originalUriBaseIds: {
    type: "object",
    additionalProperties: object({ uri: { type: "string", pattern: "/$", format: "uri" } }),
  },
  artifacts: list(object({ location: artifactLocation })),
  results: { type: "array", items: result },
});

const schema = object({
  $schema: { type: "string", format: "uri" },
  version: { const: "2.1.0" },
  runs: { ...list(run), minItems: 1 },
});

const ajv = new Ajv({
  allErrors: true,
  formats: {
    uri: (uri) => /^[a-z][a-z0-9+.-]*:/i.test(uri) && isReference(uri),
    "uri-reference": isReference,
  },
});
const validate = ajv.compile<Log>(schema);

/** RFC 3986: no blanks, no characters that have to be encoded, whole escapes. */
function isReference(uri: string): boolean {
  return !/[^!#$&'()*+,\-./0-9:;=?@A-Z_a-z~%]|%(?![0-9a-f]{2})/i.test(uri) && URL.canParse(uri, "https://example.com/");
}

/** What is wrong with a SARIF log, a line each: its shape, and the indexes and places that have to agree. */
export function sarifMistakes(log: unknown): readonly string[] {
  if (!validate(log)) return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return log.runs.flatMap(({ tool, artifacts, originalUriBaseIds, results }) =>
    results.flatMap((one, at) => {
      const [location] = one.locations;
      const artifact = location?.physicalLocation.artifactLocation;
      const mistakes: string[] = [];
      if (tool.driver.rules[one.ruleIndex]?.id !== one.ruleId) mistakes.push(`ruleIndex of result ${at}`);
      if (artifacts[artifact?.index ?? -1]?.location.uri !== artifact?.uri)
        mistakes.push(`artifact index of result ${at}`);
      const base = artifact?.uriBaseId;
      if (base === undefined ? !/^[a-z]+:/.test(artifact?.uri ?? "") : originalUriBaseIds[base] === undefined) {
        mistakes.push(`uriBaseId of result ${at}`);
      }
      return mistakes;
    }),
  );
}

interface Artifact {
  readonly uri: string;
  readonly uriBaseId?: string;
  readonly index?: number;
}

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly originalUriBaseIds: Readonly<Record<string, unknown>>;
    readonly artifacts: readonly { readonly location: Artifact }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: Artifact } }[];
    }[];
  }[];
}
