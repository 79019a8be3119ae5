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
  ) {
    super(message);
  }
}

interface Pending {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: WorkerRequestError) => void;
}

/**
 * The one worker thread that downloads: undici must not be loaded in the extension host, where it would replace the
 * dispatcher of every extension. Started by the first request; after a crash, by the next one.
 */
export class WorkerClient implements vscode.Disposable {
  readonly #notified = new vscode.EventEmitter<WorkerNotification>();
  readonly onDidNotify = this.#notified.event;
  readonly #pending = new Map<number, Pending>();
  #worker: Promise<Worker> | undefined;
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
    if (this.#isOutdated && this.#pending.size === 0) await this.#stop("The settings have changed.");
    const worker = await this.#start();
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    worker.postMessage({ kind: "request", id, name, body } as WorkerRequestMessage);
    return answer as Promise<WorkerRequests[Name]["response"]>;
  }

  #start(): Promise<Worker> {
    this.#worker ??= this.#create().catch((error: unknown) => {
      this.#worker = undefined;
      throw new WorkerRequestError("failed", `The simulator could not be started: ${String(error)}`);
    });
    return this.#worker;
  }

  async #create(): Promise<Worker> {
    this.#isOutdated = false;
    const workerData = await this.createEnvironment();
    const worker = new Worker(this.script, { workerData, stdout: true, stderr: true });
    worker.stdout.on("data", (chunk: Buffer) => this.log.info(chunk.toString().trimEnd()));
    worker.stderr.on("data", (chunk: Buffer) => this.log.warn(chunk.toString().trimEnd()));
    worker.on("message", (message: WorkerToExtension) => this.#receive(message));
    worker.on("error", (error) => this.log.error("The simulator stopped:", error));
    worker.once("exit", (exitCode) => this.#ended(worker, exitCode));
    return worker;
  }

  #receive(message: WorkerToExtension): void {
    if (message.kind !== "response") {
      this.#notified.fire(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.ok) pending?.resolve(message.body);
    else pending?.reject(new WorkerRequestError(message.error.code, message.error.message));
  }

  #ended(worker: Worker, exitCode: number): void {
    void this.#worker?.then((current) => {
      if (current === worker) this.#worker = undefined;
    });
    this.#rejectAll(`The simulator stopped with exit code ${exitCode}. What was downloaded is kept; run it again.`);
  }

  async #stop(reason: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#rejectAll(reason);
    await (await worker)?.terminate();
  }

  #rejectAll(reason: string): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new WorkerRequestError("failed", reason));
  }
}
