import { literalString, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported, session } from "./sources";

const key = "com.apple.developer.team-identifier";

export const teamIdentifier: ProjectRule = {
  code: "BA213",
  title: "The team identifiers of app and extension are empty or differ",
  severity: "error",
  scope: "project",
  evidence: [
    session(2023, "App and extension are signed with the same team identifier."),
    reported(
      "Without the entitlement in the signed app downloads never start (“No team ID was specified…”); packs that are fetched beforehand still arrive, which hides it.",
    ),
  ],
  explanation:
    "The signature of the app has to name its team, and the extension's the same one. Xcode adds `com.apple.developer.team-identifier` by itself; an entitlements file that has it, empty or with another team than the other target's, takes it from there. The key missing in a file is no mistake.",
  examples: {
    wrong: `<key>${key}</key>\n<string></string>`,
    right: "<!-- nothing: Xcode adds it -->",
  },
  *check({ appEntitlements, extensionEntitlements, configuration, extension }) {
    if (configuration.mode === "none" && extension === undefined) return;
    const entries = [appEntitlements, extensionEntitlements === appEntitlements ? undefined : extensionEntitlements];
    const teams = entries.map((file) => literalString(topEntry(file, key)?.value));
    for (const [index, file] of entries.entries()) {
      const value = topEntry(file, key)?.value;
      const team = teams[index];
      if (file === undefined || value === undefined || team === undefined) continue;
      const other = index === 1 ? teams[0] : undefined;
      const at = { path: file.path, range: value.range };
      if (team.trim() === "") {
        yield {
          ...at,
          message: `${key} is empty: downloads never start (“No team ID was specified”). Remove the key; Xcode writes it when it signs.`,
        };
      } else if (other !== undefined && other !== "" && other !== team) {
        yield {
          ...at,
          message: `The extension's team is ${team} and the app's ${other}: the system takes them for strangers, and nothing is downloaded. Sign both with one team.`,
        };
      }
    }
  },
};
