import type { DeviceContext } from "./device-context";
import type { Caller } from "./events";
import type { DeliveredDownload } from "./ports";

/**
 * A finished file lies in a temporary place and is deleted when the callback returns, unless it was moved. Call it once the
 * results were delivered.
 */
export function deleteUnmoved(
  context: DeviceContext,
  results: readonly DeliveredDownload[],
  deliveredTo: Caller,
): void {
  if (context.movesFiles[deliveredTo]) return;
  for (const { identifier, error } of results) {
    if (error === undefined) loseFile(context, identifier, deliveredTo);
  }
}

/** The system deletes the file of a finished download, because the callback did not move it. */
export function loseFile(context: DeviceContext, identifier: string, deliveredTo: Caller): void {
  const asset = context.state.assets.get(identifier);
  if (asset === undefined) return;
  context.disk.release(asset.sizeOnDiskInBytes);
  context.record({ type: "asset.lost", identifier, atMs: context.nowMs });
  context.ports.store.removeContent(identifier);
  context.emit({ type: "file.lost", identifier, deliveredTo, sizeOnDiskInBytes: asset.sizeOnDiskInBytes });
}
