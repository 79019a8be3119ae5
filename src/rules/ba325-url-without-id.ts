import { member, memberString, rangeOfNode } from "../model/json/tree";
import { downloadPacks } from "./download-manifest-packs";
import { limited } from "./manifest-assets";
import { parseUrl } from "./project-facts";
import type { FileRule, Finding } from "./rule";
import { reported } from "./sources";

export const urlWithoutId: FileRule = {
  code: "BA325",
  title: "The URL of a pack does not end with its identifier",
  severity: "info",
  scope: "file",
  evidence: [
    reported(
      "`ba-package download-manifest` joins the base URL with the pack's identifier, without an extension. Some developers replace the URLs afterwards.",
    ),
  ],
  explanation:
    "`ba-package download-manifest` makes each URL from `--download-base-url` and the pack's identifier, without `.aar`; the server has to deliver the archive at exactly that address. A URL in which the identifier does not occur at the end was changed by hand, or belongs to another pack.",
  examples: {
    wrong: '{ "id": "voices", "url": "https://assets.example.com/maps", … }',
    right: '{ "id": "voices", "url": "https://assets.example.com/voices", … }',
  },
  *check(file) {
    yield* limited(file.path, judge(file.path, downloadPacks(file)));
  },
};

function* judge(path: string, packs: ReturnType<typeof downloadPacks>): Iterable<Finding> {
  let ids: ReadonlySet<string | undefined> | undefined;
  for (const pack of packs) {
    const id = memberString(pack, "id");
    const url = memberString(pack, "url");
    if (!id || url === undefined || plainlyEndsWith(url, id)) continue;
    const parts = parseUrl(url)?.pathname.split("/");
    const node = member(pack, "url");
    if (node === undefined || parts === undefined) continue;
    const last = decoded(parts.at(-1) ?? "");
    if (last.includes(id)) continue;
    ids ??= new Set(packs.map((one) => memberString(one, "id")));
    const other = ids.has(last) ? last : undefined;
    yield {
      path,
      range: rangeOfNode(node),
      severity: other === undefined ? "info" : "warning",
      message:
        other === undefined
          ? `The URL of \`${id}\` ends with “${last.slice(0, 60)}”: ba-package writes base URL and identifier. If it was changed on purpose, the archive of ${id} has to be there.`
          : `The URL of \`${id}\` is that of \`${other}\`: the device would unpack the wrong archive.`,
    };
  }
}

/** Whether that shows without taking the URL apart, as it does for what ba-package wrote: parsing 100,000 URLs takes its time. */
function plainlyEndsWith(url: string, id: string): boolean {
  return (
    url.endsWith(id) &&
    url[url.length - id.length - 1] === "/" &&
    /^https:\/\/[^/?#\\]+\/[\w/.-]*$/.test(url) &&
    !id.startsWith(".")
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
