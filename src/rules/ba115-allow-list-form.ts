import { dictEntry } from "../model/plist/query";
import { replaceValue } from "./plist-fixes";
import { isBuildVariable, restrictionsOf } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported, unmanagedArticle } from "./sources";

export const allowListForm: ProjectRule = {
  code: "BA115",
  title: "An entry of BADownloadDomainAllowList is not a host name",
  severity: "error",
  scope: "project",
  evidence: [
    unmanagedArticle("Entries are host names in DNS format, which may start with an asterisk: `*.example.com`."),
    reported("Entries that cannot be parsed are dropped silently; people paste URLs, ports and paths."),
  ],
  explanation:
    "An entry is a host name (`assets.example.com`) or a wildcard for sub-domains (`*.example.com`). A URL, a port, a path, a lone `*` or an asterisk anywhere but at the start covers nothing: every download from that host is refused before the first launch. What Apple does with a bare `*` or an address is not documented.",
  examples: {
    wrong: "<array>\n\t<string>https://assets.example.com/packs</string>\n</array>",
    right: "<array>\n\t<string>assets.example.com</string>\n</array>",
  },
  *check(project) {
    const restrictions = restrictionsOf(project);
    if (restrictions === undefined) return;
    const list = dictEntry(restrictions.dict, "BADownloadDomainAllowList")?.value;
    if (list?.kind !== "array") return;
    const { file } = restrictions;
    for (const item of list.items) {
      if (item.kind !== "string" || item.value.trim() === "" || isPlainHost(item.value)) continue;
      if (isBuildVariable(item.value)) continue;
      const judgement = judge(item.value);
      if (judgement === undefined) continue;
      const { problem, severity, better } = judgement;
      yield {
        path: file.path,
        range: item.range,
        severity,
        message: `“${item.value.slice(0, 80)}” in BADownloadDomainAllowList ${problem} Write ${better ?? "a host name such as assets.example.com, or *.example.com for its sub-domains"}.`,
        fixes:
          better === undefined
            ? []
            : [
                {
                  title: `Write ${better}`,
                  preferred: true,
                  edits: () => [replaceValue(file, item, better)],
                },
              ],
      };
    }
  },
};

interface Judgement {
  readonly problem: string;
  readonly severity: "error" | "warning";
  readonly better: string | undefined;
}

const hostName = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]\.?$/i;
const dropped = "the device covers nothing with it, and refuses downloads from that host before the first launch.";

function isPlainHost(entry: string): boolean {
  return hostName.test(entry);
}

function judge(entry: string): Judgement | undefined {
  const better = cleaned(entry);
  const error = (what: string): Judgement => ({ problem: `${what}: ${dropped}`, severity: "error", better });
  if (entry.trim() === "*") {
    return {
      problem:
        "is a bare asterisk, which is not a host name; Apple documents the asterisk only before a domain, so it may cover nothing.",
      severity: "warning",
      better: undefined,
    };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(entry)) return error("is a URL, not a host name");
  if (/^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?$|^\[?[0-9a-f]*:[0-9a-f:]+\]?$/i.test(entry.trim())) {
    return {
      problem: "is an address, not a host name; Apple documents DNS names only, so it may cover nothing.",
      severity: "warning",
      better: undefined,
    };
  }
  if (entry.includes("/")) return error("has a path");
  if (/:\d*$/.test(entry)) return error("has a port");
  if (entry !== entry.trim()) return error("has space around it");
  if (entry.startsWith("*") && !entry.startsWith("*.") && !entry.includes("*", 1))
    return error("has no dot after the asterisk");
  if (entry.includes("*") && (entry.lastIndexOf("*") > 0 || !entry.startsWith("*."))) {
    return error("has an asterisk that is not at its start");
  }
  if (entry.startsWith(".")) return error("starts with a dot");
  if (/^[\p{L}\p{N}.*-]+$/u.test(entry) && /[^\u0000-\u007f]/.test(entry)) {
    return error("has letters beyond ASCII; DNS writes such names as xn--…");
  }
  // One label (`localhost`, `intranet`) is legal DNS; nobody serves an App Store app from it, but it is not malformed.
  if (/^[a-z0-9-]+$/i.test(entry)) return undefined;
  return error("is not a host name in DNS format");
}

/** The host name that was probably meant; undefined where no plain one comes out. */
function cleaned(entry: string): string | undefined {
  let text = entry.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  text = text
    .replace(/^[^/?#]*@/, "")
    .replace(/[/?#].*$/s, "")
    .replace(/:\d*$/, "");
  if (text.startsWith(".")) text = `*${text}`;
  if (/^\*[^.*]/.test(text)) text = `*.${text.slice(1)}`;
  if (/[^\u0000-\u007f]/.test(text) && !text.includes("*")) {
    try {
      text = new URL(`https://${text}`).hostname;
    } catch {
      return undefined;
    }
  }
  return text !== entry && isPlainHost(text) ? text : undefined;
}
