import type { WorkerError } from "../../protocol/worker-messages";

/** A failure with a code that the extension can act on. */
export class WorkerFailure extends Error {
  readonly code: WorkerError["code"];
  readonly host: string | undefined;

  constructor({ code, message, host }: WorkerError) {
    super(message);
    this.code = code;
    this.host = host;
  }

  static describe(error: unknown): WorkerError {
    if (error instanceof WorkerFailure) {
      const { code, message, host } = error;
      return { code, message, ...(host === undefined ? {} : { host }) };
    }
    return { code: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
