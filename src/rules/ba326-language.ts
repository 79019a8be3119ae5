import { member, rangeOfNode } from "../model/json/tree";
import { correctedPackLanguage, isPackLanguage } from "../model/packs/language-tag";
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
    if (tag !== undefined && isPackLanguage(tag)) return;
    const better = tag === undefined ? undefined : correctedPackLanguage(tag);
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
