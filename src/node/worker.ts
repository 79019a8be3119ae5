import { parentPort, workerData } from "node:worker_threads";
import type {
  WorkerEnvironment,
  WorkerNotification,
  WorkerRequestMessage,
  WorkerResponseMessage,
} from "../protocol/worker-messages";
import { SimulationWorker } from "./simulation/simulation-worker";
import { WorkerFailure } from "./simulation/worker-failure";

/*
 * The entry of the worker thread: the only place of the extension where undici runs, because in the extension host it
 * would replace the dispatcher of every extension. Messages in, messages out; the work is `SimulationWorker`'s.
 */

if (parentPort === null) throw new Error("This file is the entry of a worker thread.");
const port = parentPort;

const send = (message: WorkerResponseMessage | WorkerNotification) => port.postMessage(message);
const worker = new SimulationWorker(workerData as WorkerEnvironment, send);

port.on("message", (message: WorkerRequestMessage) => {
  worker.answer(message).then(
    (body) => send({ kind: "response", id: message.id, ok: true, body }),
    (error: unknown) => send({ kind: "response", id: message.id, ok: false, error: WorkerFailure.describe(error) }),
  );
});
