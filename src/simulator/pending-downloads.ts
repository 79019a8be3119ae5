import { deliverResults, makeLaunchable } from "./app-callbacks";
import type { DeviceContext } from "./device-context";
import { DownloadBatch } from "./download-batch";
import { scheduledFrom } from "./scheduled-download";
import type { TransferRunner } from "./transfer-runner";

/** What an ended process left behind, ready to be continued. Undefined: nothing. */
export function pendingBatch(
  context: DeviceContext,
  runner: TransferRunner,
  done: () => void,
): DownloadBatch | undefined {
  if (context.state.pending.size === 0) return undefined;
  context.ledger = context.openLedger();
  return new DownloadBatch(
    runner,
    [...context.state.pending.values()].map(scheduledFrom),
    {
      essentialConcluded: (results) => {
        makeLaunchable(context, context.state.app?.installedAtMs ?? context.nowMs);
        deliverResults(context, results);
      },
      nonEssentialConcluded: (results) => deliverResults(context, results),
    },
    done,
  );
}
