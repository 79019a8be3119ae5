import { isManagedMode } from "../model/app-configuration";
import type { DeviceContext } from "./device-context";

/**
 * The system needs space and takes finished files, which stay purgeable because they were moved out of the callback and not
 * copied (facts: the WWDC23 session). The app finds them missing; the next content request may return them again.
 * @param identifiers undefined: everything that was downloaded
 * @returns why nothing is purged; undefined: it was done
 */
export function purgeFiles(context: DeviceContext, identifiers: readonly string[] | undefined): string | undefined {
  const { assets } = context.state;
  if (isManagedMode(context.configuration.mode)) {
    return "Asset packs are not purged: the system keeps them as long as the app is installed.";
  }
  const missing = identifiers?.find((identifier) => !assets.has(identifier));
  if (missing !== undefined) return `\`${missing}\` is not on the device: it cannot be purged.`;
  for (const identifier of identifiers ?? [...assets.keys()]) {
    const asset = context.state.assets.get(identifier);
    if (asset === undefined) continue;
    const { sizeOnDiskInBytes } = asset;
    context.record({ type: "asset.removed", identifier });
    context.ports.store.removeContent(identifier);
    context.disk.release(sizeOnDiskInBytes);
    context.emit({ type: "file.purged", identifier, sizeOnDiskInBytes });
  }
  return undefined;
}
