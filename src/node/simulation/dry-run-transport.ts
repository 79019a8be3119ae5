import type { DeviceEvent } from "../../simulator/events";
import type { Transfer, TransferObserver, TransferRequest, Transport } from "../../simulator/ports";

/**
 * Judges everything and downloads only the manifest: assets end at once with their declared size and no byte on the
 * network or on disk.
 */
export function dryRunTransport(real: Transport): Transport {
  return {
    start(request: TransferRequest, observer: TransferObserver): Transfer {
      if (request.purpose === "manifest") return real.start(request, observer);
      let ended = false;
      const end = (kind: "finished" | "paused" | "cancelled") => {
        if (ended) return;
        ended = true;
        const receivedBytes = kind === "finished" ? (request.expectedSizeInBytes ?? 0) : 0;
        observer.ended({ kind, receivedBytes, transferredBytes: 0 });
      };
      setImmediate(() => {
        if (ended) return;
        observer.started(0);
        end("finished");
      });
      return { pause: () => setImmediate(end, "paused"), cancel: () => setImmediate(end, "cancelled") };
    },
    setNetwork: (network) => real.setNetwork(network),
    setFaults: (faults) => real.setFaults(faults),
  };
}

/**
 * The event as it is told of a dry run. The device has to believe that an asset came, or it would charge and judge what
 * follows differently; whoever reads the log must not.
 */
export function dryRunEvent(event: DeviceEvent): DeviceEvent {
  return event.type === "download.finished" ? { ...event, receivedBytes: 0 } : event;
}
