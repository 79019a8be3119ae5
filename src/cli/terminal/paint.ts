/** Colours of a terminal, or none: NO_COLOR, a pipe and a dumb terminal get plain text. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  /** Pads to `width` visible columns, whatever colours `text` has. */
  pad(text: string, width: number): string;
}

export function createPaint(options: {
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Paint {
  const { env } = options;
  const noColor = env.NO_COLOR !== undefined && env.NO_COLOR !== "";
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "" && env.FORCE_COLOR !== "0";
  const colours = !noColor && (forced || (options.isTerminal && env.TERM !== "dumb"));
  const style = (open: number, close: number) => (text: string) =>
    colours && text !== "" ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    pad: (text, width) => text + " ".repeat(Math.max(0, width - visibleLength(text))),
  };
}

/** Columns that the text takes, whatever colours it has. */
export function visibleLength(text: string): number {
  return text.replace(/\u001b\[\d+m/g, "").length;
}
