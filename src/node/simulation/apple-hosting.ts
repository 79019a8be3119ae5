import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SourceLocation } from "../../model/app-configuration";
import type { PackagingManifest } from "../../model/packs/packaging-manifest";
import type { KnownPack } from "../../rules/packs";
import type { PackFiles } from "../../simulator/managed/pack-files";
import type { SimulationProject } from "../../simulator/simulation-project";
import { type AssetHost, startAssetHost } from "../asset-host/asset-host";
import { openDevelopmentCa } from "../asset-host/development-ca";
import type { DeviceFolder } from "../device/device-folder";
import { findPacks } from "../publishing/find-packs";
import { publishPacks } from "../publishing/publish-packs";
import { reasonOf } from "../walk-project";
import { workspacePackFiles } from "./workspace-pack-files";

/** The name under which Apple's servers appear in logs and reports; nobody can register it (RFC 2606). */
export const appleHostingOrigin = "https://apple-hosting.background-assets.invalid";

export interface AppleHostingOptions {
  /** Where the packaging manifests are. */
  readonly source: string;
  readonly folder: DeviceFolder;
  readonly developmentCaFolder: string;
  /** Versions begin again. */
  readonly isFresh: boolean;
  readonly notice: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stands for Apple where Apple hosts the packs: archives are made of the packaging manifests' files and served by a host
 * of this computer, and their versions rise with their content, as App Store Connect counts them.
 */
export class AppleHosting {
  readonly #options: AppleHostingOptions;
  readonly #served: string;
  readonly #host: AssetHost;
  /** By identifier and version: a device that has an old one still reads what was in it. */
  readonly #files = new Map<string, readonly string[]>();

  private constructor(options: AppleHostingOptions, served: string, host: AssetHost) {
    this.#options = options;
    this.#served = served;
    this.#host = host;
  }

  /** A text: why it cannot be used. */
  static async start(options: AppleHostingOptions): Promise<AppleHosting | string> {
    const served = join(options.folder.path, "apple-hosting");
    if (options.isFresh) rmSync(served, { recursive: true, force: true });
    try {
      const ca = await openDevelopmentCa(options.developmentCaFolder);
      mkdirSync(served, { recursive: true });
      const start = await startAssetHost({ folder: served, ca, hostNames: [] });
      if (start.kind === "failed") return start.failure.message;
      const hosting = new AppleHosting(options, served, start.host);
      const problem = await hosting.publish(options.source);
      if (problem === undefined) return hosting;
      await hosting.close();
      return problem;
    } catch (error) {
      return `The packs cannot be served: ${reasonOf(error)}`;
    }
  }

  /** Publishes the packs of another folder, or the same ones again. A text: why that was not possible. */
  async publish(source: string): Promise<string | undefined> {
    const { packs, failed } = findPacks(source);
    if (failed !== undefined) return `${failed.path} ${failed.message}`;
    if (packs.length === 0) return `There is no packaging manifest in ${source}: nothing can be downloaded.`;
    const platform = platformOf(packs);
    const { problems, changes } = await publishPacks({
      packs,
      platform,
      origin: appleHostingOrigin,
      folder: this.#served,
      // Apple's archives are for devices: nobody else can look into them.
      tool: undefined,
      signal: this.#options.signal,
    });
    const versions = new Map(changes.map(({ id, version }) => [id, version]));
    for (const { manifest, contents } of packs) {
      const id = manifest.id?.value ?? "";
      const version = versions.get(id);
      if (contents === undefined || version === undefined) continue;
      this.#files.set(
        fileKey(id, String(version)),
        contents.files.map(({ path }) => path),
      );
    }
    for (const problem of problems) this.#options.notice(problem);
    const others = packs.filter(({ manifest }) => !isFor(manifest, platform)).map(({ manifest }) => manifest.id?.value);
    if (others.length > 0) {
      this.#options.notice(`The simulated device runs ${platform}: ${others.join(", ")} is not offered to it.`);
    }
    return undefined;
  }

  /** What is in the packs that were published since the host was started. */
  readonly packFiles: PackFiles = (id, version) => this.#files.get(fileKey(id, version ?? ""));

  /** The project as a device sees it that is connected to this host. */
  connected(project: SimulationProject): SimulationProject {
    const { configuration } = project;
    const location: SourceLocation = configuration.appGroupId?.location ?? {
      path: configuration.infoPlistPath,
      range: { start: 0, end: 0 },
    };
    return {
      ...project,
      configuration: { ...configuration, manifestUrl: { value: `${appleHostingOrigin}/manifest`, location } },
      hosts: { ...project.hosts, [appleHostingOrigin]: this.#host.origin },
    };
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}

/** An iPhone is simulated; where no pack is for it, what the packs are for. */
function platformOf(packs: readonly KnownPack[]): string {
  if (packs.some(({ manifest }) => isFor(manifest, "iOS"))) return "iOS";
  return packs[0]?.manifest.platforms[0]?.value ?? "iOS";
}

function isFor({ platforms }: PackagingManifest, platform: string): boolean {
  return platforms.length === 0 || platforms.some(({ value }) => value === platform);
}

function fileKey(id: string, version: string): string {
  return JSON.stringify([id, version]);
}

export interface ConnectedProject {
  readonly project: SimulationProject;
  readonly packFiles: PackFiles;
  close(): Promise<void>;
}

/**
 * A project with what it downloads from: where Apple hosts its packs a host that stands for Apple's, else the servers that
 * it names. A text: why that is not possible.
 */
export async function connectProject(
  project: SimulationProject,
  options: Omit<AppleHostingOptions, "source">,
): Promise<ConnectedProject | string> {
  if (project.configuration.mode !== "apple-hosted") {
    return { project, packFiles: workspacePackFiles(project), close: async () => undefined };
  }
  if (project.packsFolder === undefined) return "It is not known where the asset packs are.";
  const hosting = await AppleHosting.start({ ...options, source: project.packsFolder });
  if (typeof hosting === "string") return hosting;
  return { project: hosting.connected(project), packFiles: hosting.packFiles, close: () => hosting.close() };
}
