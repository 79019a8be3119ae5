/** Samples closer together than this are noise: a batch of chunks arrives at once. */
const sampleMs = 200;
/** How much a new sample counts; the rest is what was shown before, so that the number does not jump. */
const newSampleWeight = 0.4;

/** How fast one download is, of late. Times are milliseconds of the device's clock. */
export class DownloadSpeed {
  #sinceMs: number;
  #sinceBytes: number;
  #bytesPerSecond: number | undefined;

  constructor(atMs: number, receivedBytes: number) {
    this.#sinceMs = atMs;
    this.#sinceBytes = receivedBytes;
  }

  /** Takes a reading; undefined until there is enough to say. */
  measure(atMs: number, receivedBytes: number): number | undefined {
    const elapsedMs = atMs - this.#sinceMs;
    if (elapsedMs < sampleMs) return this.#bytesPerSecond;
    const sample = (Math.max(0, receivedBytes - this.#sinceBytes) / elapsedMs) * 1000;
    const before = this.#bytesPerSecond;
    this.#bytesPerSecond = before === undefined ? sample : before + (sample - before) * newSampleWeight;
    this.#sinceMs = atMs;
    this.#sinceBytes = receivedBytes;
    return this.#bytesPerSecond;
  }
}
