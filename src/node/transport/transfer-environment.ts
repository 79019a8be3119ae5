import type { Fault } from "../../simulator/faults";
import type { TransferFailure } from "../../simulator/ports";
import type { ContentStore } from "../content-store/content-store";
import type { Exchange, ExchangeEvents } from "./exchange";
import type { HostMapping } from "./host-mapping";
import type { RateLimit } from "./rate-limit";
import type { Hop } from "./redirects";
import type { RunBudget } from "./run-budget";

export type Headers = Readonly<Record<string, string>>;

/** What all transfers share. */
export interface TransferEnvironment {
  readonly store: ContentStore;
  readonly mappings: readonly HostMapping[];
  readonly limit: RateLimit;
  readonly budget: RunBudget;
  readonly isOnline: () => boolean;
  /** Added to each request. */
  readonly latencyMs: () => number;
  readonly headersFor: (configured: URL) => Headers;
  readonly notice: (message: string) => void;
  /** Prepares a request; not sent yet. */
  readonly open: (
    hop: Hop,
    headers: Headers,
    events: ExchangeEvents,
    faults?: FaultObserver,
  ) => Exchange | TransferFailure;
}

/** Whoever may meet a fault. */
export interface FaultObserver {
  readonly declaredSizeInBytes: number | undefined;
  readonly struck: (fault: Fault) => void;
}
