import type { AppProject, PlistFile } from "../model/project/snapshot";
import { type AppGroups, appGroupsKey, groupsOf } from "./app-groups";
import { appendItems, insertKey } from "./plist-fixes";
import { isManaged, literalString, openingTag, rootDict, topEntry } from "./project-facts";
import type { Finding, Fix, ProjectRule } from "./rule";
import { keyPage, reported, unmanagedArticle } from "./sources";

interface Side {
  readonly file: PlistFile;
  readonly target: "app" | "extension";
  /** Undefined: the entitlements do not have the key. */
  readonly groups: AppGroups | undefined;
}

export const appGroupNotShared: ProjectRule = {
  code: "BA214",
  title: "App and extension do not share the app group",
  severity: "error",
  scope: "project",
  evidence: [
    unmanagedArticle("The App Groups capability is added to both targets."),
    keyPage("BAAppGroupID", "The app group that app and extension share."),
    reported(
      "App Store Connect refuses an extension without the group's entitlement with ITMS-90958; the app's own group may be missing unnoticed.",
    ),
  ],
  explanation:
    "What the extension downloads reaches the app through a shared app group. Both entitlements have to list it, and in a managed project it has to be the group that `BAAppGroupID` names. With the group on one side only the upload is refused (ITMS-90958), or the app finds an empty container.",
  examples: {
    wrong:
      "<!-- entitlements of the extension; the app has group.com.example.app -->\n<key>com.apple.security.application-groups</key>\n<array/>",
    right:
      "<key>com.apple.security.application-groups</key>\n<array>\n\t<string>group.com.example.app</string>\n</array>",
  },
  *check(project) {
    const mode = project.configuration.mode;
    const sides = sidesOf(project);
    if (sides.length === 0 || (mode === "none" && project.extension === undefined)) return;
    const declared = topEntry(project.app, "BAAppGroupID")?.value;
    const group = isManaged(project) ? literalString(declared) : undefined;
    if (group !== undefined && group !== "" && declared !== undefined) {
      for (const side of sides) {
        if (side.groups?.hasVariables || side.groups?.names.includes(group)) continue;
        yield missing(side, group, `BAAppGroupID is ${group}, but`, {
          path: project.app.path,
          range: declared.range,
          message: "BAAppGroupID",
        });
      }
      return;
    }
    yield* compare(sides);
  },
};

function sidesOf(project: AppProject): readonly Side[] {
  const sides: Side[] = [];
  if (project.appEntitlements !== undefined) {
    sides.push({ file: project.appEntitlements, target: "app", groups: groupsOf(project.appEntitlements) });
  }
  if (project.extensionEntitlements !== undefined && project.extensionEntitlements !== project.appEntitlements) {
    sides.push({
      file: project.extensionEntitlements,
      target: "extension",
      groups: groupsOf(project.extensionEntitlements),
    });
  }
  // A group that begins with the team identifier needs no profile on macOS, so a profile without it says nothing.
  return sides.filter(({ file }) => rootDict(file) !== undefined && !/\.provisionprofile$/i.test(file.path));
}

/** Without a BAAppGroupID to go by: the two sides must have a group in common, and each one must have one at all. */
function* compare(sides: readonly Side[]): Iterable<Finding> {
  if (sides.some((side) => side.groups?.hasVariables)) return;
  const [first, second] = sides;
  if (first === undefined) return;
  if (second === undefined) {
    if (first.groups === undefined || first.groups.names.length === 0)
      yield missing(first, undefined, "Background Assets needs a shared app group, but", undefined);
    return;
  }
  const common = (first.groups?.names ?? []).filter((name) => second.groups?.names.includes(name));
  if (common.length > 0) return;
  for (const [side, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const names = side.groups?.names ?? [];
    const wanted = other.groups?.names[0];
    // With groups on both sides that differ, the extension's file is where one looks: it is the younger one.
    if (names.length > 0 && (wanted === undefined || side.target === "app")) continue;
    yield missing(
      side,
      wanted,
      wanted === undefined
        ? "App and extension have to share an app group, but"
        : `The ${other.target} has the app group ${wanted}, but`,
      other.groups === undefined
        ? undefined
        : { path: other.file.path, range: other.groups.entry.key.range, message: `App groups of the ${other.target}` },
    );
  }
}

function missing(
  side: Side,
  group: string | undefined,
  beginning: string,
  related:
    | { readonly path: string; readonly range: { start: number; end: number }; readonly message: string }
    | undefined,
): Finding {
  const { file, target, groups } = side;
  const dict = rootDict(file);
  const lacks =
    groups === undefined
      ? `the ${target}'s entitlements have no ${appGroupsKey}`
      : groups.names.length === 0
        ? `the ${target}'s entitlements list no app group`
        : `the ${target}'s entitlements list ${groups.names.join(", ")}`;
  const fixes: Fix[] = [];
  if (group !== undefined && dict !== undefined) {
    const array = groups?.array;
    if (array !== undefined) {
      fixes.push({ title: `Add ${group}`, preferred: true, edits: () => [appendItems(file, array, [group])] });
    } else if (groups === undefined) {
      fixes.push({
        title: `Add the app group ${group}`,
        preferred: true,
        edits: () => [insertKey(file, dict, appGroupsKey, [group])],
      });
    }
  }
  return {
    path: file.path,
    range: groups?.entry.key.range ?? (dict === undefined ? { start: 0, end: 0 } : openingTag(dict)),
    message: `${beginning} ${lacks}: ${
      target === "app" ? "the app cannot reach what the extension downloads" : "what it downloads cannot reach the app"
    }, and App Store Connect refuses the upload (ITMS-90958).${group === undefined ? " Add the app group to both targets." : ` Add ${group}.`}`,
    ...(related === undefined ? {} : { related: [related] }),
    fixes,
  };
}
