import type { Evidence, EvidenceLabel, Rule, Severity } from "./rule";

/** The documentation of the rules, written from the rules themselves. Paths relative to docs/rules, contents Markdown. */
export function rulePages(rules: readonly Rule[]): ReadonlyMap<string, string> {
  const pages = new Map<string, string>([["README.md", indexPage(rules)]]);
  for (const rule of rules) pages.set(`${rule.code}.md`, rulePage(rule));
  return pages;
}

const groups: readonly { readonly prefix: string; readonly title: string }[] = [
  { prefix: "BA0", title: "Files" },
  { prefix: "BA1", title: "The app's Info.plist" },
  { prefix: "BA2", title: "Extension, bundle and entitlements" },
  { prefix: "BA3", title: "Manifests and asset packs" },
  { prefix: "BA4", title: "What only a request shows" },
  { prefix: "BA5", title: "Offline media" },
];

const severityMeanings: Readonly<Record<Severity, string>> = {
  error: "the app is ended, the upload is refused, or something is never downloaded",
  warning: "works today and bites later",
  info: "worth knowing",
};

const labelMeanings: Readonly<Record<EvidenceLabel, string>> = {
  documented: "Apple's documentation",
  header: "a header of Apple's SDK",
  WWDC: "a session of Apple's",
  reported: "reported by developers; Apple does not document it",
};

function indexPage(rules: readonly Rule[]): string {
  const lines = [
    "# Rules",
    "",
    generated,
    "",
    "Each rule has a code that never changes its meaning. Its level is set in `background-assets.jsonc`, at the top of the file: it holds for all projects of that file, and a project that wants other levels has a file of its own in its folder, which counts there:",
    "",
    "```jsonc",
    '{ "version": 1, "rules": { "BA117": "off", "BA205": "error" } }',
    "```",
    "",
    "Severities say what happens:",
    "",
    ...Object.entries(severityMeanings).map(([severity, meaning]) => `- **${severity}**: ${meaning}`),
  ];
  for (const group of groups) {
    const members = rules.filter((rule) => rule.code.startsWith(group.prefix));
    if (members.length === 0) continue;
    lines.push("", `## ${group.title}`, "", "| Code | Severity | |", "|---|---|---|");
    for (const rule of members)
      lines.push(`| [${rule.code}](${rule.code}.md) | ${rule.severity} | ${cell(rule.title)} |`);
  }
  return `${lines.join("\n")}\n`;
}

function rulePage(rule: Rule): string {
  const lines = [
    `# ${rule.code}: ${rule.title}`,
    "",
    generated,
    "",
    `Severity: **${rule.severity}** (${severityMeanings[rule.severity]})`,
    "",
    rule.explanation,
  ];
  if (rule.examples !== undefined) {
    lines.push("", "Wrong:", "", ...fenced(rule.examples.wrong), "", "Right:", "", ...fenced(rule.examples.right));
  }
  lines.push("", "## Where this is known from", "", ...rule.evidence.map(evidenceLine));
  lines.push(
    "",
    "## Another level",
    "",
    "```jsonc",
    `{ "version": 1, "rules": { "${rule.code}": "off" } } // or "info", "warning", "error"`,
    "```",
  );
  return `${lines.join("\n")}\n`;
}

const generated = "<!-- Written by scripts/build-rule-docs.mjs from src/rules; change it there. -->";

function fenced(snippet: string): readonly string[] {
  return [`\`\`\`${languageOf(snippet)}`, snippet, "```"];
}

function languageOf(snippet: string): string {
  if (snippet.startsWith("<")) return "xml";
  if (snippet.startsWith("# ")) return "yaml";
  if (/^\s*(@main )?(struct|final class|import) \w/m.test(snippet)) return "swift";
  return /^\/\/ .*\.(pbxproj|xcconfig)/.test(snippet) ? "" : "jsonc";
}

function evidenceLine({ label, says, url }: Evidence): string {
  const source = url === undefined ? labelMeanings[label] : `[${labelMeanings[label]}](${url})`;
  return `- *${label}* (${source}): ${says}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
