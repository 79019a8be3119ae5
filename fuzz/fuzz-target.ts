import type { SeededRandom } from "../test/model/plist/seeded-random";

/** What a reader is given: the text of a file, or its bytes. */
export type FuzzInput = string | Uint8Array;

/** One reader of ours, inputs for it, and what has to hold for every input. */
export interface FuzzTarget {
  readonly name: string;
  /** How often it comes up beside the others. */
  readonly share: number;
  readonly generate: (random: SeededRandom) => FuzzInput;
  /** Throws where something that must hold does not. `random` is the same for the same seed and iteration, whatever the input. */
  readonly check: (input: FuzzInput, random: SeededRandom) => void | Promise<void>;
  readonly close?: () => Promise<void>;
}

/** The input of a target that takes texts. */
export function textOf(input: FuzzInput): string {
  return typeof input === "string" ? input : new TextDecoder().decode(input);
}

export function bytesOf(input: FuzzInput): Uint8Array {
  return typeof input === "string" ? new TextEncoder().encode(input) : input;
}
