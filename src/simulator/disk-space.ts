/** The free space that the person gave the device. Without one nothing is counted: the computer's own disk decides. */
export class DiskSpace {
  #freeBytes: number | undefined;

  constructor(freeBytes: number | undefined) {
    this.#freeBytes = freeBytes;
  }

  /** Undefined: not counted. */
  get freeBytes(): number | undefined {
    return this.#freeBytes;
  }

  /** Sets space aside. False, and nothing set aside, where there is not enough. */
  reserve(bytes: number): boolean {
    if (this.#freeBytes === undefined) return true;
    if (bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  release(bytes: number): void {
    if (this.#freeBytes !== undefined) this.#freeBytes += bytes;
  }
}
