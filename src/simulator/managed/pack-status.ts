import type { AssetPack } from "../../model/packs/asset-pack";
import type { DeviceState } from "../device-state";

/** `AssetPack.Status`, an option set, with Apple's raw values (header BAAssetPackStatus). */
export const assetPackStatusValues = {
  downloadAvailable: 1 << 0,
  updateAvailable: 1 << 1,
  upToDate: 1 << 2,
  outOfDate: 1 << 3,
  obsolete: 1 << 4,
  downloading: 1 << 5,
  downloaded: 1 << 6,
} as const;

export type AssetPackStatusName = keyof typeof assetPackStatusValues;

export interface AssetPackStatus {
  readonly names: readonly AssetPackStatusName[];
  readonly rawValue: number;
}

export interface StatusQuestion {
  readonly id: string;
  readonly state: DeviceState;
  /** What the server offers. */
  readonly packs: readonly AssetPack[];
  /** Whether the device can reach the server: an update that cannot be fetched is not available. */
  readonly online: boolean;
}

/** The status of a pack. Empty for an identifier that neither the server nor the device knows. */
export function packStatus({ id, state, packs, online }: StatusQuestion): AssetPackStatus {
  const installed = state.assets.get(id);
  const offered = packs.find((pack) => pack.id === id);
  const names: AssetPackStatusName[] = [];
  if (installed === undefined && offered !== undefined && online) names.push("downloadAvailable");
  if (installed !== undefined) {
    if (offered === undefined) names.push("obsolete");
    else if (installed.version === String(offered.version)) names.push("upToDate");
    else names.push(...(online ? (["updateAvailable"] as const) : []), "outOfDate");
  }
  if (state.pending.has(id)) names.push("downloading");
  if (installed !== undefined) names.push("downloaded");
  return optionSet(names);
}

/**
 * `localStatus(ofAssetPackWithID:)`: asks no server, and knows `outOfDate`, `obsolete` and `downloaded` alone; the first two
 * only where the server was asked before.
 * @param packs what the server offered last; undefined: it was not asked
 */
export function localPackStatus({
  id,
  state,
  packs,
}: Pick<StatusQuestion, "id" | "state"> & { readonly packs: readonly AssetPack[] | undefined }): AssetPackStatus {
  const known: readonly AssetPackStatusName[] = ["outOfDate", "obsolete", "downloaded"];
  const installed = state.assets.get(id);
  if (packs === undefined) return optionSet(installed === undefined ? [] : ["downloaded"]);
  return optionSet(packStatus({ id, state, packs, online: false }).names.filter((name) => known.includes(name)));
}

function optionSet(names: readonly AssetPackStatusName[]): AssetPackStatus {
  return { names, rawValue: names.reduce((value, name) => value | assetPackStatusValues[name], 0) };
}
