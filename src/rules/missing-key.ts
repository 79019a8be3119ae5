import { dictEntry } from "../model/plist/query";
import type { PlistValue } from "../model/plist/value";
import type { AppProject } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { isMisspelt } from "./misspelt-keys";
import { insertKey } from "./plist-fixes";
import {
  isSelfHosted,
  placeForMissing,
  type Restrictions,
  restrictionsOf,
  rootDict,
  selfHostingKeys,
  topEntry,
} from "./project-facts";
import type { Finding } from "./rule";

export interface MissingKey {
  readonly key: string;
  /** Keys next to which it is missed, best first. */
  readonly near: readonly string[];
  readonly message: string;
  /** What the fix puts in. */
  readonly value: PlistValue;
  readonly fixTitle: string;
  /** Whether the value is right as it stands, and not only a place to fill in. */
  readonly preferred: boolean;
}

/**
 * A key that the app's Info.plist needs and does not have. Silent where the extension's file has it by mistake:
 * BA105 says that, with the fix that moves it. Silent as well where it is misspelt: BA121 has the fix that renames it.
 */
export function missingTopKey(project: AppProject, missing: MissingKey): Finding | undefined {
  const dict = rootDict(project.app);
  if (dict === undefined) return undefined;
  if (topEntry(project.app, missing.key) !== undefined || topEntry(project.extension, missing.key) !== undefined) {
    return undefined;
  }
  if (isMisspelt(project, missing.key)) return undefined;
  return {
    path: project.app.path,
    range: placeForMissing(project.app, missing.near),
    message: missing.message,
    fixes: [
      {
        title: missing.fixTitle,
        preferred: missing.preferred,
        edits: () => [insertKey(project.app, dict, missing.key, missing.value)],
      },
    ],
  };
}

/** A key that BAInitialDownloadRestrictions needs and does not have, at that key. */
export function missingRestriction(
  project: AppProject,
  missing: Omit<MissingKey, "near">,
): (Finding & { readonly restrictions: Restrictions }) | undefined {
  const restrictions = restrictionsOf(project);
  if (restrictions === undefined || dictEntry(restrictions.dict, missing.key) !== undefined) return undefined;
  // At the top of the file by mistake: BA128 moves it.
  for (const file of [project.app, project.extension]) if (topEntry(file, missing.key) !== undefined) return undefined;
  if (isMisspelt(project, missing.key)) return undefined;
  const range: OffsetRange = restrictions.entry.key.range;
  return {
    restrictions,
    path: restrictions.file.path,
    range,
    message: missing.message,
    fixes: [
      {
        title: missing.fixTitle,
        preferred: missing.preferred,
        edits: () => [insertKey(restrictions.file, restrictions.dict, missing.key, missing.value)],
      },
    ],
  };
}

/**
 * Whether the keys of a self-hosted project are asked for one by one: not while BA107 or BA123 ask which mode is meant,
 * and not where a project switched the assumption off that managed projects need them too.
 */
export function asksForSelfHostingKeys(project: AppProject): boolean {
  return isSelfHosted(project) && hasSelfHostingKey(project) && managedKeysLevel(project) !== "off";
}

/** The severity of a missing key: what Apple documents for unmanaged projects, an assumption for managed ones. */
export function missingKeySeverity(project: AppProject): "error" | "warning" {
  return managedKeysLevel(project) === "warning" ? "warning" : "error";
}

function managedKeysLevel(project: AppProject): "error" | "warning" | "off" {
  if (project.configuration.mode !== "self-hosted-managed") return "error";
  const value = project.settings.assumptions["self-hosted-managed-keys"];
  return value === "warning" || value === "off" ? value : "error";
}

export function hasSelfHostingKey(project: Pick<AppProject, "app" | "extension">): boolean {
  return selfHostingKeys.some(
    (key) => topEntry(project.app, key) !== undefined || topEntry(project.extension, key) !== undefined,
  );
}
