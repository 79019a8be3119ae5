import type { ExchangeRecord } from "../transport/exchange-record";
import type { NetworkAccess } from "./network-access";

/** Of more than these the oldest are forgotten: an archive of more helps nobody. */
const mostKept = 20_000;

/** The requests of the last runs, secrets masked, in case somebody wants an HTTP archive of them. */
export class RunTraffic {
  readonly #exchanges = new Map<string, ExchangeRecord[]>();

  /** The same network, whose requests are kept under this name. */
  watch(name: string, network: NetworkAccess): NetworkAccess {
    const kept = this.#exchanges.get(name) ?? [];
    this.#exchanges.set(name, kept);
    return network.watchedBy((exchange) => {
      kept.push(exchange);
      if (kept.length > mostKept) kept.splice(0, kept.length - mostKept);
    });
  }

  /** What follows is another story. */
  forget(name: string): void {
    this.#exchanges.delete(name);
  }

  of(name: string): readonly ExchangeRecord[] {
    return this.#exchanges.get(name) ?? [];
  }
}
