import type { ContentConfiguration, MediaSelection, OptionMatch } from "../plan/media-plan";
import type { PlanPath } from "../plan/plan-places";
import type { MultivariantPlaylist, Rendition, RenditionType, Variant } from "../playlist/playlist";
import { describeVariant } from "./describe";
import { automaticAudio, automaticSubtitles, describeMatch, groupOf, matchesOption } from "./media-options";

export interface SelectedOptions {
  /** With the reason for each, a clause; the first reason counts. */
  readonly taken: ReadonlyMap<Rendition, string>;
  readonly missing: readonly MissingOption[];
  /** Something was selected automatically, and there was a choice. */
  readonly isAssumed: boolean;
}

export interface MissingOption {
  /** Below the content configuration. */
  readonly path: PlanPath;
  /** A sentence. */
  readonly message: string;
  /** Another group has such a rendition. */
  readonly isElsewhere: boolean;
  /** Languages that the group has, where a language was asked for. */
  readonly languages: readonly string[];
}

const groups = [
  ["audible", "AUDIO"],
  ["legible", "SUBTITLES"],
  ["visual", "VIDEO"],
] as const;

/** The renditions that a configuration's media selections take from a variant's groups; without any, the automatic ones. */
export function selectOptions(
  configuration: ContentConfiguration,
  variant: Variant,
  playlist: MultivariantPlaylist,
  preferredLanguages: readonly string[],
): SelectedOptions {
  const taken = new Map<Rendition, string>();
  const missing: MissingOption[] = [];
  let isAssumed = false;
  const take = (rendition: Rendition | undefined, why: string) => {
    if (rendition !== undefined && !taken.has(rendition)) taken.set(rendition, why);
  };
  const selections: readonly MediaSelection[] =
    configuration.mediaSelections.length === 0 ? [{}] : configuration.mediaSelections;
  for (const [index, selection] of selections.entries()) {
    let audioLanguage: string | undefined;
    for (const [name, type] of groups) {
      const group = groupOf(playlist, variant, type);
      const wanted = selection[name];
      if (wanted === null) continue;
      if (wanted !== undefined) {
        const found = group.find((rendition) => matchesOption(rendition, wanted));
        const asked = `mediaSelections[${index}].${name}`;
        take(found, `${asked} asks for ${describeMatch(wanted)}`);
        if (found === undefined) missing.push(missingOption(index, name, type, wanted, variant, playlist));
        if (type === "AUDIO") audioLanguage = found?.language;
        continue;
      }
      const choice = automatic(type, group, audioLanguage, preferredLanguages);
      take(choice.rendition, `selected automatically, because ${choice.because}`);
      if (group.length > 1) isAssumed = true;
      if (type === "AUDIO") audioLanguage = choice.rendition?.language;
    }
  }
  return { taken, missing, isAssumed };
}

function automatic(
  type: RenditionType,
  group: readonly Rendition[],
  audioLanguage: string | undefined,
  preferredLanguages: readonly string[],
) {
  if (type === "SUBTITLES") return automaticSubtitles(group, audioLanguage);
  // Of alternative videos only the default is taken without being asked for.
  if (type === "VIDEO") return { rendition: group.find(({ isDefault }) => isDefault), because: "it has DEFAULT=YES" };
  return automaticAudio(group, preferredLanguages);
}

const nouns: Readonly<Record<(typeof groups)[number][0], string>> = {
  audible: "audio rendition",
  legible: "subtitles",
  visual: "video rendition",
};

function missingOption(
  index: number,
  name: keyof typeof nouns,
  type: RenditionType,
  wanted: OptionMatch,
  variant: Variant,
  playlist: MultivariantPlaylist,
): MissingOption {
  const elsewhere = playlist.renditions.find((one) => one.type === type && matchesOption(one, wanted));
  const there = [...new Set(groupOf(playlist, variant, type).map((one) => one.language ?? one.name))];
  const known = there.length === 0 ? "there is none" : `there are ${there.slice(0, 8).join(", ")}`;
  const begin = `${name} asks for ${describeMatch(wanted)}, and the group of ${describeVariant(variant)} has no such ${nouns[name]}: ${known}.`;
  const end =
    elsewhere === undefined
      ? "An AVMediaSelection can only hold what the asset has. Check the spelling."
      : `The group “${elsewhere.groupId}” has it: groups of one type must have the same members, or the selection is lost.`;
  return {
    path: ["mediaSelections", index, name],
    message: `${begin} ${end}`,
    isElsewhere: elsewhere !== undefined,
    languages:
      wanted.language === undefined ? [] : groupOf(playlist, variant, type).flatMap((one) => one.language ?? []),
  };
}
