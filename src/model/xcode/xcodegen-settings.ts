import { type SpecNode, specItems, specMember, specText } from "./spec-node";
import { type BuildSetting, layerOf, type SettingsLayer, splitCondition } from "./xcode-project";

/** Settings groups that include each other deeper than this do so in a circle. */
const deepestGroup = 20;

/**
 * The settings that a spec's `settings` give for one configuration. Merged as XcodeGen does it: groups, then base, then
 * those of the configuration; weaker ones may be put below.
 */
export function specSettings(
  settings: SpecNode | undefined,
  groups: SpecNode | undefined,
  configuration: string,
  configurations: readonly string[],
  below: readonly BuildSetting[] = [],
): SettingsLayer {
  return layerOf([...below, ...collect(settings, groups, configuration, configurations, 0)]);
}

function collect(
  settings: SpecNode | undefined,
  groups: SpecNode | undefined,
  configuration: string,
  configurations: readonly string[],
  depth: number,
): readonly BuildSetting[] {
  if (settings?.kind !== "map" || depth > deepestGroup) return [];
  const isStructured = ["base", "configs", "groups"].some((key) => settings.members.has(key));
  if (!isStructured) return written(settings);
  const below = specItems(specMember(settings, "groups")).flatMap((name) =>
    collect(specMember(groups, specText(name) ?? ""), groups, configuration, configurations, depth + 1),
  );
  const base = collectBase(specMember(settings, "base"));
  const configs = specMember(settings, "configs");
  const ofConfiguration =
    configs?.kind === "map"
      ? [...configs.members].flatMap(([name, { value }]) =>
          isMeant(name, configuration, configurations)
            ? collect(value, groups, configuration, configurations, depth + 1)
            : [],
        )
      : [];
  return [...below, ...base, ...ofConfiguration];
}

function collectBase(base: SpecNode | undefined): readonly BuildSetting[] {
  return base?.kind === "map" ? written(base) : [];
}

/** A name means the configuration of that name, else every one that has it in its name. */
export function isMeant(name: string, configuration: string, configurations: readonly string[]): boolean {
  const wanted = name.toLowerCase();
  const isExact = configurations.some((one) => one.toLowerCase() === wanted);
  return isExact ? configuration.toLowerCase() === wanted : configuration.toLowerCase().includes(wanted);
}

function written(settings: SpecNode): readonly BuildSetting[] {
  if (settings.kind !== "map") return [];
  return [...settings.members].flatMap(([name, { nameLocation, value }]) =>
    value.kind === "map"
      ? []
      : [{ ...splitCondition(name), value: settingText(value), nameLocation, location: value.location }],
  );
}

function settingText(value: SpecNode): string {
  if (value.kind === "list") return value.items.map((item) => specText(item) ?? "").join(" ");
  const text = specText(value) ?? "";
  // XcodeGen writes booleans the way Xcode has them.
  return text === "true" ? "YES" : text === "false" ? "NO" : text;
}
