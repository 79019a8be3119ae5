import { isProvisioningProfilePath } from "../plist/provisioning-profile";
import { bundleValue } from "../xcode/bundle-values";
import { entryAt, literal } from "./plist-values";
import type { AppProject, PlistFile } from "./snapshot";

/** A provisioning profile that lies in the project's folder, and not in a built bundle whose entitlements it tells. */
export function isLooseProfile(path: string): boolean {
  return isProvisioningProfilePath(path) && !/\.(app|appex)\//i.test(path);
}

export type ProfileSide = "app" | "extension";

/** Which bundle of a project a profile is made for, by its application identifier; undefined for those of others. */
export function sideOfProfile(project: AppProject, { plist }: Pick<PlistFile, "plist">): ProfileSide | undefined {
  const keys = ["application-identifier", "com.apple.application-identifier"];
  const text = keys.map((key) => literal(entryAt(plist, key)?.value)).find((one) => one !== undefined);
  const id = text?.slice(text.indexOf(".") + 1);
  if (id === undefined || id === "") return undefined;
  if (id === project.configuration.bundleIdentifier) return "app";
  return id === extensionIdentifier(project) ? "extension" : undefined;
}

function extensionIdentifier({ extension, build }: AppProject): string | undefined {
  if (extension === undefined) return undefined;
  const written = literal(entryAt(extension.plist, "CFBundleIdentifier")?.value);
  if (written !== undefined || build?.extension === undefined) return written;
  const value = bundleValue(extension.plist, build.extension, "CFBundleIdentifier");
  return value.kind === "known" ? value.value : undefined;
}
