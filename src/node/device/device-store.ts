import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { recordsOf } from "../../simulator/device-records";
import {
  applyRecord,
  copyDeviceState,
  type DeviceRecord,
  type DeviceState,
  erasedDevice,
} from "../../simulator/device-state";
import type { DeviceStore } from "../../simulator/ports";
import type { DeviceFolder } from "./device-folder";
import { lockDevice } from "./device-lock";
import { Journal } from "./journal";

/** What the store needs of the folder that holds the downloads. */
export interface DeviceContent {
  remove(identifier: string): Promise<void>;
  removeAll(): Promise<void>;
}

export type OpenedDevice =
  | { readonly ok: true; readonly store: JournaledDeviceStore; readonly damagedBytes: number }
  | { readonly ok: false; readonly message: string };

/** What a device remembers on this computer: its journal, and the lock that keeps a second process away. */
export class JournaledDeviceStore implements DeviceStore {
  readonly #journal: Journal<DeviceRecord>;
  readonly #content: DeviceContent;
  readonly #release: () => void;
  #state: DeviceState;
  #removals: Promise<unknown> = Promise.resolve();

  private constructor(journal: Journal<DeviceRecord>, state: DeviceState, content: DeviceContent, release: () => void) {
    this.#journal = journal;
    this.#content = content;
    this.#release = release;
    this.#state = state;
    journal.compact(recordsOf(state));
  }

  /** Takes the lock, reads and compacts the journal. Not ok: another process has the device. */
  static open(folder: DeviceFolder, content: DeviceContent): OpenedDevice {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 });
    const lock = lockDevice(folder.lock);
    if (!lock.ok) {
      return { ok: false, message: inUseMessage(lock.pid, lock.host, folder.lock) };
    }
    try {
      const { journal, records, damagedBytes } = Journal.open<DeviceRecord>(folder.journal);
      const state = records.reduce(applyRecord, copyDeviceState(erasedDevice));
      return { ok: true, store: new JournaledDeviceStore(journal, state, content, lock.release), damagedBytes };
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** Where an engine that is made now begins. */
  get initial(): DeviceState {
    return this.#state;
  }

  /** Never fails: what a full disk does not take waits for room, and `close` says if there was none. */
  append(record: DeviceRecord): void {
    this.#state = applyRecord(this.#state, record);
    this.#journal.append(record);
  }

  removeContent(identifier: string): void {
    this.#removals = Promise.allSettled([this.#removals, this.#content.remove(identifier)]);
  }

  removeAllContent(): void {
    this.#removals = Promise.allSettled([this.#removals, this.#content.removeAll()]);
  }

  /** Resolves when everything that was to be removed so far is gone. */
  removalsSettled(): Promise<unknown> {
    return this.#removals;
  }

  /**
   * Waits for removals, compacts, and lets the next process in. False: the disk was too full to remember everything, and
   * the next run finds the device as it was before.
   */
  async close(): Promise<boolean> {
    await this.#removals;
    try {
      this.#journal.compact(recordsOf(this.#state));
      this.#journal.close();
      return !this.#journal.isBehind;
    } finally {
      this.#release();
    }
  }
}

function inUseMessage(pid: number, host: string, lockPath: string): string {
  const where =
    host === hostname()
      ? "another window or terminal simulates the same project"
      : `that computer simulates the same project, or went away without a word (then remove ${lockPath})`;
  return `This device is in use by process ${pid} on ${host}: ${where}. Stop it there, or use another --state folder.`;
}

/** Remembers nothing: for dry runs, which start from what is there and leave it as it is. */
export function forgetfulStore(initial: DeviceState): DeviceStore {
  const nothing = () => undefined;
  return { initial: copyDeviceState(initial), append: nothing, removeContent: nothing, removeAllContent: nothing };
}
