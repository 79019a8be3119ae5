import { fileName } from "../model/project/paths";
import type { AppProject } from "../model/project/snapshot";
import { writeSwiftExtension } from "../model/swift/write-extension";
import { groupsOf } from "../rules/app-groups";
import { intendedMode } from "../rules/project-facts";

export type ProjectSwiftExtension =
  | {
      readonly text: string;
      /** What the person has to know of it, in sentences. */
      readonly notes: readonly string[];
    }
  | { readonly problem: string };

/** The Swift source of the downloader extension that a project's simulations stand for. */
export function projectSwiftExtension(project: AppProject): ProjectSwiftExtension {
  const { configuration, settings, manifest, appEntitlements, extensionEntitlements } = project;
  const mode = intendedMode(project);
  if (mode === "none") {
    return { problem: `The Info.plist of ${configuration.displayName} has no Background Assets keys.` };
  }
  const groups = [extensionEntitlements, appEntitlements].flatMap((file) => groupsOf(file)?.names ?? []);
  const appGroup = configuration.appGroupId?.value ?? groups[0];
  const { bundleIdentifier, displayName, manifestUrl } = configuration;
  const written = writeSwiftExtension({
    mode,
    appName: displayName,
    bundleIdentifier,
    appGroup: appGroup ?? `group.${bundleIdentifier ?? "com.example.app"}`,
    mapping: settings.manifest ?? manifest?.reading.mapping,
    manifestUrl: manifestUrl?.value,
  });
  if ("problem" in written) return written;
  const notes: string[] = [];
  if (appGroup === undefined && mode === "self-hosted-unmanaged") {
    notes.push("No app group is known: add the same one to the app and the extension, and write it into the source.");
  }
  if (settings.downloader !== undefined) {
    notes.push(`The source follows the manifest's mapping, not the script ${fileName(settings.downloader)}.`);
  }
  return { text: written.text, notes };
}
