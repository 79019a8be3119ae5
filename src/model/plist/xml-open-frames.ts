import type { ProblemList } from "./problem-list";
import type { ContainerName } from "./xml-elements";
import { Frame } from "./xml-frame";

/** The containers that are open while reading, the file itself first. */
export class OpenFrames {
  readonly file: Frame;
  readonly #text: string;
  readonly #frames: Frame[];
  readonly #counts: Record<ContainerName, number> = { plist: 0, dict: 0, array: 0 };
  #top: Frame;

  constructor(text: string, problems: ProblemList) {
    this.#text = text;
    this.file = new Frame(problems, "file", "", 0, 0);
    this.#frames = [this.file];
    this.#top = this.file;
  }

  get top(): Frame {
    return this.#top;
  }

  /** How many containers are open, the file included. */
  get depth(): number {
    return this.#frames.length;
  }

  isOpen(name: ContainerName): boolean {
    return this.#counts[name] > 0;
  }

  push(frame: Frame): void {
    if (frame.name !== "file") this.#counts[frame.name]++;
    this.#frames.push(frame);
    this.#top = frame;
  }

  /** Takes the innermost container away; undefined where only the file is left. */
  pop(): Frame | undefined {
    const frame = this.#top;
    if (frame.name === "file") return undefined;
    this.#frames.pop();
    this.#counts[frame.name]--;
    this.#top = this.#frames[this.#frames.length - 1] ?? this.file;
    return frame;
  }

  /** The place of the innermost open container of that name, -1 if there is none. */
  lastIndexOf(name: string | undefined): number {
    return this.#frames.findLastIndex((frame) => frame.name === name);
  }

  from(index: number): readonly Frame[] {
    return this.#frames.slice(index);
  }

  /** Whether what stands at `next` would go on inside the container `index`. Tells which one a wrong closing tag was for. */
  fits(index: number, next: number): boolean {
    const frame = this.#frames[index];
    if (frame === undefined) return false;
    if (frame === this.file) return next >= this.#text.length;
    if (this.#text.startsWith("<!--", next) || this.#text.startsWith(`</${frame.written}`, next)) return true;
    const isKey = this.#text.startsWith("<key", next);
    if (frame.name === "array") return !isKey && !this.#text.startsWith("</", next);
    return frame.name === "dict" && isKey;
  }
}
