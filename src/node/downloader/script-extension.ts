import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ShouldDownload } from "../../simulator/managed/managed-extension";
import type {
  ChallengeCall,
  ChallengeOutcome,
  DownloaderExtension,
  ExtensionCall,
  ExtensionResult,
  ResultsCall,
  ResultsOutcome,
} from "../../simulator/ports";
import type { ProcessCall } from "./process-messages";
import { type ProcessEnd, type RunningProcess, runDownloaderProcess } from "./run-process";
import { objectionToScript } from "./script-file";
import {
  challengeOutcome,
  downloadsResult,
  mostDownloads,
  resultsOutcome,
  shouldDownloadAnswer,
} from "./script-results";

export interface ScriptExtensionOptions {
  /** The person's own script, absolute. */
  readonly script: string;
  /** The folder of the project file: the script may read it. */
  readonly projectFolder: string;
  /** Of the device: what the script keeps, and its temporary files. */
  readonly folder: string;
  /** Where the whole content of a download is. */
  readonly contentPath: (identifier: string) => string;
  /** Only what is returned counts: nothing was downloaded that results could be about, and nothing is kept. */
  readonly isDryRun: boolean;
  readonly notice: (message: string) => void;
}

/** Of one download in one run, by callbacks. */
const mostTimesScheduled = 10;

type Body<Kind extends ProcessCall["kind"]> = Omit<Extract<ProcessCall, { kind: Kind }>, "script" | "container">;

/**
 * The downloader extension in the person's own words: each wake is a process of its own, so that what a script remembers in
 * memory is gone, as on a device.
 */
export class ScriptExtension implements DownloaderExtension {
  readonly #options: ScriptExtensionOptions;
  readonly #name: string;
  readonly #timesScheduled = new Map<string, number>();
  #running: RunningProcess | undefined;
  #isClosed = false;

  constructor(options: ScriptExtensionOptions) {
    this.#options = options;
    this.#name = basename(options.script);
  }

