/** Collects bits, the highest first, as video and audio bit streams want them. */
export class BitWriter {
  /** @type {number[]} */
  #bytes = [];
  #used = 0;

  /** @param {number} value @param {number} count */
  bits(value, count) {
    for (let bit = count - 1; bit >= 0; bit--) {
      if (this.#used % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (((value >>> bit) & 1) << (7 - (this.#used % 8)));
      this.#used++;
    }
    return this;
  }

  /** Exp-Golomb, unsigned (ITU-T H.264, 9.1). @param {number} value */
  ue(value) {
    const length = Math.floor(Math.log2(value + 1));
    return this.bits(0, length).bits(value + 1, length + 1);
  }

  /** Exp-Golomb, signed. @param {number} value */
  se(value) {
    return this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  get isAligned() {
    return this.#used % 8 === 0;
  }

  align() {
    while (!this.isAligned) this.bits(0, 1);
    return this;
  }

  bytes() {
    return Buffer.from(this.#bytes);
  }
}
