import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { downloaderProcess } from "./downloader-process";
import type { ProcessCall, ProcessMessage, ProcessTrouble, ProcessValue } from "./process-messages";
import { readReply } from "./read-reply";

export interface ProcessOptions {
  readonly call: ProcessCall;
  /** What is left of the extension's running time; the process is killed when it is over. */
  readonly budgetMs: number;
  /** Folders that the script may read, and those that it may write as well. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly temporaryFolder: string;
  readonly workingFolder: string;
  /** A line that the script wrote. */
  readonly wrote: (line: string) => void;
}

export type ProcessEnd =
  | {
      readonly kind: "replied";
      readonly reply: ProcessValue | ProcessTrouble;
      readonly runtimeMs: number;
      readonly peakMemoryInBytes: number;
    }
  | { readonly kind: "timed-out"; readonly runtimeMs: number }
  /** `stop` was called. */
  | { readonly kind: "stopped"; readonly runtimeMs: number }
  | { readonly kind: "out-of-memory"; readonly runtimeMs: number }
  /** It ended without a word, or said what cannot be read. */
  | { readonly kind: "died"; readonly how: string; readonly runtimeMs: number };

export interface RunningProcess {
  readonly ended: Promise<ProcessEnd>;
  stop(): void;
}

/** Protects this computer. A device grants far less, which is said where it is known (`script-extension.ts`). */
export const heapLimitInMegabytes = 256;
/** Until Node itself runs. */
const startTimeoutMs = 30_000;
const mostLines = 200;
const longestLine = 1000;
/** Of what the process answers: 100,000 downloads have room in it. */
const mostAnswerCharacters = 64 * 1024 * 1024;

/** Runs one call in a process of its own: no network, no environment of this one, a bounded heap and time. */
export function runDownloaderProcess(options: ProcessOptions): RunningProcess {
  let killedBecause: "timed-out" | "stopped" | "too much" | undefined;
  let begunAt: number | undefined;
  let answer: Extract<ProcessMessage, { type: "reply" }> | undefined;
  let lastWords = "";
  const child = spawn(process.execPath, nodeArguments(options), {
    cwd: options.workingFolder,
    env: ownEnvironment(options.temporaryFolder),
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const kill = (because: NonNullable<typeof killedBecause>) => {
    killedBecause ??= because;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(() => kill("timed-out"), startTimeoutMs);
  const elapsedMs = () => (begunAt === undefined ? 0 : Math.ceil(performance.now() - begunAt));

  let lines = 0;
  for (const stream of [child.stdout, child.stderr]) {
    eachLine(stream, longestLine, (line) => {
      lastWords = `${lastWords}\n${line}`.slice(-4000);
      lines++;
      if (lines <= mostLines && !isOwnNoise(line)) options.wrote(line.slice(0, longestLine));
      else if (lines === mostLines + 1) options.wrote(`more than ${mostLines} lines: the others are left out`);
    });
  }
  const answers = child.stdio[3] as Readable;
  let answerCharacters = 0;
  answers.on("data", (text: string) => {
    answerCharacters += text.length;
    if (answerCharacters > mostAnswerCharacters) kill("too much");
  });
  eachLine(answers, mostAnswerCharacters, (line) => {
    const message = messageIn(line);
    if (message?.type === "begun" && begunAt === undefined) {
      begunAt = performance.now();
      clearTimeout(timer);
      timer = setTimeout(() => kill("timed-out"), Math.min(options.budgetMs, 2 ** 31 - 1));
    } else if (message?.type === "reply") {
      answer ??= message;
    }
  });
  // It may end before it has read everything.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(options.call));

  const ended = new Promise<ProcessEnd>((resolve) => {
    let failure: string | undefined;
    child.on("error", (error) => {
      failure = error.message;
      if (child.pid === undefined)
        resolve({ kind: "died", how: `it could not be started: ${error.message}`, runtimeMs: 0 });
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const runtimeMs = elapsedMs();
      if (answer !== undefined) {
        const { reply, peakMemoryInBytes } = answer;
        resolve({ kind: "replied", reply, peakMemoryInBytes, runtimeMs: answer.runtimeMs });
      } else if (killedBecause === "timed-out" || killedBecause === "stopped") {
        resolve({ kind: killedBecause, runtimeMs });
      } else if (/heap out of memory|Reached heap limit/.test(lastWords)) {
        resolve({ kind: "out-of-memory", runtimeMs });
      } else {
        const how =
          killedBecause === "too much"
            ? "it answered with more than 64 MB"
            : (failure ??
              (signal === null ? `its process ended with code ${code}` : `its process was ended by ${signal}`));
        resolve({ kind: "died", how, runtimeMs });
      }
    });
  });
  return { ended, stop: () => kill("stopped") };
}

function nodeArguments({ readable, writable }: ProcessOptions): string[] {
  const permission = ["--permission", "--experimental-permission"].find((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  );
  const permissions =
    permission === undefined
      ? []
      : [
          permission,
          ...[...readable, ...writable].map((folder) => `--allow-fs-read=${everythingIn(folder)}`),
          ...writable.map((folder) => `--allow-fs-write=${everythingIn(folder)}`),
        ];
  return [
    ...permissions,
    ...(stripsTypesOnDemand() ? ["--experimental-strip-types"] : []),
    // Node's own warnings: that its permissions and its type stripping are young.
    "--no-warnings",
    `--max-old-space-size=${heapLimitInMegabytes}`,
    "--input-type=commonjs",
    "--eval",
    `(${downloaderProcess.toString()})()`,
  ];
}

/** Whether types are stripped only because somebody asked this process for it. */
export function stripsTypesOnDemand(): boolean {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)];
  return flags.includes("--experimental-strip-types");
}

function everythingIn(folder: string): string {
  return process.platform === "win32" ? `${folder}\\*` : `${folder}/*`;
}

/** Nothing of this process' environment, whose variables may be secrets, beside what the system needs to start a program. */
function ownEnvironment(temporaryFolder: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { TMPDIR: temporaryFolder, TEMP: temporaryFolder, TMP: temporaryFolder };
  const { SystemRoot } = process.env;
  if (SystemRoot !== undefined) environment.SystemRoot = SystemRoot;
  // In VS Code `process.execPath` is Electron.
  if (process.versions.electron !== undefined) environment.ELECTRON_RUN_AS_NODE = "1";
  return environment;
}

/** Calls back with each line; of a line without an end no more than the limit is kept. */
function eachLine(stream: Readable, longestInCharacters: number, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, longestInCharacters);
    for (const line of lines) take(line.replace(/\r$/, ""));
  });
  stream.on("end", () => {
    if (rest !== "") take(rest);
  });
}

/** What V8 prints when the heap is full: the outcome says it in a sentence. */
function isOwnNoise(line: string): boolean {
  return /^(<---|\[\d+:0x|FATAL ERROR|----- Native|\s*\d+: 0x)/.test(line) || line.trim() === "";
}

/** The script shares the process and could write here too. */
function messageIn(line: string): ProcessMessage | undefined {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== "object" || message === null || !("type" in message)) return undefined;
    if (message.type === "begun") return { type: "begun" };
    const { runtimeMs, peakMemoryInBytes, reply: written }: Readonly<Record<string, unknown>> = { ...message };
    const reply = readReply(written);
    if (reply === undefined || !isAmount(runtimeMs) || !isAmount(peakMemoryInBytes)) return undefined;
    return { type: "reply", runtimeMs, peakMemoryInBytes, reply };
  } catch {
    return undefined;
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
