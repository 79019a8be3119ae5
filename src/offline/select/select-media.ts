import type { MediaPlan } from "../plan/media-plan";
import type { MultivariantPlaylist } from "../playlist/playlist";
import { selectForConfiguration } from "./select-av-configuration";
import { selectForDTGItem } from "./select-dtg-item";
import type { Selection } from "./selection";

/** What of a multivariant playlist a plan takes, and why; and which media playlists are needed to go on. */
export function selectMedia(plan: MediaPlan, playlist: MultivariantPlaylist): Selection {
  return plan.kind === "DTGItem" ? selectForDTGItem(plan, playlist) : selectForConfiguration(plan, playlist);
}
