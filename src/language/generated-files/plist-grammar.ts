import { keyCatalogue } from "../../model/key-catalogue";
import { entitlementCatalogue } from "../completion/entitlement-catalogue";

/**
 * The TextMate grammar that colours Background Assets keys and their values in XML property lists. It is injected into
 * VS Code's XML grammar, which goes on to colour tags and comments. Its regular expressions are legal in Oniguruma and in
 * JavaScript alike.
 */
export function plistGrammar(): object {
  const names = [...new Set([...keyCatalogue.map((key) => key.path.at(-1) ?? ""), ...entitlementNames()])];
  const keys = names.map((name) => name.replaceAll(".", "\\.")).join("|");
  return {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "Background Assets keys in property lists",
    scopeName: "source.background-assets.plist.injection",
    injectionSelector: "L:text.xml -comment -string.unquoted.cdata",
    patterns: [{ include: "#entry" }],
    repository: {
      entry: {
        comment: "From the name of a key up to the next key or the end of its dictionary: there is its value.",
        begin: `(?<=<key>)(${keys})(?=</key>)`,
        beginCaptures: { "1": { name: "support.type.property-name.background-assets" } },
        end: "(?=<key>|</dict>|</plist>)",
        contentName: "meta.value.background-assets",
        patterns: [{ include: "#value" }, { include: "text.xml" }],
      },
      value: {
        patterns: [
          { match: "(?<=<string>)[^<]+", name: "string.unquoted.background-assets" },
          {
            match: "(?<=<integer>)\\s*[-+]?\\d+(?=\\s*</integer>)",
            name: "constant.numeric.integer.background-assets",
          },
          {
            match: "(<)(true|false)(\\s*/>)",
            captures: {
              "1": { name: "punctuation.definition.tag.xml" },
              "2": { name: "constant.language.boolean.background-assets" },
              "3": { name: "punctuation.definition.tag.xml" },
            },
          },
        ],
      },
    },
  };
}

function entitlementNames(): readonly string[] {
  return entitlementCatalogue.map(({ key }) => key);
}
