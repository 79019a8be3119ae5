import { isBackgroundAssetsKey } from "../key-catalogue";
import type { XcodeModel } from "./xcode-model";
import type { BuildSetting, XcodeProject } from "./xcode-project";

const prefix = "INFOPLIST_KEY_";
const known = new WeakMap<XcodeProject, { readonly model: XcodeModel; readonly settings: readonly BuildSetting[] }>();

/** The `INFOPLIST_KEY_BA…` settings of a project: Xcode knows no such setting, and drops it. */
export function plistKeySettings(model: XcodeModel, project: XcodeProject): readonly BuildSetting[] {
  const read = known.get(project);
  if (read?.model === model) return read.settings;
  const settings = model.settingsOf(project).filter(({ name }) => plistKeyOf(name) !== undefined);
  known.set(project, { model, settings });
  return settings;
}

/** The key of Background Assets that a setting is meant to write. */
export function plistKeyOf(settingName: string): string | undefined {
  if (!settingName.startsWith(`${prefix}BA`)) return undefined;
  const key = settingName.slice(prefix.length);
  return isBackgroundAssetsKey(key) || /^BA[A-Z]/.test(key) ? key : undefined;
}
