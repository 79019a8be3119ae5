import type { AssumptionSettings } from "./assumptions";
import type { DeviceConditions } from "./conditions";
import type { Clock } from "./ports";

/** How long a kind of download waits for a network, in milliseconds. */
export interface ConnectivityPatience {
  readonly foreground: number;
  readonly essential: number;
  readonly background: number;
}

const unitsInMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Of the assumption `connectivity-patience`: `foreground-0s,essential-5s,background-7d`, in any order. */
export const patiencePattern =
  /^(?!.*foreground.*foreground)(?!.*essential.*essential)(?!.*background.*background)(?:foreground|essential|background)-\d+[smhd](?:,(?:foreground|essential|background)-\d+[smhd])*$/;

/** Kinds that are not named, and everything in a text that cannot be read, do not wait. */
export function readPatience(text: string): ConnectivityPatience {
  const patience = { foreground: 0, essential: 0, background: 0 };
  if (!patiencePattern.test(text)) return patience;
  for (const item of text.split(",")) {
    const [kind, amount = "0s"] = item.split("-") as [keyof ConnectivityPatience, string?];
    patience[kind] = Number.parseInt(amount, 10) * unitsInMs[amount.at(-1) as keyof typeof unitsInMs];
  }
  return patience;
}

/**
 * What downloads know of the device's network: whether there is one, and when that changes. While one of them waits for it
 * and somebody watches, who may turn the network on again, time follows the wall instead of jumping to the end of the
 * patience.
 */
export class Connectivity {
  readonly patience: ConnectivityPatience;
  readonly #clock: Clock;
  readonly #isWatched: boolean;
  readonly #listeners = new Set<() => void>();
  #waiting = 0;
  #jumps = 0;
  #followsWall = false;

  constructor(settings: AssumptionSettings, clock: Clock, isWatched: boolean) {
    this.patience = readPatience(String(settings["connectivity-patience"]));
    this.#clock = clock;
    this.#isWatched = isWatched;
  }

  /** Calls back after each change of the conditions. Returns what ends that. */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** The conditions have changed. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** As many times as `endWait`. */
  beginWait(): void {
    this.#waiting++;
    this.#follow();
  }

  endWait(): void {
    this.#waiting--;
    this.#follow();
  }

  /** Until the returned function is called time jumps, whoever waits. */
  letTimeJump(): () => void {
    this.#jumps++;
    this.#follow();
    return () => {
      this.#jumps--;
      this.#follow();
    };
  }

  #follow(): void {
    const follows = this.#isWatched && this.#waiting > 0 && this.#jumps === 0;
    if (follows === this.#followsWall) return;
    this.#followsWall = follows;
    if (follows) this.#clock.beginFlow();
    else this.#clock.endFlow();
  }
}

/** Why nothing can be downloaded now; undefined: there is a network. */
export function missingNetwork(
  conditions: DeviceConditions,
  settings: AssumptionSettings,
  wasLaunched: boolean,
): "offline" | "wifi-only" | undefined {
  if (!conditions.network.online) return "offline";
  const needsWifi = !wasLaunched && settings["cellular-before-launch"] === "refused";
  return needsWifi && conditions.network.cellular ? "wifi-only" : undefined;
}
