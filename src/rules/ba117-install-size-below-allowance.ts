import { declaredSize, type SizeKey } from "./declared-sizes";
import { isSelfHosted } from "./project-facts";
import type { ProjectRule } from "./rule";
import { sizesApart } from "./size-values";
import { forumThread, unmanagedArticle } from "./sources";

const lanes: readonly { readonly installed: SizeKey; readonly allowance: SizeKey }[] = [
  { installed: "BAEssentialMaxInstallSize", allowance: "BAEssentialDownloadAllowance" },
  { installed: "BAMaxInstallSize", allowance: "BADownloadAllowance" },
];

export const installSizeBelowAllowance: ProjectRule = {
  code: "BA117",
  title: "An installed size is below the allowance of its downloads",
  severity: "info",
  scope: "project",
  evidence: [
    unmanagedArticle(
      "Allowances count compressed bytes as transferred, the install sizes uncompressed bytes on the device.",
    ),
    forumThread(734141, "Which of the four sizes counts what."),
  ],
  explanation:
    "Allowances count what is transferred, the two install sizes what lies on the device when everything is unpacked. Unpacked is rarely less than packed, so an install size below its allowance usually means that the two were confused, or that one was not updated. The App Store's product page shows the install sizes.",
  examples: {
    wrong:
      "<key>BAMaxInstallSize</key>\n<integer>200000000</integer>\n<!-- inside the restrictions: -->\n<key>BADownloadAllowance</key>\n<integer>300000000</integer>",
    right:
      "<key>BAMaxInstallSize</key>\n<integer>450000000</integer>\n<!-- inside the restrictions: -->\n<key>BADownloadAllowance</key>\n<integer>300000000</integer>",
  },
  *check(project) {
    if (!isSelfHosted(project)) return;
    const sizes = lanes.map(({ installed, allowance }) => ({
      installed: declaredSize(project, installed),
      allowance: declaredSize(project, allowance),
      names: { installed, allowance },
    }));
    for (const { installed, allowance, names } of sizes) {
      if (installed === undefined || allowance === undefined || installed.bytes >= allowance.bytes) continue;
      const [is, transferred] = sizesApart(installed.bytes, allowance.bytes);
      yield {
        path: installed.file.path,
        range: installed.node.range,
        message: `${names.installed} is ${is}, less than ${names.allowance} (${transferred}): the first counts unpacked bytes on the device, the second compressed bytes as transferred. Check which of the two is out of date.`,
        related: [{ path: allowance.file.path, range: allowance.node.range, message: names.allowance }],
      };
    }
    const all = sizes.flatMap(({ installed, allowance }) => [installed, allowance]);
    const first = all[0];
    if (first !== undefined && first.bytes > 0 && all.every((size) => size?.bytes === first.bytes)) {
      yield {
        path: first.file.path,
        range: first.node.range,
        message: `All four sizes are ${first.bytes}: the same number for what is transferred and what is installed, essential or not, looks like a placeholder. The App Store shows the install sizes, and App Review looks at the allowances.`,
      };
    }
  },
};
