import { isLooseProfile, type ProfileSide, sideOfProfile } from "../model/project/loose-profiles";
import type { AppProject, PlistFile, ProjectSnapshot } from "../model/project/snapshot";
import { possibleValues } from "../model/xcode/build-settings";
import { appGroupsKey, groupsOf } from "./app-groups";
import { type ApplePlatform, platformsOfBuild } from "./built-platforms";
import { isManaged, literalString, topEntry } from "./project-facts";
import type { Finding, SnapshotRule } from "./rule";
import { namedFew } from "./size-values";
import { reported, session } from "./sources";

export const provisioningProfile: SnapshotRule = {
  code: "BA219",
  title: "The provisioning profile has expired, or does not fit the app",
  severity: "error",
  scope: "snapshot",
  evidence: [
    reported(
      "A profile that was made again without the app group signs an archive without it: nothing is said, and Background Assets fails at run time.",
    ),
    reported("Profiles for macOS in place of those for iOS, expired ones and ones of another app end a build late."),
    session(2023, "App and extension are signed with the same team identifier."),
  ],
  explanation:
    "A provisioning profile (`.mobileprovision`, `.provisionprofile`) says what its bundle may be signed with. One that has expired signs nothing; one without the app group, of another team, or for another platform than the target's gives a build without a shared container, or none at all.\n\nProfiles in the project's folder are compared with the app or the extension whose bundle identifier they name, those in a built product with the bundle that they lie in; profiles of other bundles, and wildcards, are left alone. The signature of a profile is not verified.",
  *check(snapshot) {
    for (const project of snapshot.projects) {
      if (project.configuration.mode === "none" && project.extension === undefined) continue;
      for (const { file, side } of profilesOf(project, snapshot)) {
        yield* expired(file, side, snapshot);
        yield* wrongPlatform(file, side, project);
        yield* otherTeam(file, side, project);
        yield* missingGroups(file, side, project);
      }
    }
  },
};

interface Profile {
  readonly file: PlistFile;
  readonly side: ProfileSide;
}

function* profilesOf(project: AppProject, { files }: ProjectSnapshot): Iterable<Profile> {
  if (project.appEntitlements?.profile !== undefined) yield { file: project.appEntitlements, side: "app" };
  if (project.extensionEntitlements?.profile !== undefined) {
    yield { file: project.extensionEntitlements, side: "extension" };
  }
  for (const file of files.values()) {
    if (!("plist" in file) || file.profile === undefined || !isLooseProfile(file.path)) continue;
    const side = sideOfProfile(project, file);
    if (side !== undefined) yield { file, side };
  }
}

/** In a profile nothing has a place. */
function at(file: PlistFile, message: string): Finding {
  const name = file.profile?.name;
  return {
    path: file.path,
    range: { start: 0, end: 0 },
    message: `The provisioning profile${name === undefined ? "" : ` “${name}”`} ${message}`,
  };
}

function* expired(file: PlistFile, side: ProfileSide, { readAtMs }: ProjectSnapshot): Iterable<Finding> {
  const expiresAtMs = file.profile?.expiresAtMs;
  if (expiresAtMs === undefined || readAtMs === undefined || expiresAtMs > readAtMs) return;
  const day = new Date(expiresAtMs).toISOString().slice(0, 10);
  // What the App Store delivers is signed anew: a finished build may still be in use.
  const severity = isLooseProfile(file.path) ? "error" : "warning";
  yield {
    ...at(
      file,
      `expired on ${day}: the ${side} cannot be signed with it, and a device does not launch what was. Make it again in the developer portal.`,
    ),
    severity,
  };
}

const platformNames: Readonly<Record<string, ApplePlatform>> = {
  iOS: "iOS",
  OSX: "macOS",
  tvOS: "tvOS",
  xrOS: "visionOS",
  visionOS: "visionOS",
};

function* wrongPlatform(file: PlistFile, side: ProfileSide, { build }: AppProject): Iterable<Finding> {
  const built = platformsOfBuild(build);
  const platforms = (file.profile?.platforms ?? []).flatMap((name) => platformNames[name] ?? []);
  if (built === undefined || platforms.length === 0 || platforms.some((platform) => built.has(platform))) return;
  yield at(
    file,
    `is for ${platforms.join(", ")}, and the ${side} is built for ${[...built].join(", ")}: Xcode does not sign with it. Take the profile for that platform.`,
  );
}

function* otherTeam(file: PlistFile, side: ProfileSide, { build }: AppProject): Iterable<Finding> {
  const teams = file.profile?.teamIdentifiers ?? [];
  const settings = (side === "app" ? build?.app : build?.extension)?.settings;
  const value = settings?.value("DEVELOPMENT_TEAM");
  const wanted = value === undefined ? [] : possibleValues(value).filter((team) => /^[A-Z0-9]{10}$/.test(team));
  if (teams.length === 0 || wanted.length === 0 || wanted.some((team) => teams.includes(team))) return;
  yield {
    ...at(
      file,
      `is of the team ${teams.join(", ")}, and the ${side} is built for ${wanted.join(", ")}: app and extension signed by two teams are strangers to each other, and nothing is downloaded. Take one team for both.`,
    ),
    ...(value?.kind === "known" && value.location !== undefined
      ? { related: [{ ...value.location, message: "The team of the build settings" }] }
      : {}),
  };
}

/** In a built product the profile stands for the entitlements, which BA214 compares. */
function* missingGroups(file: PlistFile, side: ProfileSide, project: AppProject): Iterable<Finding> {
  if (!isLooseProfile(file.path)) return;
  const own = groupsOf(side === "app" ? project.appEntitlements : project.extensionEntitlements)?.names ?? [];
  const declared = isManaged(project) ? literalString(topEntry(project.app, "BAAppGroupID")?.value) : undefined;
  const isMac = /\.provisionprofile$/i.test(file.path);
  // On macOS a group of the team's needs no profile.
  const needed = [...new Set([...own, ...(declared ? [declared] : [])])].filter(
    (group) => !isMac || group.startsWith("group."),
  );
  const allowed = groupsOf(file)?.names ?? [];
  const missing = needed.filter((group) => !allowed.includes(group));
  if (missing.length === 0) return;
  yield at(
    file,
    `does not hold the app group ${namedFew(missing)} (${appGroupsKey}): the ${side} is signed without it, and ${
      side === "app" ? "cannot reach what the extension downloads" : "what it downloads cannot reach the app"
    }. Add the group to the App ID in the developer portal, and make the profile again.`,
  );
}
