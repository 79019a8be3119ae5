import type { MediaAssumptionName, NamedAssumption } from "./selection";

/** Collects the choices that no published text decides, each once. */
export class Assumptions {
  readonly #texts = new Map<MediaAssumptionName, string>();

  add(name: MediaAssumptionName, text: string): void {
    if (!this.#texts.has(name)) this.#texts.set(name, text);
  }

  list(): readonly NamedAssumption[] {
    return [...this.#texts].map(([name, text]) => ({ name, text }));
  }
}
