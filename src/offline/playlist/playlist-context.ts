import { type Attributes, parseAttributes } from "./attribute-list";
import type { Key, PlaylistProblem, PlaylistProblemName } from "./playlist";
import type { PlaylistLine } from "./playlist-lines";

/** Beyond this the text is something else than a playlist, and more problems help nobody. */
const maximumProblems = 100;

/** What both readers need: problems with places, URLs against the playlist's own, variables of EXT-X-DEFINE. */
export class PlaylistContext {
  readonly url: string;
  readonly problems: PlaylistProblem[] = [];
  readonly variables = new Map<string, string>();
  version: number | undefined;
  isIndependentSegments = false;
  readonly #imported: ReadonlyMap<string, string>;

  constructor(url: string, imported: ReadonlyMap<string, string>) {
    this.url = url;
    this.#imported = imported;
  }

  problem(
    name: PlaylistProblemName,
    severity: PlaylistProblem["severity"],
    message: string,
    { range, line }: Pick<PlaylistLine, "range" | "line">,
  ): void {
    if (this.problems.length < maximumProblems) this.problems.push({ name, severity, message, range, line });
  }

  attributes(line: PlaylistLine): Attributes {
    return parseAttributes(this.substituted(line.value, line));
  }

  /** Puts the values of variables in place of `{$name}`. */
  substituted(text: string, line: PlaylistLine): string {
    if (!text.includes("{$")) return text;
    return text.replace(/\{\$([A-Za-z0-9_-]+)\}/g, (reference, name: string) => {
      const value = this.variables.get(name);
      if (value === undefined) {
        this.problem(
          "syntax",
          "error",
          `The variable ${name} is not defined: players refuse the playlist. Define it with EXT-X-DEFINE.`,
          line,
        );
      }
      return value ?? reference;
    });
  }

  /** Absolute; as written where it is no URL or of a scheme such as `skd:`. */
  resolve(uri: string): string {
    try {
      return new URL(uri, this.url).href;
    } catch {
      return uri;
    }
  }

  /** Tags that may stand in both kinds of playlists. Returns whether it was one of them. */
  takeCommonTag(line: PlaylistLine): boolean {
    switch (line.tag) {
      case "EXTM3U":
        return true;
      case "EXT-X-VERSION":
        if (this.version !== undefined) {
          this.problem("duplicate-version", "error", "EXT-X-VERSION may stand in a playlist only once.", line);
        } else this.version = /^[0-9]+$/.test(line.value.trim()) ? Number(line.value) : undefined;
        return true;
      case "EXT-X-INDEPENDENT-SEGMENTS":
        this.isIndependentSegments = true;
        return true;
      case "EXT-X-DEFINE":
        this.#define(line);
        return true;
      default:
        return false;
    }
  }

  key(line: PlaylistLine): Key {
    const attributes = this.attributes(line);
    const uri = attributes.get("URI");
    return {
      method: attributes.get("METHOD") ?? "",
      url: uri === undefined ? undefined : /^skd:/i.test(uri) ? uri : this.resolve(uri),
      uri,
      iv: attributes.get("IV"),
      keyFormat: attributes.get("KEYFORMAT") ?? "identity",
      keyFormatVersions: attributes.get("KEYFORMATVERSIONS"),
      range: line.range,
      line: line.line,
    };
  }

  /** A query parameter may hold what would end a line or a quoted string where it is put. */
  #setVariable(name: string, value: string): void {
    this.variables.set(name, value.replace(/["\r\n]/g, ""));
  }

  #define(line: PlaylistLine): void {
    const attributes = parseAttributes(line.value);
    const name = attributes.get("NAME");
    const parameter = attributes.get("QUERYPARAM");
    const imported = attributes.get("IMPORT");
    if (name !== undefined) this.#setVariable(name, attributes.get("VALUE") ?? "");
    else if (parameter !== undefined) {
      const value = URL.canParse(this.url) ? new URL(this.url).searchParams.get(parameter) : null;
      if (value !== null) this.#setVariable(parameter, value);
      else {
        const message = `EXT-X-DEFINE takes the query parameter ${parameter}, which the playlist's URL does not have.`;
        this.problem("syntax", "error", message, line);
      }
    } else if (imported !== undefined) {
      const value = this.#imported.get(imported);
      if (value !== undefined) this.#setVariable(imported, value);
      else {
        const message = `EXT-X-DEFINE imports the variable ${imported}, which the multivariant playlist does not define.`;
        this.problem("syntax", "error", message, line);
      }
    }
  }
}
