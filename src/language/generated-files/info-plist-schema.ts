import type { ProjectMode } from "../../model/app-configuration";
import { type CatalogueKey, downloaderExtensionPoint, keyCatalogue, requiredKeys } from "../../model/key-catalogue";

interface Schema {
  [keyword: string]: unknown;
}

const restrictions = "BAInitialDownloadRestrictions";

/**
 * The JSON schema (2020-12) of the value of an Info.plist as far as Background Assets reads it, with what each mode
 * requires and forbids. Other keys are let through.
 */
export function infoPlistSchema(): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "info-plist-background-assets.schema.json",
    title: "Background Assets keys of Info.plist",
    description: "The value of an app's or a downloader extension's Info.plist. Generated from the key catalogue.",
    type: "object",
    properties: propertiesOf([]),
    allOf: [
      {
        if: managed(true),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: {
          description: "Apple-hosted, managed.",
          required: topNames("apple-hosted"),
          properties: Object.fromEntries(forbidden("apple-hosted").map((name) => [name, false])),
        },
      },
      {
        if: managed(false),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: requirements("self-hosted-managed", "Self-hosted, managed."),
      },
      {
        if: { required: ["BAManifestURL"], not: managedAtAll },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: requirements("self-hosted-unmanaged", "Self-hosted, unmanaged."),
      },
    ],
  };
}

type DownloadingMode = Exclude<ProjectMode, "none">;

const managedAtAll: Schema = {
  required: ["BAHasManagedAssetPacks"],
  properties: { BAHasManagedAssetPacks: { const: true } },
};

function managed(isAppleHosted: boolean): Schema {
  const apple: Schema = { required: ["BAUsesAppleHosting"], properties: { BAUsesAppleHosting: { const: true } } };
  return { allOf: [managedAtAll, isAppleHosted ? apple : { not: apple }] };
}

function requirements(mode: DownloadingMode, description: string): Schema {
  const inside = requiredKeys(mode).flatMap((key) => (key.path.length === 2 ? [key.path[1]] : []));
  return {
    description,
    required: topNames(mode),
    properties: { [restrictions]: { type: "object", required: inside } },
  };
}

function topNames(mode: DownloadingMode): readonly string[] {
  return requiredKeys(mode).flatMap((key) => (key.path.length === 1 ? key.path : []));
}

function forbidden(mode: DownloadingMode): readonly string[] {
  return keyCatalogue.flatMap((key) => (key.path.length === 1 && key.status[mode] === "forbidden" ? key.path : []));
}

function propertiesOf(parent: readonly string[]): Schema {
  const children = keyCatalogue.filter(
    (key) => key.path.length === parent.length + 1 && parent.every((name, index) => key.path[index] === name),
  );
  return Object.fromEntries(children.map((key) => [key.path.at(-1) ?? "", schemaOf(key)]));
}

function schemaOf(key: CatalogueKey): Schema {
  return { description: descriptionOf(key), ...shapeOf(key) };
}

function shapeOf(key: CatalogueKey): Schema {
  switch (key.type) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
      // A device reads 64 bits.
      return { type: "integer", minimum: 0, exclusiveMaximum: 2 ** 63 };
    case "array of strings":
      return { type: "array", minItems: 1, items: { type: "string", pattern: "\\S" } };
    case "dictionary":
      return { type: "object", properties: propertiesOf(key.path) };
    case "string":
      return { type: "string", ...contentOf(key) };
  }
}

/** A build variable may stand for any string: Xcode fills it in. */
function contentOf({ content }: CatalogueKey): Schema {
  switch (content) {
    case "https URL":
      return { pattern: "^[Hh][Tt][Tt][Pp][Ss]://|\\$[({]" };
    case "extension point":
      return { anyOf: [{ const: downloaderExtensionPoint }, { pattern: "\\$[({]" }] };
    case "app group":
      return { pattern: "\\S" };
    default:
      return {};
  }
}

function descriptionOf(key: CatalogueKey): string {
  const unit = key.unit === undefined ? "" : ` In ${key.unit}${key.counts === undefined ? "" : `, ${key.counts}`}.`;
  const { iOS, macOS, tvOS, visionOS, note } = key.availability;
  const availability = ` iOS ${iOS}, macOS ${macOS}, tvOS ${tvOS}, visionOS ${visionOS}.`;
  return `${key.meaning}${unit}${availability}${note === undefined ? "" : ` ${note}`}`;
}
