import type {
  Clock,
  Transfer,
  TransferObserver,
  TransferOutcome,
  TransferRequest,
  Transport,
} from "../../simulator/ports";

export interface OrderedTransportOptions {
  readonly clock: Clock;
  /** Resolves when nothing is being removed any more: a download must not start into a removal. */
  readonly removalsSettled: () => Promise<unknown>;
  /** Called with each manifest that arrived whole. */
  readonly manifestArrived: (url: string, content: Uint8Array) => void;
}

/**
 * Fits a transport of real bytes to the engine: the device's time follows the wall while a transfer runs, and a transfer
 * begins after the removals that were asked for before it.
 */
export function orderedTransport(real: Transport, options: OrderedTransportOptions): Transport {
  return {
    start(request: TransferRequest, observer: TransferObserver): Transfer {
      const { clock } = options;
      let transfer: Transfer | undefined;
      let stopped: "paused" | "cancelled" | undefined;
      const ended = (outcome: TransferOutcome) => {
        if (outcome.kind === "finished" && outcome.content !== undefined) {
          options.manifestArrived(request.url, outcome.content);
        }
        clock.endFlow();
        observer.ended(outcome);
      };
      clock.beginFlow();
      options.removalsSettled().then(() => {
        if (stopped !== undefined) {
          ended({ kind: stopped, receivedBytes: 0, transferredBytes: 0 });
          return;
        }
        transfer = real.start(request, {
          redirected: (from, to) => observer.redirected(from, to),
          challenged: (challenge, answer) => {
            if (observer.challenged === undefined) answer({ kind: "default" });
            else observer.challenged(challenge, answer);
          },
          started: (offset) => observer.started(offset),
          progress: (receivedBytes) => observer.progress(receivedBytes),
          faulted: (fault) => observer.faulted?.(fault),
          ended,
        });
      });
      const stop = (kind: "paused" | "cancelled") => {
        stopped = kind;
        if (kind === "paused") transfer?.pause();
        else transfer?.cancel();
      };
      return { pause: () => stop("paused"), cancel: () => stop("cancelled") };
    },
    setNetwork: (network) => real.setNetwork(network),
    setFaults: (faults) => real.setFaults(faults),
  };
}
