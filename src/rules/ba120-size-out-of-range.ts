import type { PlistNode, PlistReal } from "../model/plist/syntax";
import type { PlistFile } from "../model/project/snapshot";
import { type SizeKey, sizeEntry } from "./declared-sizes";
import { shapeProblems } from "./info-plist-shape";
import { intendedMode } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
import { notANumber } from "./size-values";
import { keyPage, reported } from "./sources";

export const sizeOutOfRange: ProjectRule = {
  code: "BA120",
  title: "A size is not a whole number of bytes, or out of range",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAMaxInstallSize", "The value is a number of bytes."),
    reported(
      "Negative values end the process: “must be >= 0”. What a real number or one beyond 64 bits does is not documented.",
    ),
  ],
  explanation:
    "All four sizes are whole numbers of bytes from 0 to 9,223,372,036,854,775,807, written as `<integer>`. A negative number ends the app, a number beyond 64 bits cannot be read, and a string is not a number. A real number is read today; whether its fraction is rounded up or down nobody says.",
  examples: {
    wrong: "<key>BAMaxInstallSize</key>\n<string>262144000</string>",
    right: "<key>BAMaxInstallSize</key>\n<integer>262144000</integer>",
  },
  *check(project) {
    // Apple-hosted: BA108 asks to remove the keys.
    if (intendedMode(project) === "apple-hosted") return;
    for (const key of ["BAMaxInstallSize", "BAEssentialMaxInstallSize"] as const) {
      const finding = notANumber(project.app, [key], "the App Store cannot show the size");
      if (finding !== undefined) yield finding;
    }
    const all: readonly SizeKey[] = [
      "BAMaxInstallSize",
      "BAEssentialMaxInstallSize",
      "BADownloadAllowance",
      "BAEssentialDownloadAllowance",
    ];
    for (const key of all) {
      const found = sizeEntry(project, key);
      const value = found?.entry.value;
      if (found === undefined || value === undefined) continue;
      const finding = value.kind === "real" ? realNumber(found.file, key, value) : outOfRange(found.file, key, value);
      if (finding !== undefined) yield finding;
    }
  },
};

function outOfRange(file: PlistFile, key: SizeKey, node: PlistNode): Finding | undefined {
  if (node.kind !== "integer") return undefined;
  const at = { path: file.path, range: node.range };
  switch (shapeProblems(file).find((problem) => problem.node === node)?.keyword) {
    case "minimum":
      return { ...at, message: negativeSize(key, node.text) };
    case "exclusiveMaximum":
      return {
        ...at,
        message: `${key} is ${node.text.trim()}, more than 64 bits hold (9,223,372,036,854,775,807): the device cannot read it. Write the real number of bytes.`,
      };
    default:
      return undefined;
  }
}

function negativeSize(key: SizeKey, text: string): string {
  return `${key} is ${text.trim()}: a negative size ends the app at its first use of Background Assets. Write the bytes, from 0 on.`;
}

/** The schema takes 5.0 for an integer, as JSON does; a property list tells them apart. */
function realNumber(file: PlistFile, key: SizeKey, node: PlistReal): Finding | undefined {
  // Not a number at all is a mistake of the writing: BA002.
  if (node.value === undefined) return undefined;
  const at = { path: file.path, range: node.range };
  if (node.value < 0) return { ...at, message: negativeSize(key, node.text) };
  const whole = Math.ceil(node.value);
  return {
    ...at,
    severity: "warning",
    message: `${key} is a real number (${node.text.trim()}): sizes are whole bytes, and nobody says how a device rounds. Write <integer>${Number.isSafeInteger(whole) ? whole : "…"}</integer>.`,
    fixes: Number.isSafeInteger(whole)
      ? [
          {
            title: `Write ${key} as <integer>${whole}</integer>`,
            preferred: true,
            // Not the value alone: the element has to become another one.
            edits: () => [{ path: file.path, edits: [{ range: node.range, newText: `<integer>${whole}</integer>` }] }],
          },
        ]
      : [],
  };
}
