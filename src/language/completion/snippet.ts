/** Writes the text of an LSP snippet: plain text escaped, tab stops numbered in the order in which they are written. */
export class SnippetWriter {
  #text = "";
  #stops = 0;

  plain(text: string): this {
    this.#text += text.replace(/[\\$}]/g, "\\$&");
    return this;
  }

  /** A place to fill in; what is known is there already, selected. */
  stop(preset = ""): this {
    this.#stops++;
    this.#text += preset === "" ? `$${this.#stops}` : `\${${this.#stops}:${preset.replace(/[\\$}]/g, "\\$&")}}`;
    return this;
  }

  /** A choice of values, the first one chosen; one value is only preset. */
  choice(values: readonly string[]): this {
    const [first = "", second] = values;
    if (second === undefined) return this.stop(first);
    this.#stops++;
    const escaped = values.map((value) => value.replace(/[\\$},|]/g, "\\$&"));
    this.#text += `\${${this.#stops}|${escaped.join(",")}|}`;
    return this;
  }

  toString(): string {
    return this.#text;
  }
}
