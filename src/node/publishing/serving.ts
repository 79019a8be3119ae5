import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../../simulator/faults";
import { type AssetHost, type AssetHostFailure, startAssetHost } from "../asset-host/asset-host";
import { type DevelopmentCa, openDevelopmentCa } from "../asset-host/development-ca";
import { type CheckListEntry, DeviceCheckList } from "../asset-host/device-check-list";
import { certificateNames, isLoopbackName } from "../asset-host/host-names";
import { HostedConditions } from "../asset-host/hosted-conditions";
import { localAddresses } from "../asset-host/local-addresses";
import { refusalLine, requestLine } from "../asset-host/request-line";
import { type SetupServer, startSetupServer } from "../asset-host/setup-server";
import { developmentCaFolder } from "../state-folder";
import { reasonOf } from "../walk-project";
import { findPackagingTool } from "./packaging-tool";
import { ServedPacks } from "./served-packs";

/** Always the same, so that an address entered on a device or in a project stays right after a restart. */
export const defaultServePort = 8443;

export interface ServingOptions {
  /** Absolute. */
  readonly directory: string;
  /** 0: any free one. */
  readonly port: number;
  /** Further names of this computer; one that is not loopback opens the host to the network. */
  readonly hostNames: readonly string[];
  readonly stateFolder: string;
  /** Opens the host to the local network under the computer's own addresses, with a page that sets a device up. */
  readonly lan: boolean;
  /** Serves the packs of the folder's packaging manifests, of this platform, as Apple's mock server does. */
  readonly packsFor: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets a line for each request. */
  readonly log: (line: string) => void;
}

export interface ServingFailure {
  readonly reason: AssetHostFailure["reason"] | "no-authority" | "no-packs";
  readonly message: string;
}

export type ServingStart =
  | { readonly kind: "serving"; readonly serving: Serving }
  | { readonly kind: "failed"; readonly failure: ServingFailure };

/** Begins to serve a folder, or the packs of a project, to devices and to the simulator. */
export async function startServing(options: ServingOptions): Promise<ServingStart> {
  const { directory, port, hostNames, stateFolder, lan, packsFor, env, log } = options;
  const failed = (failure: ServingFailure): ServingStart => ({ kind: "failed", failure });
  const caFolder = developmentCaFolder(stateFolder);
  let ca: DevelopmentCa;
  try {
    ca = await openDevelopmentCa(caFolder);
  } catch (error) {
    const message = `the development certificate authority cannot be kept in ${caFolder}: ${reasonOf(error)}`;
    return failed({ reason: "no-authority", message });
  }
  const addresses = lan ? localAddresses() : [];
  const known = certificateNames([...hostNames, ...addresses]);
  const names = [...known.hostNames, ...known.ipAddresses];
  const isOpen = names.some((name) => !isLoopbackName(name));
  const packs =
    packsFor === undefined
      ? undefined
      : new ServedPacks({
          folder: join(stateFolder, "served-packs", folderDigest(directory)),
          platform: packsFor,
          tool: findPackagingTool(env, process.platform),
        });
  if (packs !== undefined) mkdirSync(packs.folder, { recursive: true });

  let folder = packs?.folder ?? directory;
  const conditions = new HostedConditions(() => folder);
  const checkList = new DeviceCheckList((path) => /manifest/i.test(path), addresses);
  const start = await startAssetHost({
    folder,
    ca,
    hostNames: [...hostNames, ...addresses],
    port,
    host: isOpen ? "*" : "127.0.0.1",
    respond: conditions.answer,
    log: (request) => {
      checkList.served(request);
      log(requestLine(request));
    },
    logRefusedConnection: (refusal) => {
      checkList.refused(refusal);
      log(refusalLine(refusal));
    },
  });
  if (start.kind === "failed") return failed(start.failure);
  const { host } = start;
  const origins = [...originsOf(names, host.port), host.origin];
  const serving = new Serving({
    host,
    ca,
    names,
    origins,
    isOpen,
    conditions,
    checkList,
    packs,
    moved: (next) => {
      folder = next;
    },
  });
  // Only now is the port known, under which the manifest says that the archives are.
  const problem = packs === undefined ? undefined : await serving.publishPacks(directory);
  if (problem !== undefined) {
    await host.close();
    return failed({ reason: "no-packs", message: problem });
  }
  if (isOpen) await serving.openSetup();
  return { kind: "serving", serving };
}

