import type { OptionMatch } from "../plan/media-plan";
import type { MultivariantPlaylist, Rendition, RenditionType, Variant } from "../playlist/playlist";
import { isLanguage, isSameLanguage } from "./languages";

/** The renditions that go with a variant, of one type; empty where it names no group. */
export function groupOf(playlist: MultivariantPlaylist, variant: Variant, type: RenditionType): readonly Rendition[] {
  const groupId = groupIdOf(variant, type);
  if (groupId === undefined) return [];
  return playlist.renditions.filter((rendition) => rendition.type === type && rendition.groupId === groupId);
}

function groupIdOf(variant: Variant, type: RenditionType): string | undefined {
  switch (type) {
    case "AUDIO":
      return variant.audioGroup;
    case "VIDEO":
      return variant.videoGroup;
    case "SUBTITLES":
      return variant.subtitlesGroup;
    case "CLOSED-CAPTIONS":
      return variant.closedCaptionsGroup;
  }
}

/** Everything that a match gives must be so. */
export function matchesOption(rendition: Rendition, match: OptionMatch): boolean {
  return (
    (match.language === undefined || isLanguage(rendition.language, match.language)) &&
    (match.name === undefined || rendition.name === match.name) &&
    (match.forced === undefined || rendition.isForced === match.forced) &&
    (match.characteristics ?? []).every((one) => rendition.characteristics.includes(one))
  );
}

/** "language en, forced": a match for people. */
export function describeMatch({ language, name, characteristics, forced }: OptionMatch): string {
  const parts = [
    language === undefined ? undefined : `language ${language}`,
    name === undefined ? undefined : `name “${name}”`,
    characteristics === undefined ? undefined : characteristics.join(", "),
    forced === undefined ? undefined : forced ? "forced" : "not forced",
  ].filter((part) => part !== undefined);
  return parts.join(", ");
}

export interface OptionChoice {
  readonly rendition: Rendition | undefined;
  /** Why it, or why none: a clause. */
  readonly because: string;
}

/**
 * The audio that is selected automatically. Apple publishes no rule; assumed is the first preferred language that a
 * selectable member has, else the default, else the first.
 */
export function automaticAudio(group: readonly Rendition[], preferredLanguages: readonly string[]): OptionChoice {
  for (const language of preferredLanguages) {
    const found = group.find((one) => one.isAutoselect && isLanguage(one.language, language));
    if (found !== undefined) return { rendition: found, because: `it is in the preferred language ${language}` };
  }
  const byDefault = group.find((one) => one.isDefault);
  if (byDefault !== undefined) return { rendition: byDefault, because: "it has DEFAULT=YES" };
  const [first] = group;
  return first === undefined
    ? { rendition: undefined, because: "the variant has no group of audio renditions" }
    : { rendition: first, because: "it is the first of its group, which has no default" };
}

/** Forced subtitles in the language of the audio, else none; assumed as well. */
export function automaticSubtitles(group: readonly Rendition[], audioLanguage: string | undefined): OptionChoice {
  const forced = group.find(
    (one) => one.isForced && one.language !== undefined && isSameLanguage(one.language, audioLanguage),
  );
  return forced === undefined
    ? { rendition: undefined, because: "no subtitles are forced in the language of the audio" }
    : { rendition: forced, because: "it has FORCED=YES in the language of the audio" };
}

export const automaticMediaAssumption =
  "Apple publishes no rule for the automatic media selection. Assumed: audio in the first preferred language that a rendition with AUTOSELECT=YES has, else the one with DEFAULT=YES, else the first; subtitles only where they are FORCED in the language of the audio.";

/** How many channels a rendition declares; undefined where it declares none. */
export function channelCount({ channels }: Rendition): number | undefined {
  const count = Number.parseInt(channels?.[0] ?? "", 10);
  return Number.isFinite(count) ? count : undefined;
}

/** The third field of CHANNELS. */
export function hasChannelUsage({ channels }: Rendition, usage: "BINAURAL" | "IMMERSIVE" | "DOWNMIX"): boolean {
  return channels?.[2]?.split(",").includes(usage) ?? false;
}
