import { mkdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { allTargets } from "./all-targets";
import type { FuzzTarget } from "./fuzz-target";
import { type Failure, minimised, runInput } from "./run-input";

interface Wanted {
  readonly seed: number;
  readonly seconds: number | undefined;
  readonly iterations: number | undefined;
  readonly first: number;
  readonly names: readonly string[];
  /** Of the input that is being read: which target, and which iteration. Shared with the thread that watches. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

/** One input takes a second at most; minimising one takes ten. */
const silenceMs = 30_000;
const mostFailures = 20;

if (isMainThread) await watch();
else await fuzz(workerData as Wanted);

/** Runs the fuzzing in a thread of its own, so that an endless loop is seen, and says which input it was. */
async function watch(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string" },
      seed: { type: "string" },
      target: { type: "string", multiple: true },
      iterations: { type: "string" },
      iteration: { type: "string" },
    },
  });
  const seed = numberOf(values.seed) ?? Math.floor(Math.random() * 2 ** 31);
  const first = numberOf(values.iteration);
  const iterations = first === undefined ? numberOf(values.iterations) : 1;
  const seconds = numberOf(values.seconds) ?? (iterations === undefined ? 60 : undefined);
  const names = values.target ?? allTargets.map(({ name }) => name);
  const unknown = names.filter((name) => allTargets.every((target) => target.name !== name));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(", ")}; there are ${allTargets.map(({ name }) => name).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  const progress = new Int32Array(new SharedArrayBuffer(12));
  const wanted: Wanted = { seed, seconds, iterations, first: first ?? 0, names, progress };
  const worker = new Worker(new URL(import.meta.url), { workerData: wanted });
  let last = "";
  const timer = setInterval(() => {
    const now = progress.join();
    if (now === last) {
      console.error(`Hangs: ${repeatCommand(names[progress[0] ?? 0] ?? "", seed, progress[1] ?? 0)}`);
      process.exit(1);
    }
    last = now;
  }, silenceMs);
  worker.on("error", (error) => {
    console.error(`Ended: ${repeatCommand(names[progress[0] ?? 0] ?? "", seed, progress[1] ?? 0)}`);
    throw error;
  });
  await new Promise<void>((resolve) =>
    worker.once("message", (failures: number) => {
      process.exitCode = failures === 0 ? 0 : 1;
      resolve();
    }),
  );
  clearInterval(timer);
  await worker.terminate();
}

async function fuzz({ seed, seconds, iterations, first, names, progress }: Wanted): Promise<void> {
  const targets = allTargets.filter(({ name }) => names.includes(name));
  const started = performance.now();
  const counts = new Map<FuzzTarget, { inputs: number; failures: number; ms: number }>();
  let failures = 0;
  const isOver = (done: number) =>
    failures >= mostFailures ||
    (iterations !== undefined && done >= iterations) ||
    (seconds !== undefined && performance.now() - started > seconds * 1000);
  // Round after round, so that a run of any length reads something of everything. With one target a round is one input.
  for (let done = 0, round = first; !isOver(done); round++) {
    for (const [index, target] of targets.entries()) {
      const share = targets.length === 1 ? 1 : target.share;
      const count = counts.get(target) ?? { inputs: 0, failures: 0, ms: 0 };
      counts.set(target, count);
      for (let step = 0; step < share && !isOver(done); step++, done++) {
        const iteration = round * share + step;
        progress.set([names.indexOf(target.name), iteration, ((progress[2] ?? 0) + 1) | 0]);
        const begun = performance.now();
        const failure = await runInput(target, seed, iteration);
        count.inputs++;
        count.ms += performance.now() - begun;
        if (failure === undefined) continue;
        failures++;
        count.failures++;
        report(target, seed, iteration, await minimised(target, failure, seed, iteration), failure);
        if (count.failures >= 3) targets.splice(index, 1);
      }
    }
    if (targets.length === 0) break;
  }
  for (const target of allTargets) await target.close?.();
  for (const [{ name }, count] of counts)
    say(
      1,
      `${name.padEnd(20)} ${String(count.inputs).padStart(9)} inputs ${(count.ms / 1000).toFixed(1).padStart(8)} s ${count.failures} failed`,
    );
  const total = [...counts.values()].reduce((sum, { inputs }) => sum + inputs, 0);
  say(
    1,
    `${total} inputs with seed ${seed} in ${((performance.now() - started) / 1000).toFixed(0)} s, ${failures} failed`,
  );
  parentPort?.postMessage(failures);
}

function report(target: FuzzTarget, seed: number, iteration: number, small: Failure, whole: Failure): void {
  const folder = join("out", "fuzz");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${target.name}-${seed}-${iteration}`);
  writeFileSync(path, whole.input);
  writeFileSync(`${path}.small`, small.input);
  say(2, `\n${target.name}: ${whole.error.stack?.split("\n").slice(0, 12).join("\n")}`);
  say(2, `  input: ${path}, made smaller: ${path}.small`);
  if (small.input.length < 300)
    say(
      2,
      `  ${typeof small.input === "string" ? JSON.stringify(small.input) : Buffer.from(small.input).toString("base64")}`,
    );
  say(2, `  again: ${repeatCommand(target.name, seed, iteration)}`);
}

function repeatCommand(name: string, seed: number, iteration: number): string {
  return `npm run fuzz -- --target ${name} --seed ${seed} --iteration ${iteration}`;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** At once: what a thread prints in the usual way is lost when it is ended. */
function say(descriptor: 1 | 2, line: string): void {
  writeSync(descriptor, `${line}\n`);
}