interface ServingParts {
  readonly host: AssetHost;
  readonly ca: DevelopmentCa;
  readonly names: readonly string[];
  readonly origins: readonly string[];
  readonly isOpen: boolean;
  readonly conditions: HostedConditions;
  readonly checkList: DeviceCheckList;
  readonly packs: ServedPacks | undefined;
  readonly moved: (folder: string) => void;
}

/** A host that serves, and what can be changed about it without a restart. */
export class Serving {
  readonly #parts: ServingParts;
  #setup: SetupServer | undefined;
  /** Packs that are left out, in sentences, as of the last publication. */
  problems: readonly string[] = [];

  constructor(parts: ServingParts) {
    this.#parts = parts;
  }

  get origin(): string {
    return this.#parts.host.origin;
  }

  /** Addresses that others can use come first. */
  get origins(): readonly string[] {
    return this.#parts.origins;
  }

  get port(): number {
    return this.#parts.host.port;
  }

  /** Other than localhost and its addresses. */
  get names(): readonly string[] {
    return this.#parts.names;
  }

  /** Whether other computers and devices can reach it. */
  get isOpen(): boolean {
    return this.#parts.isOpen;
  }

  get certificatePath(): string {
    return this.#parts.ca.certificatePath ?? "";
  }

  /** Which archives are served, and which a device needs; undefined where a folder is served. */
  get archiveNotice(): string | undefined {
    return this.#parts.packs?.notice;
  }

  /** Where the page is that sets a device up. */
  get setupUrls(): readonly string[] {
    return this.#setup?.urls ?? [];
  }

  /** How far a device has come. */
  checkList(): readonly CheckListEntry[] {
    return this.#parts.checkList.entries();
  }

  /** Serves another folder, or the packs of another one. A text: why not. */
  async publish(folder: string): Promise<string | undefined> {
    const { host, packs, moved } = this.#parts;
    if (packs !== undefined) return this.publishPacks(folder);
    const failure = await host.publish(folder);
    if (failure !== undefined) return failure.message;
    moved(folder);
    return undefined;
  }

  async publishPacks(folder: string): Promise<string | undefined> {
    const published = await this.#parts.packs?.publish(folder, this.origins[0] ?? this.origin);
    if (published?.ok === false) return published.message;
    this.problems = published?.problems ?? [];
    return undefined;
  }

  setFaults(faults: readonly Fault[]): void {
    this.#parts.conditions.setFaults(faults);
  }

  /** Of each answer; undefined: as fast as it goes. */
  setThrottle(bytesPerSecond: number | undefined): void {
    this.#parts.conditions.bytesPerSecond = bytesPerSecond;
  }

  async openSetup(): Promise<void> {
    const { ca, checkList, names, origins } = this.#parts;
    this.#setup = await startSetupServer({
      ca,
      checkList,
      addresses: names.filter((name) => !isLoopbackName(name) && !name.startsWith("*.")),
      origins,
      archiveNotice: this.archiveNotice,
    });
  }

  async close(): Promise<void> {
    await this.#setup?.close();
    await this.#parts.host.close();
  }
}

/** A folder of its own for the archives of each folder that is served. */
function folderDigest(directory: string): string {
  return createHash("sha256").update(directory).digest("hex").slice(0, 12);
}

function originsOf(names: readonly string[], port: number): readonly string[] {
  const usable = names.filter((name) => !isLoopbackName(name) && !name.startsWith("*."));
  return usable.map((name) => `https://${name.includes(":") ? `[${name}]` : name}:${port}`);
}