  downloads(call: ExtensionCall, done: (result: ExtensionResult) => void): void {
    const objection = this.#objection();
    if (objection !== undefined) {
      done({ kind: "failed", errorName: "extensionFailed", runtimeMs: 0, message: objection });
      return;
    }
    const { contentRequest, restrictedDownloadSizeRemaining, restrictedEssentialDownloadSizeRemaining } = call;
    // A new installation finds an empty container.
    if (contentRequest.name === "install" && !this.#options.isDryRun) this.#removeContainer();
    this.#run(
      call.remainingRuntimeMs,
      (temporary): Body<"downloads"> => {
        const manifest = join(temporary, "manifest");
        writeFileSync(manifest, call.manifestContent, { mode: 0o400 });
        const info = { restrictedDownloadSizeRemaining, restrictedEssentialDownloadSizeRemaining };
        return { kind: "downloads", request: contentRequest.name, manifest, ...info, mostDownloads };
      },
      (end) => done(downloadsResult(this.#name, end, call.remainingRuntimeMs)),
    );
  }

  deliver(call: ResultsCall, done: (outcome: ResultsOutcome) => void): void {
    if (this.#options.isDryRun || this.#objection() !== undefined) {
      done({ runtimeMs: 0, notes: [], failures: [], notMoved: [], scheduled: [] });
      return;
    }
    this.#run(
      call.remainingRuntimeMs,
      (temporary): Body<"results"> => ({
        kind: "results",
        results: call.results.map((result, index) => {
          const file =
            result.error === undefined ? this.#handOver(result.identifier, join(temporary, `${index}`)) : undefined;
          return { ...result, file };
        }),
      }),
      (end) => done(this.#bounded(resultsOutcome(this.#name, end, call.remainingRuntimeMs))),
    );
  }

  answerChallenge(call: ChallengeCall, done: (outcome: ChallengeOutcome) => void): void {
    if (this.#objection() !== undefined) {
      done({ runtimeMs: 0, answer: undefined, failure: undefined });
      return;
    }
    const { challenge, download } = call;
    this.#run(
      call.remainingRuntimeMs,
      (): Body<"challenge"> => ({ kind: "challenge", challenge, download }),
      (end) => done(challengeOutcome(this.#name, end, call.remainingRuntimeMs)),
    );
  }

  /** Of a managed project: the only method of its extension that says what is downloaded. */
  readonly shouldDownload: ShouldDownload = ({ packs, remainingRuntimeMs }, done) => {
    const objection = this.#objection();
    if (objection !== undefined) {
      done({ kind: "failed", errorName: "extensionFailed", runtimeMs: 0, message: objection });
      return;
    }
    this.#run(
      remainingRuntimeMs,
      (): Body<"packs"> => ({
        kind: "packs",
        packs: packs.map(({ id, version, downloadSizeInBytes, language }) => {
          return { id, version, downloadSize: downloadSizeInBytes, language };
        }),
      }),
      (end) => done(shouldDownloadAnswer(this.#name, end, remainingRuntimeMs)),
    );
  };

  #objection(): string | undefined {
    return objectionToScript(this.#options.script, this.#options.projectFolder);
  }

  stop(): void {
    this.#running?.stop();
  }

  /** Ends what runs; nobody is called back any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.stop();
    await this.#running?.ended;
  }

  #run(
    budgetMs: number,
    bodyIn: (temporaryFolder: string) => Body<"downloads"> | Body<"results"> | Body<"challenge"> | Body<"packs">,
    done: (end: ProcessEnd) => void,
  ): void {
    const { script, projectFolder, folder, isDryRun, notice } = this.#options;
    let temporary: string;
    let running: RunningProcess;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // The real path: permissions are asked for it.
      temporary = mkdtempSync(join(realpathSync(folder), "call-"));
      const container = isDryRun ? join(temporary, "container") : join(dirname(temporary), "container");
      mkdirSync(container, { recursive: true, mode: 0o700 });
      running = runDownloaderProcess({
        call: { ...bodyIn(temporary), script: realpathSync(script), container } as ProcessCall,
        budgetMs,
        readable: [realpathSync(projectFolder)],
        writable: [temporary, container],
        temporaryFolder: temporary,
        workingFolder: projectFolder,
        wrote: (line) => notice(`${this.#name}: ${line}`),
      });
    } catch (error) {
      const how = error instanceof Error ? error.message : String(error);
      // Not from within: the caller does not expect an answer before this returns.
      setImmediate(() => done({ kind: "died", how, runtimeMs: 0 }));
      return;
    }
    this.#running = running;
    running.ended.then((end) => {
      rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
      this.#running = undefined;
      if (!this.#isClosed) done(end);
    });
  }

  /** A callback that schedules again what has failed would otherwise go on for ever. */
  #bounded(outcome: ResultsOutcome): ResultsOutcome {
    const notes = [...outcome.notes];
    const scheduled = outcome.scheduled.filter(({ identifier }) => {
      const times = (this.#timesScheduled.get(identifier) ?? 0) + 1;
      this.#timesScheduled.set(identifier, times);
      if (times === mostTimesScheduled + 1) {
        notes.push(
          `${this.#name} scheduled \`${identifier}\` ${mostTimesScheduled} times in this run: it is not scheduled once more.`,
        );
      }
      return times <= mostTimesScheduled;
    });
    return { ...outcome, notes, scheduled };
  }

  /** A second name for the content, which the script may move: the device keeps its own. */
  #handOver(identifier: string, path: string): string | undefined {
    const content = this.#options.contentPath(identifier);
    if (!existsSync(content)) return undefined;
    try {
      linkSync(content, path);
    } catch {
      // Not every file system has links.
      copyFileSync(content, path);
    }
    return path;
  }

  #removeContainer(): void {
    rmSync(join(this.#options.folder, "container"), { recursive: true, force: true, maxRetries: 3 });
  }
}
