import { nodeAt, rangeOfNode } from "../../model/json/tree";
import { Findings } from "../findings";
import type { AVAssetDownloadPlan, ContentConfiguration } from "../plan/media-plan";
import type { PlanPath } from "../plan/plan-places";
import type { MultivariantPlaylist, Rendition, Variant } from "../playlist/playlist";
import { Assumptions } from "./assumptions";
import { automaticSelectionAssumption, chooseAutomatically } from "./automatic-variant";
import { type ChooseAmong, chooseVariant, type VariantChoice, whyNotChosen } from "./choose-variant";
import { chooseDefaultAuxiliary, defaultAuxiliaryAssumption } from "./default-auxiliary";
import { describeVariant } from "./describe";
import { judgeQualifiers } from "./judge-qualifiers";
import { chooseLegacyVariant, legacyOrderAssumption } from "./legacy-variant";
import { automaticMediaAssumption } from "./media-options";
import { NeededPlaylists, whyRenditionIsOut } from "./needed-playlists";
import { judgePlayability, type Playability } from "./playability";
import { selectOptions } from "./select-options";
import type { ContentChoice, Selection } from "./selection";

/** Selects as an AVAssetDownloadTask does, as far as Apple's headers say; everything else is a named assumption. */
export function selectForConfiguration(plan: AVAssetDownloadPlan, playlist: MultivariantPlaylist): Selection {
  return new ConfigurationSelection(plan, playlist).select();
}

class ConfigurationSelection {
  readonly #plan: AVAssetDownloadPlan;
  readonly #playlist: MultivariantPlaylist;
  readonly #findings: Findings;
  readonly #assumptions = new Assumptions();
  readonly #needed = new NeededPlaylists();
  readonly #playability: Playability;
  readonly #choices: ContentChoice[] = [];
  readonly #takenVariants = new Map<Variant, string>();
  readonly #takenRenditions = new Map<Rendition, string>();

