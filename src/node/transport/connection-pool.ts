import type { buildConnector } from "undici";
import { Connection } from "./connection";

/** Connections that wait for the next request to the same place. How many are used at a time is the device's decision. */
export class ConnectionPool {
  readonly #idle = new Map<string, Connection[]>();
  readonly #all = new Set<Connection>();

  /** `place` tells apart what must not share connections: origin, trust and proxy. */
  take(place: string, origin: string, connector: buildConnector.connector): Connection {
    const waiting = this.#idle.get(place);
    for (let connection = waiting?.pop(); connection !== undefined; connection = waiting?.pop()) {
      connection.onClosed = () => {};
      if (connection.isUsable) return connection;
      this.#drop(connection);
    }
    const connection = new Connection(origin, connector);
    this.#all.add(connection);
    return connection;
  }

  /** After a response that has come to its end. */
  giveBack(place: string, connection: Connection): void {
    connection.hasServed = true;
    connection.release();
    if (!this.#all.has(connection)) return;
    const waiting = this.#idle.get(place) ?? [];
    this.#idle.set(place, waiting);
    waiting.push(connection);
    connection.onClosed = () => {
      const index = waiting.indexOf(connection);
      if (index !== -1) waiting.splice(index, 1);
      if (waiting.length === 0 && this.#idle.get(place) === waiting) this.#idle.delete(place);
      this.#drop(connection);
    };
  }

  /** Instead of giving it back: after an abort or an error. */
  drop(connection: Connection): void {
    this.#drop(connection);
  }

  close(): void {
    for (const connection of [...this.#all]) this.#drop(connection);
    this.#idle.clear();
  }

  #drop(connection: Connection): void {
    this.#all.delete(connection);
    connection.destroy();
  }
}
