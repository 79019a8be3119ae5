import { Findings } from "../findings";
import type { DTGItemPlan } from "../plan/media-plan";
import { firstPlace } from "../plan/plan-places";
import { setMember } from "../plan/set-member";
import type { MultivariantPlaylist, Rendition, Variant } from "../playlist/playlist";
import { bitRate, describeVariant } from "./describe";
import { chooseDTGVariant, type DTGVariantChoice } from "./dtg-variant";
import { canonicalLanguage } from "./languages";
import { NeededPlaylists } from "./needed-playlists";
import type { RenditionVerdict, Selection } from "./selection";

/** Selects as DownloadToGo's localizer does; read in its sources, not run on a device. */
export function selectForDTGItem(plan: DTGItemPlan, playlist: MultivariantPlaylist): Selection {
  const findings = new Findings(plan);
  const choice = chooseDTGVariant(plan, playlist);
  const { variant } = choice;
  const needed = new NeededPlaylists();
  if (variant !== undefined) needed.addVariant(variant);
  const renditions = playlist.renditions.map((rendition) => judgeRendition(rendition, variant, plan));
  const taken = renditions.flatMap(({ index, isTaken }) => (isTaken ? (playlist.renditions[index] ?? []) : []));
  for (const rendition of taken) needed.addRendition(rendition, false);
  report(plan, playlist, choice, taken, findings);
  return {
    playlist,
    variants: playlist.variants.map(({ index }) => ({
      index,
      isTaken: index === variant?.index,
      why: choice.why.get(index) ?? "Of no codec that DownloadToGo takes.",
    })),
    renditions,
    choices: [
      {
        name: "item",
        variant: variant?.index,
        renditions: taken.map(({ index }) => index),
        qualifier: undefined,
        why: variant === undefined ? "No variant is left." : (choice.why.get(variant.index) ?? ""),
      },
    ],
    needed: needed.list(),
    assumptions: [
      {
        name: "device-profile",
        text: "DownloadToGo asks the device which codecs it decodes. Taken from simulation.deviceProfile of the plan, or from what current iPhones play.",
      },
    ],
    diagnostics: findings.diagnostics,
  };
}

function judgeRendition(rendition: Rendition, variant: Variant | undefined, plan: DTGItemPlan): RenditionVerdict {
  const { index, type, url, groupId, language } = rendition;
  const verdict = (isTaken: boolean, why: string): RenditionVerdict => ({ index, isTaken, why });
  if (variant === undefined) return verdict(false, "No variant is left.");
  if (type !== "AUDIO" && type !== "SUBTITLES") return verdict(false, `DownloadToGo drops renditions of TYPE=${type}.`);
  const group = type === "AUDIO" ? variant.audioGroup : variant.subtitlesGroup;
  if (group !== undefined && group !== groupId) {
    return verdict(false, `The variant names the group “${group}”, and this one is in “${groupId}”.`);
  }
  const { options } = plan;
  const takesAll = type === "AUDIO" ? options.allAudioLanguages : options.allTextLanguages;
  const languages = type === "AUDIO" ? options.audioLanguages : options.textLanguages;
  const member = type === "AUDIO" ? "audioLanguages" : "textLanguages";
  const where = url === undefined ? " It is inside of the variant's own playlist." : "";
  if (language === undefined) return verdict(true, `Has no LANGUAGE, and such renditions are always taken.${where}`);
  if (takesAll) return verdict(true, `Every language is taken.${where}`);
  const canonical = canonicalLanguage(language);
  if (languages.some((one) => canonicalLanguage(one) === canonical)) {
    return verdict(true, `${member} has ${language}.${where}`);
  }
  return verdict(false, `${member} does not have ${language}.`);
}

function report(
  plan: DTGItemPlan,
  playlist: MultivariantPlaylist,
  { variant, dropped, bucket }: DTGVariantChoice,
  taken: readonly Rendition[],
  findings: Findings,
): void {
  const { root } = plan;
  for (const [tag, variants] of dropped) {
    const names = variants.length === 1 ? describeVariant(variants[0] as Variant) : `${variants.length} variants`;
    const message = `DownloadToGo drops ${names} for ${tag} in CODECS: it knows avc1, hvc1, mp4a, ac-3 and ec-3, as far as the device plays them, and one other tag drops the variant. Offer a variant without it.`;
    const [first] = variants;
    const playlistPlace = first === undefined ? {} : { playlist: { url: playlist.url, line: first.line } };
    findings.atUrl("dtg-codec-dropped", "warning", message, playlistPlace);
  }
  if (variant === undefined) {
    const message = "No variant is left: loadItemMetadata ends with malformedPlaylist, and nothing is downloaded.";
    findings.atUrl("no-playable-variant", "error", message);
    return;
  }
  const highest = playlist.variants.reduce(
    (best, one) => ((one.bandwidth ?? 0) > (best.bandwidth ?? 0) ? one : best),
    variant,
  );
  if (highest !== variant && (bucket === "avc1" || bucket === "hevc")) {
    const message = `DownloadToGo takes ${describeVariant(variant)}: the lowest bandwidth at or above the minimums, although the playlist goes up to ${describeVariant(highest)}. For more, raise the minimum bit rate above ${bitRate(variant.bandwidth ?? 0)}, or the minimum width or height.`;
    const place = firstPlace(root, ["preferredVideoBitrate"], ["options", "videoBitrates"], ["options"], ["url"]);
    findings.in(place, "dtg-lowest-chosen", "info", message);
  }
  const alternates = playlist.renditions.filter(
    ({ type, url, groupId }) =>
      type === "AUDIO" && url !== undefined && (variant.audioGroup === undefined || variant.audioGroup === groupId),
  );
  if (alternates.length > 0 && !taken.some(({ type }) => type === "AUDIO")) {
    const languages = [...new Set(alternates.map(({ language, name }) => language ?? name))].slice(0, 8).join(", ");
    const message = `The audio is in renditions of its own (${languages}), and none is taken: unless the video holds sound as well, playback is silent. List languages in options.audioLanguages, or set options.allAudioLanguages.`;
    const place = firstPlace(root, ["options", "audioLanguages"], ["options"], ["url"]);
    // Both members at once are an error of the shape.
    const edits =
      plan.preferredVideoBitrate === undefined ? setMember(root, ["options", "allAudioLanguages"], true) : [];
    const fixes = edits.length === 0 ? [] : [{ title: "Take the audio of every language", preferred: true, edits }];
    findings.in(place, "dtg-no-audio-rendition", "warning", message, { fixes });
  }
}
