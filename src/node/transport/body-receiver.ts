import type { TransferFailure, TransferObserver, TransferRequest } from "../../simulator/ports";
import type { ContentWriter } from "../content-store/content-writer";
import type { Exchange } from "./exchange";
import type { RateLimit } from "./rate-limit";
import { overrun, sizeMismatch } from "./response-plan";
import type { RunBudget } from "./run-budget";
import { diskFailure } from "./transfer-failures";

/** The content of a manifest is handed over in memory. */
const maxManifestBytes = 512_000_000;
const progressIntervalMs = 200;

export interface BodyPorts {
  readonly writer: ContentWriter;
  readonly exchange: Exchange;
  readonly limit: RateLimit;
  readonly budget: RunBudget;
  readonly observer: TransferObserver;
  readonly request: TransferRequest;
  readonly totalBytes: number | undefined;
  readonly failed: (failure: TransferFailure) => void;
}

/** Takes the body of one response: writes it, lets the server wait for disk and rate, and stops what grows too large. */
export class BodyReceiver {
  readonly #ports: BodyPorts;
  #reportedAt = performance.now();

  constructor(ports: BodyPorts) {
    this.#ports = ports;
    const { writer, exchange, failed } = ports;
    writer.onDrain = () => exchange.release("disk");
    writer.onError = (error) => failed(diskFailure(error));
  }

  take(chunk: Uint8Array): void {
    const { writer, exchange, limit, budget, request, totalBytes, failed } = this.#ports;
    const bytes = writer.bytes + chunk.length;
    const isWithinRun = budget.spend(chunk.length);
    const failure = overrun(request, bytes) ?? this.#ownOverrun(bytes, isWithinRun);
    if (failure !== undefined) {
      failed(failure);
      return;
    }
    if (totalBytes !== undefined && bytes > totalBytes) {
      failed({ kind: "connection-lost", detail: `more bytes came than the ${totalBytes} that were announced` });
      return;
    }
    if (!writer.write(chunk)) exchange.hold("disk");
    if (!limit.take(chunk.length)) {
      exchange.hold("rate");
      limit.whenPaid(() => exchange.release("rate"));
    }
    const now = performance.now();
    if (now - this.#reportedAt < progressIntervalMs) return;
    this.#reportedAt = now;
    this.#ports.observer.progress(bytes);
  }

  /** What is wrong with the content now that the response has ended. */
  verdict(): TransferFailure | undefined {
    const { writer, request, totalBytes } = this.#ports;
    if (totalBytes !== undefined && writer.bytes < totalBytes) {
      return { kind: "connection-lost", detail: `${writer.bytes} of ${totalBytes} bytes came` };
    }
    return sizeMismatch(request.expectedSizeInBytes, writer.bytes);
  }

  #ownOverrun(bytes: number, isWithinRun: boolean): TransferFailure | undefined {
    if (!isWithinRun) return { kind: "byte-limit", detail: "" };
    if (this.#ports.request.purpose === "asset" || bytes <= maxManifestBytes) return undefined;
    return { kind: "byte-limit", detail: "a manifest of more than 512 MB is not read" };
  }
}
