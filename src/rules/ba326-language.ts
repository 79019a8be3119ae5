import { member, rangeOfNode } from "../model/json/tree";
import { packOf } from "./packs";
import type { FileRule } from "./rule";
import { localizedPacksArticle, reported } from "./sources";

export const packLanguage: FileRule = {
  code: "BA326",
  title: "The language of an asset pack is no tag that is accepted",
  severity: "error",
  scope: "file",
  evidence: [
    localizedPacksArticle(
      "A language code of ISO 639 with an optional script and region of BCP 47; no variants, no extensions. From OS 27 on.",
    ),
    reported("Devices before OS 27 do not receive localized packs."),
  ],
  explanation:
    "`language` marks a pack as localized (Xcode 27, OS 27). It is a language with an optional script and region: `ja`, `es-US`, `zh-Hant`, `zh-Hans-VN`. Variants (`de-1996`), extensions (`en-u-ca-buddhist`), underscores and names of languages are not accepted.",
  examples: { wrong: '"language": "pt_BR"', right: '"language": "pt-BR"' },
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    const node = member(pack?.file.root, "language");
    if (node === undefined) return;
    const range = rangeOfNode(node);
    const tag = node.type === "string" ? (node.value as string) : undefined;
    if (tag !== undefined && isAccepted(tag)) return;
    const better = tag === undefined ? undefined : corrected(tag);
    yield {
      path: file.path,
      range,
      message: `language is ${tag === undefined ? "no string" : `“${tag.slice(0, 60)}”`}: it has to be a language with an optional script and region, such as ja, es-US or zh-Hant, without variants and extensions.${better === undefined ? "" : ` Did you mean ${better}?`}`,
      fixes:
        better === undefined
          ? []
          : [
              {
                title: `Write ${better}`,
                preferred: false,
                edits: () => [{ path: file.path, edits: [{ range, newText: JSON.stringify(better) }] }],
              },
            ],
    };
  },
};

/** Capitals do not matter in tags of BCP 47. */
function isAccepted(tag: string): boolean {
  return /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(tag);
}

/** Underscores made hyphens, and what is too much left out. */
function corrected(tag: string): string | undefined {
  const parts = tag.replace(/\..*$/, "").split(/[-_]/);
  const kept = [parts[0] ?? ""];
  for (const part of parts.slice(1)) {
    if (part.length === 1) break;
    if (isAccepted([...kept, part].join("-"))) kept.push(part);
  }
  const better = kept.join("-");
  return isAccepted(better) && better !== tag ? better : undefined;
}
