import type { MultivariantPlaylist, Rendition, Variant } from "../playlist/playlist";
import { describeRendition } from "./describe";
import { isSameLanguage } from "./languages";
import { channelCount, groupOf } from "./media-options";

export interface DefaultAuxiliary {
  readonly variant: Variant | undefined;
  readonly rendition: Rendition | undefined;
  readonly why: string;
}

export const defaultAuxiliaryAssumption =
  "auxiliaryContentConfigurations is not given, and then it is not empty: Apple does not say what the default ones hold. Assumed, from the older options: the multichannel audio with the most channels in the language of the primary audio, with the same video.";

/** The multichannel audio that the system adds by itself to stereo, from variants with the same video. */
export function chooseDefaultAuxiliary(
  playlist: MultivariantPlaylist,
  playable: readonly Variant[],
  primary: Variant,
  primaryAudio: Rendition | undefined,
): DefaultAuxiliary {
  const nothing = (why: string): DefaultAuxiliary => ({ variant: undefined, rendition: undefined, why });
  if (primaryAudio === undefined)
    return nothing("The primary variant has no audio rendition of its own: nothing is added.");
  if ((channelCount(primaryAudio) ?? 0) > 2)
    return nothing("The primary audio is multichannel already: nothing is added.");
  let best: { variant: Variant; rendition: Rendition; channels: number } | undefined;
  for (const variant of playable) {
    if (variant.url !== primary.url) continue;
    for (const rendition of groupOf(playlist, variant, "AUDIO")) {
      const channels = channelCount(rendition) ?? 0;
      if (channels <= 2 || channels <= (best?.channels ?? 0)) continue;
      if (isSameLanguage(rendition.language, primaryAudio.language)) best = { variant, rendition, channels };
    }
  }
  if (best === undefined)
    return nothing("There is no multichannel audio in the same language with the same video: nothing is added.");
  const { variant, rendition, channels } = best;
  return {
    variant,
    rendition,
    why: `${describeRendition(rendition)} with ${channels} channels complements the stereo audio, with the same video.`,
  };
}
