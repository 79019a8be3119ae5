import type { AssetPack } from "../../../src/model/packs/asset-pack";
import type { DeviceState, InstalledAsset } from "../../../src/simulator/device-state";
import { erasedDevice } from "../../../src/simulator/device-state";

/** A pack as a server offers it. */
export function assetPack(id: string, more: Partial<AssetPack> = {}): AssetPack {
  return {
    id,
    url: `https://cdn.example.com/packs/${id}`,
    version: 1,
    downloadSizeInBytes: 1000,
    policy: "onDemand",
    installationEventTypes: [],
    language: undefined,
    range: { start: 0, end: 0 },
    ...more,
  };
}

/** A device that has these packs, with these versions. */
export function deviceWith(versions: Readonly<Record<string, number>>): DeviceState {
  const assets = Object.entries(versions).map(([identifier, version]): [string, InstalledAsset] => [
    identifier,
    {
      identifier,
      url: `https://cdn.example.com/packs/${identifier}`,
      fileSizeInBytes: 1000,
      sizeOnDiskInBytes: 1000,
      version: String(version),
      essential: false,
      installedAtMs: 0,
    },
  ]);
  return { ...erasedDevice, assets: new Map(assets) };
}
