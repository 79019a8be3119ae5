import type { ServeRequest, ServingChange, ServingState } from "../../protocol/serving-messages";
import type { WorkerNotification } from "../../protocol/worker-messages";
import { canServe } from "../asset-host/hosted-conditions";
import { type Serving, startServing } from "../publishing/serving";
import { userStateFolder } from "../state-folder";
import { WorkerFailure } from "./worker-failure";

interface Running {
  readonly serving: Serving;
  directory: string;
  readonly stop: () => void;
}

/** The one host of a window that serves to devices and to the simulator. */
export class ServingHost {
  #running: Running | undefined;
  #isStarting = false;

  constructor(private readonly notify: (notification: WorkerNotification) => void) {}

  /** Serves until `stop`. Rejects where it cannot start: `port-in-use` has a code of its own. */
  async serve(request: ServeRequest): Promise<null> {
    if (this.#running !== undefined || this.#isStarting) {
      throw new WorkerFailure({ code: "busy", message: "Something is being served already. Stop it first." });
    }
    this.#isStarting = true;
    try {
      const start = await startServing({
        ...request,
        hostNames: [],
        // Where `serve` of the command line keeps its own as well: a device trusts one authority.
        stateFolder: userStateFolder(process.env, process.platform),
        env: process.env,
        log: (line) => this.notify({ kind: "served", line }),
      });
      if (start.kind === "failed") {
        const { reason, message } = start.failure;
        throw new WorkerFailure({ code: reason === "port-in-use" ? "port-in-use" : "failed", message });
      }
      const { serving } = start;
      const stopped = new Promise<void>((stop) => {
        this.#running = { serving, directory: request.directory, stop };
      });
      this.#tell();
      await stopped;
      this.#running = undefined;
      await serving.close();
      return null;
    } finally {
      this.#isStarting = false;
    }
  }

  stop(): null {
    this.#running?.stop();
    return null;
  }

  async change({ directory, bytesPerSecond, faults }: ServingChange): Promise<null> {
    const running = this.#running;
    if (running === undefined) throw new WorkerFailure({ code: "not-running", message: "Nothing is being served." });
    const { serving } = running;
    if (faults !== undefined) {
      if (!faults.every(canServe)) {
        throw new WorkerFailure({
          code: "unsupported",
          message: "A server cannot bring that about; the simulator can.",
        });
      }
      serving.setFaults(faults);
    }
    if (bytesPerSecond !== undefined) serving.setThrottle(bytesPerSecond ?? undefined);
    if (directory !== undefined) {
      const problem = await serving.publish(directory);
      if (problem !== undefined) throw new WorkerFailure({ code: "failed", message: problem });
      running.directory = directory;
      this.#tell();
    }
    return null;
  }

  #tell(): void {
    if (this.#running === undefined) return;
    const { serving, directory } = this.#running;
    const { port, origins, isOpen, setupUrls, certificatePath, archiveNotice, problems } = serving;
    const state: ServingState = {
      directory,
      port,
      origins,
      isOpen,
      setupUrls,
      certificatePath,
      archiveNotice,
      problems,
    };
    this.notify({ kind: "serving", state });
  }
}