  constructor(plan: AVAssetDownloadPlan, playlist: MultivariantPlaylist) {
    this.#plan = plan;
    this.#playlist = playlist;
    this.#findings = new Findings(plan);
    this.#playability = judgePlayability(playlist, plan.simulation.deviceProfile);
    if (nodeAt(plan.root, ["simulation", "deviceProfile"]) === undefined) {
      this.#assumptions.add(
        "device-profile",
        "Which variants are playable depends on the device. Assumed: what current iPhones play, of any size. Describe another device in simulation.deviceProfile.",
      );
    }
  }

  select(): Selection {
    const { legacyOptions } = this.#plan;
    const primaryConfiguration: ContentConfiguration =
      legacyOptions === undefined
        ? this.#plan.primaryContentConfiguration
        : {
            variantQualifiers: [],
            mediaSelections: legacyOptions.mediaSelection === undefined ? [] : [legacyOptions.mediaSelection],
          };
    const primary =
      legacyOptions === undefined
        ? this.#choose(primaryConfiguration)
        : chooseLegacyVariant(legacyOptions, this.#playability.playable);
    if (legacyOptions !== undefined) this.#assumptions.add("legacy-option-order", legacyOrderAssumption);
    const primaryAudio = this.#take("primary", ["primaryContentConfiguration"], primaryConfiguration, primary);
    if (primary.variant === undefined) {
      const message = `None of the ${this.#playlist.variants.length} variants is playable on the device that the plan describes: nothing can be downloaded. Look at simulation.deviceProfile and at the reasons beside the variants.`;
      this.#findings.atUrl("no-playable-variant", "error", message);
    } else this.#selectAuxiliary(primary.variant, primaryAudio);
    return this.#finish(primary, primaryConfiguration);
  }

  #selectAuxiliary(primary: Variant, primaryAudio: Rendition | undefined): void {
    const { auxiliaryContentConfigurations: auxiliary, legacyOptions } = this.#plan;
    if (legacyOptions !== undefined || auxiliary === undefined) {
      if (legacyOptions?.mediaSelectionPrefersMultichannel !== false) this.#takeDefaultAuxiliary(primary, primaryAudio);
      return;
    }
    for (const [index, configuration] of auxiliary.entries()) {
      const choice = this.#choose(configuration, this.#optimized(primary));
      const before = this.#needed.size;
      const path = ["auxiliaryContentConfigurations", index];
      this.#take(`auxiliary ${index + 1}`, path, configuration, choice);
      this.#assumptions.add(
        "auxiliary-media-selections",
        "Apple does not say whether the media selections of an auxiliary configuration add to the primary ones. Assumed: each configuration has its own.",
      );
      if (choice.variant !== undefined && this.#needed.size === before) {
        const message = `This auxiliary configuration adds nothing: ${describeVariant(choice.variant)} and its renditions are downloaded already. Remove it, or change its qualifiers or media selections.`;
        this.#findings.at(path, "auxiliary-duplicate", "info", message);
      }
    }
  }

  #takeDefaultAuxiliary(primary: Variant, primaryAudio: Rendition | undefined): void {
    this.#assumptions.add("default-auxiliary", defaultAuxiliaryAssumption);
    const added = chooseDefaultAuxiliary(this.#playlist, this.#playability.playable, primary, primaryAudio);
    const { rendition, variant, why } = added;
    if (rendition !== undefined) {
      this.#needed.addRendition(rendition, true);
      if (!this.#takenRenditions.has(rendition)) this.#takenRenditions.set(rendition, `Default auxiliary: ${why}`);
    }
    this.#choices.push({
      name: "default auxiliary",
      variant: variant?.index,
      renditions: rendition === undefined ? [] : [rendition.index],
      qualifier: undefined,
      why,
    });
  }

  #choose(configuration: ContentConfiguration, among?: ChooseAmong): VariantChoice {
    const { simulation } = this.#plan;
    return chooseVariant(
      configuration.variantQualifiers,
      this.#playability.playable,
      { playlist: this.#playlist, preferredLanguages: simulation.preferredLanguages },
      simulation.automaticVariantSelection,
      among,
    );
  }

  /** Among several candidates the one whose video is downloaded already, then one of the same size. */
  #optimized(primary: Variant): ChooseAmong | undefined {
    if (!this.#plan.optimizesAuxiliaryContentConfigurations) return undefined;
    const method = this.#plan.simulation.automaticVariantSelection;
    return (candidates) => {
      const sameVideo = candidates.filter(({ url }) => url === primary.url);
      const sameSize = candidates.filter(
        ({ resolution }) =>
          resolution?.width === primary.resolution?.width && resolution?.height === primary.resolution?.height,
      );
      const kept = sameVideo.length > 0 ? sameVideo : sameSize.length > 0 ? sameSize : candidates;
      const chosen = chooseAutomatically(kept, method);
      if (chosen === undefined || kept.length === candidates.length) return chosen;
      this.#assumptions.add(
        "optimize-among-matches",
        "Apple does not say whether optimizesAuxiliaryContentConfigurations or the order of an auxiliary's qualifiers comes first. Assumed: the first qualifier that matches decides, and among its matches the one with the primary's video, then of its size, is taken.",
      );
      const because = sameVideo.length > 0 ? "the primary's video, which is downloaded anyway" : "the primary's size";
      return { variant: chosen.variant, because };
    };
  }

  /** Returns the audio rendition that was taken. */
  #take(
    name: string,
    path: PlanPath,
    configuration: ContentConfiguration,
    choice: VariantChoice,
  ): Rendition | undefined {
    const { variant } = choice;
    const { simulation } = this.#plan;
    judgeQualifiers(path, configuration.variantQualifiers, choice, this.#playability, this.#playlist, this.#findings);
    if (choice.isAssumed) {
      const method = simulation.automaticVariantSelection;
      this.#assumptions.add("automatic-variant-selection", automaticSelectionAssumption[method]);
    }
    if (choice.metNil) {
      this.#assumptions.add(
        "predicate-on-missing-attributes",
        "Apple does not say what a comparison with attributes that a variant does not have gives, such as the video of an audio variant. Assumed: it does not hold.",
      );
    }
    if (variant === undefined) {
      this.#choices.push({ name, variant: undefined, renditions: [], qualifier: undefined, why: choice.why });
      return undefined;
    }
    this.#needed.addVariant(variant);
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    this.#takenVariants.set(
      variant,
      [this.#takenVariants.get(variant), `${title}: ${choice.why}`].filter(Boolean).join(" "),
    );
    const options = selectOptions(configuration, variant, this.#playlist, simulation.preferredLanguages);
    if (options.isAssumed) this.#assumptions.add("automatic-media-selection", automaticMediaAssumption);
    for (const [rendition, why] of options.taken) {
      this.#needed.addRendition(rendition, true);
      const inside = rendition.url === undefined ? " It is inside of the variant's own playlist." : "";
      if (!this.#takenRenditions.has(rendition)) this.#takenRenditions.set(rendition, `${title}: ${why}.${inside}`);
    }
    for (const missing of options.missing) {
      const place = this.#plan.legacyOptions === undefined ? [...path, ...missing.path] : ["options"];
      const languages = [...new Set(missing.languages)].slice(0, 3);
      const node = nodeAt(this.#plan.root, [...place, "language"]);
      const fixes = (node === undefined ? [] : languages).map((language) => ({
        title: `Select ${language}`,
        preferred: languages.length === 1,
        edits: node === undefined ? [] : [{ range: rangeOfNode(node), newText: JSON.stringify(language) }],
      }));
      this.#findings.at(place, "selection-not-found", "error", missing.message, { fixes });
      if (!missing.isElsewhere) continue;
      this.#assumptions.add(
        "missing-group-member",
        "Apple does not say what becomes of a media selection whose rendition the chosen variant's group lacks. Assumed: nothing is taken for it.",
      );
    }
    const renditions = [...options.taken.keys()];
    this.#choices.push({
      name,
      variant: variant.index,
      renditions: renditions.map(({ index }) => index),
      qualifier: choice.qualifier,
      why: choice.why,
    });
    return renditions.find(({ type }) => type === "AUDIO");
  }

  #finish(primary: VariantChoice, configuration: ContentConfiguration): Selection {
    const { variants, renditions } = this.#playlist;
    const taken = [...this.#takenVariants.keys()];
    return {
      playlist: this.#playlist,
      variants: variants.map((variant) => {
        const why = this.#takenVariants.get(variant);
        const out = this.#playability.excluded.get(variant.index);
        return {
          index: variant.index,
          isTaken: why !== undefined,
          why: why ?? out ?? whyNotChosen(variant, primary, configuration.variantQualifiers),
        };
      }),
      renditions: renditions.map((rendition) => {
        const why = this.#takenRenditions.get(rendition) ?? captionsInside(rendition, taken);
        return {
          index: rendition.index,
          isTaken: why !== undefined,
          why: why ?? whyRenditionIsOut(rendition, taken, this.#playlist),
        };
      }),
      choices: this.#choices,
      needed: this.#needed.list(),
      assumptions: this.#assumptions.list(),
      diagnostics: this.#findings.diagnostics,
    };
  }
}

function captionsInside(rendition: Rendition, taken: readonly Variant[]): string | undefined {
  const isInside =
    rendition.type === "CLOSED-CAPTIONS" && taken.some((variant) => variant.closedCaptionsGroup === rendition.groupId);
  return isInside ? "Closed captions are inside of the video and come with it." : undefined;
}
