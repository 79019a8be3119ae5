import { join } from "node:path";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import type {
  WorkerEnvironment,
  WorkerError,
  WorkerNotification,
  WorkerRequestMessage,
  WorkerRequestName,
  WorkerRequests,
  WorkerToExtension,
} from "../protocol/worker-messages";

/** A request that the worker could not fulfil; `code` is for the program, the message for people. */
export class WorkerRequestError extends Error {
  override readonly name = "WorkerRequestError";

  constructor(
    readonly code: WorkerError["code"],
    message: string,
    /** The one that was not confirmed. */
    readonly host?: string,
  ) {
    super(message);
  }
}

interface Pending {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: WorkerRequestError) => void;
}

/** A worker and what it has not answered yet: when it ends, nobody waits for it any longer, and nobody else is affected. */
interface Running {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/**
 * The one worker thread that downloads: undici must not be loaded in the extension host, where it would replace the
 * dispatcher of every extension. Started by the first request; after a crash, by the next one.
 */
export class WorkerClient implements vscode.Disposable {
  readonly #notified = new vscode.EventEmitter<WorkerNotification>();
  readonly onDidNotify = this.#notified.event;
  #running: Promise<Running> | undefined;
  /** Requests that have no answer yet, of all workers. */
  #open = 0;
  #nextId = 1;
  #isOutdated = false;

  constructor(
    private readonly script: string,
    private readonly createEnvironment: () => Promise<WorkerEnvironment>,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  static inExtension(
    context: vscode.ExtensionContext,
    createEnvironment: () => Promise<WorkerEnvironment>,
    log: vscode.LogOutputChannel,
  ): WorkerClient {
    return new WorkerClient(join(context.extensionPath, "dist", "node-worker.js"), createEnvironment, log);
  }

  dispose(): void {
    this.#notified.dispose();
    void this.#stop("The window is closing.");
  }

  /** Settings have changed: the next request gets a new worker, as soon as nothing runs in the old one. */
  restartWhenIdle(): void {
    this.#isOutdated = true;
  }

  /** Rejects with `WorkerRequestError`, always. */
  async request<Name extends WorkerRequestName>(
    name: Name,
    body: WorkerRequests[Name]["request"],
  ): Promise<WorkerRequests[Name]["response"]> {
    const isFirst = this.#open++ === 0;
    try {
      if (this.#isOutdated && isFirst) await this.#stop("The settings have changed.");
      return (await this.#send(await this.#start(), name, body)) as WorkerRequests[Name]["response"];
    } finally {
      this.#open--;
    }
  }

  #send({ worker, pending }: Running, name: WorkerRequestName, body: unknown): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      pending.set(id, { resolve, reject });
      try {
        worker.postMessage({ kind: "request", id, name, body } as WorkerRequestMessage);
      } catch (error) {
        pending.delete(id);
        reject(new WorkerRequestError("failed", `The simulator could not be asked: ${String(error)}`));
      }
    });
  }

  #start(): Promise<Running> {
    if (this.#running !== undefined) return this.#running;
    const starting = this.#create().catch((error: unknown) => {
      if (this.#running === starting) this.#running = undefined;
      throw new WorkerRequestError("failed", `The simulator could not be started: ${String(error)}`);
    });
    this.#running = starting;
    return starting;
  }

  async #create(): Promise<Running> {
    this.#isOutdated = false;
    const workerData = await this.createEnvironment();
    const worker = new Worker(this.script, { workerData, stdout: true, stderr: true });
    worker.stdout.on("data", (chunk: Buffer) => this.log.info(chunk.toString().trimEnd()));
    worker.stderr.on("data", (chunk: Buffer) => this.log.warn(chunk.toString().trimEnd()));
    const running: Running = { worker, pending: new Map() };
    worker.on("message", (message: WorkerToExtension) => this.#receive(running, message));
    worker.on("error", (error) => this.log.error("The simulator stopped:", error));
    worker.once("exit", (exitCode) => this.#ended(running, exitCode));
    return running;
  }

  #receive({ pending: waiting }: Running, message: WorkerToExtension): void {
    if (message.kind !== "response") {
      this.#notified.fire(message);
      return;
    }
    const pending = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) pending?.resolve(message.body);
    else pending?.reject(new WorkerRequestError(message.error.code, message.error.message, message.error.host));
  }

  #ended(running: Running, exitCode: number): void {
    void this.#running?.then((current) => {
      if (current === running) this.#running = undefined;
    });
    rejectAll(running, `The simulator stopped with exit code ${exitCode}. What was downloaded is kept; run it again.`);
  }

  async #stop(reason: string): Promise<void> {
    const stopping = this.#running;
    this.#running = undefined;
    const running = await stopping?.catch(() => undefined);
    if (running === undefined) return;
    rejectAll(running, reason);
    await running.worker.terminate();
  }
}

function rejectAll({ pending }: Running, reason: string): void {
  const waiting = [...pending.values()];
  pending.clear();
  for (const { reject } of waiting) reject(new WorkerRequestError("failed", reason));
}
