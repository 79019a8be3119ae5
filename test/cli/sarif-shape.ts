import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

/** The schema of the standard is in draft 4, which differs from draft 7 in the name of `id` as far as it goes. */
const { id, $schema: _, ...schema } = JSON.parse(readFileSync("test/fixtures/sarif-2.1.0.schema.json", "utf8"));

const ajv = new Ajv({
  allErrors: true,
  // The schema is loose about strict mode and has an expression that is none in Unicode mode.
  strict: false,
  unicodeRegExp: false,
  formats: {
    uri: (uri) => /^[a-z][a-z0-9+.-]*:/i.test(uri) && isReference(uri),
    "uri-reference": isReference,
    "date-time": (text) => !Number.isNaN(Date.parse(text)),
  },
});
const validate = ajv.compile<Log>({ $id: id, ...schema });

/** RFC 3986: no blanks, no characters that have to be encoded, whole escapes. */
function isReference(uri: string): boolean {
  return !/[^!#$&'()*+,\-./0-9:;=?@A-Z_a-z~%]|%(?![0-9a-f]{2})/i.test(uri) && URL.canParse(uri, "https://example.com/");
}

/** What is wrong with a SARIF log, a line each: by the schema of OASIS, and the indexes and places that have to agree. */
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
