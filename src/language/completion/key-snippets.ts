import { type CatalogueKey, downloaderExtensionPoint, keyCatalogue } from "../../model/key-catalogue";
import { escapeText, type LineStyle } from "../../model/plist/write-xml";
import type { AppProject } from "../../model/project/snapshot";
import { knownGroups, knownHosts, knownManifestUrls, knownSizes } from "./known-values";
import type { SnippetWriter } from "./snippet";

/** How the new elements look: whether a pair has a line for each of its parts, and what a step to the right is. */
export interface SnippetStyle extends LineStyle {
  /** Between a key and its value. */
  readonly pairSeparator: string;
  /** Everything in one line. */
  readonly isInline: boolean;
}

/**
 * Writes the value of a key with what is known of the project preset. `indent` is relative to the line in which the
 * snippet begins.
 */
export function writeValue(
  snippet: SnippetWriter,
  key: CatalogueKey,
  project: AppProject | undefined,
  style: SnippetStyle,
  indent = "",
): void {
  const name = key.path.at(-1) ?? "";
  switch (key.type) {
    case "boolean":
      snippet.plain("<").choice(booleanFirst(name, project)).plain("/>");
      return;
    case "integer":
      snippet
        .plain("<integer>")
        .stop(String(knownSizes(project, name)[0]?.value ?? 0))
        .plain("</integer>");
      return;
    case "string":
      snippet.plain("<string>");
      writeString(snippet, key, project);
      snippet.plain("</string>");
      return;
    case "array of strings": {
      const hosts = knownHosts(project).map((host) => host.value);
      writeContainer(
        snippet,
        "array",
        style,
        indent,
        (hosts.length === 0 ? [""] : hosts.slice(0, 20)).map((host) => () => {
          snippet.plain("<string>").stop(escapeText(host)).plain("</string>");
        }),
      );
      return;
    }
    case "dictionary":
      writeContainer(snippet, "dict", style, indent, (inner) => {
        const children = keyCatalogue.filter(
          (child) => child.path.length === 2 && child.path[0] === name && !isOptionalEverywhere(child),
        );
        return children.map((child) => () => writePair(snippet, child, project, style, inner));
      });
  }
}

/** A key and its value. */
export function writePair(
  snippet: SnippetWriter,
  key: CatalogueKey,
  project: AppProject | undefined,
  style: SnippetStyle,
  indent = "",
): void {
  const separator = /[\r\n]/.test(style.pairSeparator) ? style.lineBreak + indent : style.pairSeparator;
  snippet.plain(`<key>${escapeText(key.path.at(-1) ?? "")}</key>${separator}`);
  writeValue(snippet, key, project, style, indent);
}

function writeContainer(
  snippet: SnippetWriter,
  element: "dict" | "array",
  style: SnippetStyle,
  indent: string,
  children: readonly (() => void)[] | ((indent: string) => readonly (() => void)[]),
): void {
  const inner = style.isInline ? "" : indent + style.unit;
  const between = style.isInline ? "" : style.lineBreak + inner;
  snippet.plain(`<${element}>`);
  for (const write of typeof children === "function" ? children(inner) : children) {
    snippet.plain(between);
    write();
  }
  snippet.plain(`${style.isInline ? "" : style.lineBreak + indent}</${element}>`);
}

function writeString(snippet: SnippetWriter, key: CatalogueKey, project: AppProject | undefined): void {
  switch (key.content) {
    case "https URL":
      snippet.choice(textsOr(knownManifestUrls(project), "https://"));
      return;
    case "app group":
      snippet.choice(textsOr(knownGroups(project), "group."));
      return;
    case "extension point":
      snippet.plain(downloaderExtensionPoint);
      return;
    default:
      snippet.stop();
  }
}

function textsOr(values: readonly { readonly value: string }[], otherwise: string): readonly string[] {
  return values.length === 0 ? [otherwise] : values.map(({ value }) => escapeText(value));
}

/** BAUsesAppleHosting in a managed project that has a manifest of its own is NO; the other booleans are there to be YES. */
function booleanFirst(name: string, project: AppProject | undefined): readonly string[] {
  const isSelfHosted = name === "BAUsesAppleHosting" && project?.configuration.manifestUrl !== undefined;
  return isSelfHosted ? ["false", "true"] : ["true", "false"];
}

function isOptionalEverywhere(key: CatalogueKey): boolean {
  return Object.values(key.status).every((status) => status === "optional");
}
