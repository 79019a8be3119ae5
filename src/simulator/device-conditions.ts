import type { AppCalls } from "./app-calls";
import type { DeviceConditions } from "./conditions";
import type { DeviceContext } from "./device-context";
import { DiskSpace } from "./disk-space";
import type { TransferRunner } from "./transfer-runner";

/** Other conditions from now on, for what comes and for what runs. */
export function changeConditions(
  context: DeviceContext,
  runner: TransferRunner,
  calls: AppCalls,
  changes: Partial<DeviceConditions>,
): void {
  if (changes.forceQuit === true && context.state.app !== undefined) calls.perform({ kind: "terminate" });
  context.conditions = { ...context.conditions, ...changes };
  if (changes.network !== undefined) context.ports.transport.setNetwork(changes.network);
  if ("freeDiskSpaceInBytes" in changes) {
    context.disk = new DiskSpace(changes.freeDiskSpaceInBytes);
    runner.freeSpaceChanged();
  }
  context.emit({ type: "condition.changed", conditions: context.conditions });
  context.connectivity.changed();
  runner.networkChanged();
}
