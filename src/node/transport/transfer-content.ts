import type { TransferRequest } from "../../simulator/ports";
import type { ContentStore, KeptBytes } from "../content-store/content-store";
import type { ContentWriter } from "../content-store/content-writer";
import type { ContentOrigin } from "../content-store/sidecar";
import { type Answer, overrun, rangeValidator } from "./response-plan";

type Done = (error?: Error) => void;

/** The bytes of one transfer on the disk: what an earlier one kept, and what this one writes. */
export class TransferContent {
  readonly #store: ContentStore;
  readonly #request: TransferRequest;
  #kept: KeptBytes | undefined;
  #origin: ContentOrigin | undefined;
  #writer: ContentWriter | undefined;

  constructor(store: ContentStore, request: TransferRequest) {
    this.#store = store;
    this.#request = request;
  }

  /** What the next request may continue; undefined: it has to ask for the whole content. */
  get kept(): KeptBytes | undefined {
    return this.#kept;
  }

  get receivedBytes(): number {
    return this.#writer?.bytes ?? this.#kept?.bytes ?? 0;
  }

  /** Whether bytes came since the last request. */
  get hasProgressed(): boolean {
    return this.#writer !== undefined && this.#writer.bytes > (this.#kept?.bytes ?? 0);
  }

  /** Looks what there is to continue. */
  find(): void {
    const { identifier, purpose, contentTag, url } = this.#request;
    const kept = this.#store.partialOf(identifier, purpose, contentTag, url);
    const fits = kept !== undefined && rangeValidator(kept) !== undefined && !overrun(this.#request, kept.bytes);
    this.#kept = fits ? kept : undefined;
  }

  /** What is kept does not fit to what the server has. */
  forgetKept(): void {
    this.#kept = undefined;
  }

  /** What is kept is the whole content: a process ended between the last byte and the final name. */
  openWhole(): boolean {
    const { expectedSizeInBytes } = this.#request;
    const kept = this.#kept;
    if (kept?.totalBytes !== kept?.bytes || kept === undefined) return false;
    if (expectedSizeInBytes !== undefined && expectedSizeInBytes !== kept.bytes) return false;
    this.#open(kept, kept.bytes);
    return true;
  }

  /** Throws the file system's error. */
  openFor(answer: Answer, offset: number, totalBytes: number | undefined): ContentWriter {
    const { url, contentTag } = this.#request;
    const kept = offset > 0 ? this.#kept : undefined;
    return this.#open(
      kept === undefined
        ? {
            url,
            contentTag,
            etag: answer.header("etag"),
            lastModified: answer.header("last-modified"),
            date: answer.header("date"),
            totalBytes,
          }
        : { ...kept, totalBytes },
      offset,
    );
  }

  /** Closes what was written, kept if it can be continued. Then `find` may find it. */
  keep(done: Done): void {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer === undefined) done();
    else if (this.#origin !== undefined && rangeValidator(this.#origin) !== undefined) writer.keep(done);
    else writer.discard(done);
  }

  /** Removes everything but an earlier whole content. */
  discard(done: () => void): void {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer !== undefined) {
      writer.discard(done);
      return;
    }
    try {
      this.#store.removePartial(this.#request.identifier, this.#request.purpose);
    } catch {
      // It is not continued without its sidecar, and replaced by the next transfer.
    }
    done();
  }

  finish(done: Done): void {
    this.#writer?.finish(done);
  }

  /** The whole content, after `finish`. */
  read(): Uint8Array {
    return this.#store.read(this.#request.identifier, this.#request.purpose);
  }

  #open(origin: ContentOrigin, offset: number): ContentWriter {
    const { identifier, purpose } = this.#request;
    const writer =
      offset === 0
        ? this.#store.create(identifier, purpose, origin)
        : this.#store.continue(identifier, purpose, origin, offset);
    this.#origin = origin;
    this.#writer = writer;
    return writer;
  }
}
