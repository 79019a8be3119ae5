/** What all transfers together may still bring over the network. */
export class RunBudget {
  #bytesLeft: number | undefined;

  /** Undefined: any number. */
  constructor(maxBytes: number | undefined) {
    this.#bytesLeft = maxBytes;
  }

  get bytesLeft(): number | undefined {
    return this.#bytesLeft === undefined ? undefined : Math.max(0, this.#bytesLeft);
  }

  /** Books bytes that came. False: they were too many. */
  spend(bytes: number): boolean {
    if (this.#bytesLeft === undefined) return true;
    this.#bytesLeft -= bytes;
    return this.#bytesLeft >= 0;
  }
}
