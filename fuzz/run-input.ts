import { SeededRandom } from "../test/model/plist/seeded-random";
import type { FuzzInput, FuzzTarget } from "./fuzz-target";

/**
 * Far above what an input of some ten thousand characters takes on a busy computer: beyond it something costs more than it
 * should. The slowest are 15,000 unmatched braces in YAML, for each of which the library makes an error with its stack.
 */
const longestMs = 4000;

export interface Failure {
  readonly input: FuzzInput;
  readonly error: Error;
}

/** The numbers of one input: every input can be had again alone. */
function randomFor(target: FuzzTarget, seed: number, iteration: number, purpose: number): SeededRandom {
  let mixed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(iteration + 1, 0x85ebca6b) ^ purpose;
  for (const character of target.name) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193);
  return new SeededRandom(mixed);
}

/** Undefined: everything held. */
export async function runInput(target: FuzzTarget, seed: number, iteration: number): Promise<Failure | undefined> {
  const input = target.generate(randomFor(target, seed, iteration, 0));
  const error = await errorOf(target, input, seed, iteration);
  return error === undefined ? undefined : { input, error };
}

async function errorOf(
  target: FuzzTarget,
  input: FuzzInput,
  seed: number,
  iteration: number,
): Promise<Error | undefined> {
  let fastestMs = Number.POSITIVE_INFINITY;
  // A busy computer is slow once; what is slow three times is our doing.
  for (let attempt = 0; attempt < 3 && fastestMs > longestMs; attempt++) {
    const started = performance.now();
    try {
      const checked = target.check(input, randomFor(target, seed, iteration, 1));
      if (checked !== undefined) await checked;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
    fastestMs = Math.min(fastestMs, performance.now() - started);
  }
  return fastestMs > longestMs ? new Error(`took ${Math.round(fastestMs)} ms`) : undefined;
}

/** A smaller input that still fails, found by leaving parts out. */
export async function minimised(
  target: FuzzTarget,
  failure: Failure,
  seed: number,
  iteration: number,
): Promise<Failure> {
  const until = performance.now() + 10_000;
  let best = failure;
  for (let part = Math.ceil(best.input.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let at = 0; at < best.input.length && performance.now() < until; ) {
      const input = without(best.input, at, part);
      const error = await errorOf(target, input, seed, iteration);
      if (error === undefined) at += part;
      else best = { input, error };
    }
  }
  return best;
}

function without(input: FuzzInput, at: number, length: number): FuzzInput {
  if (typeof input === "string") return input.slice(0, at) + input.slice(at + length);
  return Buffer.concat([input.subarray(0, at), input.subarray(at + length)]);
}
