import type { ArchiveKind } from "./archive-pack";
import { findPacks } from "./find-packs";
import type { PackagingTool } from "./packaging-tool";
import { publishPacks } from "./publish-packs";

export interface ServedPacksOptions {
  /** Where the archives are written, and what is served. */
  readonly folder: string;
  readonly platform: string;
  readonly tool: PackagingTool | undefined;
}

export type PacksPublished =
  | { readonly ok: true; readonly problems: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The packs of a project as a host serves them to devices: `manifest` and `assets/ID`. */
export class ServedPacks {
  readonly #options: ServedPacksOptions;
  #kinds: ReadonlyMap<string, ArchiveKind> = new Map();

  constructor(options: ServedPacksOptions) {
    this.#options = options;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** Which archives they are, and which a device needs. */
  get notice(): string {
    const all = [...this.#kinds.values()];
    if (all.length > 0 && all.every((kind) => kind === "apple-archive")) {
      return `${all.length} packs, made with ba-package: devices can read them.`;
    }
    return "The packs are tar archives: the simulator and any client can read them, a device cannot. It needs Apple Archives (.aar): put ba-package on the PATH (Xcode 26 or later, or Apple's tools for Linux), and start again.";
  }

  /** Publishes the packs of a folder to be found under `origin`; versions go on from what was served before. */
  async publish(folder: string, origin: string): Promise<PacksPublished> {
    const { packs, failed } = findPacks(folder);
    if (failed !== undefined) return { ok: false, message: `${failed.path} ${failed.message}` };
    if (packs.length === 0) return { ok: false, message: `there is no packaging manifest in ${folder}` };
    const { platform, tool } = this.#options;
    const { kinds, problems } = await publishPacks({ packs, platform, origin, folder: this.folder, tool });
    this.#kinds = kinds;
    if (kinds.size === 0) {
      const message = problems[0] ?? `no pack in ${folder} is for ${platform}: choose another with --platform`;
      return { ok: false, message };
    }
    return { ok: true, problems };
  }
}
