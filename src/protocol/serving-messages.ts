import type { Fault } from "../simulator/faults";

/** What is to be served to devices and to the simulator. */
export interface ServeRequest {
  /** Absolute. */
  readonly directory: string;
  /** 0: any free one. */
  readonly port: number;
  /** Open to the local network, for devices. */
  readonly lan: boolean;
  /** Serves the packs of the folder's packaging manifests for this platform; undefined: the folder as it is. */
  readonly packsFor: string | undefined;
}

/** A host that serves, as it is shown. */
export interface ServingState {
  readonly directory: string;
  readonly port: number;
  /** `https://…` without a path; those that devices can use come first. */
  readonly origins: readonly string[];
  /** Whether other computers and devices can reach it. */
  readonly isOpen: boolean;
  /** Pages that set a device up, one for each address of this computer. */
  readonly setupUrls: readonly string[];
  readonly certificatePath: string;
  /** Which archives are served, and which a device needs. */
  readonly archiveNotice: string | undefined;
  /** Packs that are left out, in sentences. */
  readonly problems: readonly string[];
}

/** What can be changed while it serves; each member by itself. */
export interface ServingChange {
  readonly directory?: string;
  /** Of each answer; null: as fast as it goes. */
  readonly bytesPerSecond?: number | null;
  /** All of them. */
  readonly faults?: readonly Fault[];
}
