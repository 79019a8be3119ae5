import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { AssetHost, AssetHostOptions } from "../../src/node/asset-host/asset-host";
import type { DeviceEvent, DeviceEventOf, DeviceEventType } from "../../src/simulator/events";
import { startedHost, temporaryFolder, testCa } from "../node/asset-host/served-folder";

/** One asset of the manifest that is served. */
export interface ServedAsset {
  readonly id: string;
  /** Default: `assets/ID.bin` beside the manifest. */
  readonly url?: string;
  /** Default: the length of `content`. */
  readonly size?: number;
  readonly essential?: boolean;
  readonly version?: number;
  /** Default: some bytes that differ from asset to asset. */
  readonly content?: Uint8Array;
}

export interface SimulationResult {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningSimulation {
  readonly process: ChildProcess;
  /** What came so far. */
  stdout(): string;
  /** Resolves as soon as stdout has it; rejects when the process ends without. */
  said(pattern: RegExp): Promise<void>;
  readonly ended: Promise<SimulationResult>;
}

export interface RunSettings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Neither `--map-host` nor `--ca` are added. */
  readonly bare?: boolean;
  readonly cwd?: string;
}

export interface ProjectOptions {
  readonly assets?: readonly ServedAsset[];
  /** Added to, or replacing, keys of the Info.plist; XML of the value. */
  readonly plist?: Readonly<Record<string, string>>;
  /** background-assets.jsonc, as an object. */
  readonly projectFile?: object;
  readonly respond?: AssetHostOptions["respond"];
  readonly leaf?: AssetHostOptions["leaf"];
}

export const manifestUrl = "https://cdn.example.com/manifest.json";

/** A project on disk, the host that answers for it, and the command line that simulates it in a process of its own. */
export class SimulatedProject {
  readonly folder: string;
  readonly served: string;
  readonly stateFolder: string;
  readonly host: AssetHost;
  readonly #cliPath: string;
  readonly #caPath: string;
  readonly #t: TestContext;

  private constructor(
    t: TestContext,
    cliPath: string,
    places: { readonly folder: string; readonly served: string; readonly stateFolder: string; readonly caPath: string },
    host: AssetHost,
  ) {
    this.#t = t;
    this.#cliPath = cliPath;
    this.folder = places.folder;
    this.served = places.served;
    this.stateFolder = places.stateFolder;
    this.#caPath = places.caPath;
    this.host = host;
  }

  static async create(t: TestContext, cliPath: string, options: ProjectOptions = {}): Promise<SimulatedProject> {
    const root = await temporaryFolder(t);
    const places = {
      folder: join(root, "project"),
      served: join(root, "served"),
      stateFolder: join(root, "state"),
      caPath: join(root, "ca.pem"),
    };
    await mkdir(places.served);
    await writeFile(places.caPath, testCa.certificatePem);
    const { respond, leaf } = options;
    const host = await startedHost(t, {
      folder: places.served,
      ...(respond === undefined ? {} : { respond }),
      ...(leaf === undefined ? {} : { leaf }),
    });
    const project = new SimulatedProject(t, cliPath, places, host);
    await project.write("App/Info.plist", infoPlist(options.plist));
    if (options.projectFile !== undefined) {
      await project.write("background-assets.jsonc", JSON.stringify({ version: 1, ...options.projectFile }));
    }
    await project.serve(options.assets ?? []);
    return project;
  }

  /** A file of the project. */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    await writeInto(this.folder, path, content);
  }

  /** A manifest with these assets, and their contents. */
  async serve(assets: readonly ServedAsset[]): Promise<void> {
    await serveAssets(this.served, assets);
  }

  /** A file of the host. */
  async serveFile(path: string, content: string | Uint8Array): Promise<void> {
    await writeInto(this.served, path, content);
  }

  get mapping(): string {
    return `https://cdn.example.com=${this.host.origin}`;
  }

  start(args: readonly string[], settings: RunSettings = {}): RunningSimulation {
    const network = settings.bare === true ? [] : ["--map-host", this.mapping, "--ca", this.#caPath];
    const child = spawn(process.execPath, [this.#cliPath, "simulate", ...args, ...network], {
      cwd: settings.cwd ?? this.folder,
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        FORCE_COLOR: "",
        NO_COLOR: "1",
        HTTPS_PROXY: "",
        HTTP_PROXY: "",
        https_proxy: "",
        http_proxy: "",
        BACKGROUND_ASSETS_STATE: this.stateFolder,
        ...settings.env,
      },
    });
    // Not left behind when the test fails.
    this.#t.after(() => child.kill("SIGKILL"));
    return watch(child);
  }

  run(args: readonly string[], settings?: RunSettings): Promise<SimulationResult> {
    return this.start(args, settings).ended;
  }

  /** The event log of a run. */
  async events(args: readonly string[], settings?: RunSettings): Promise<SimulationResult & { events: EventLog }> {
    const result = await this.run([...args, "--format", "jsonl"], settings);
    return { ...result, events: new EventLog(result.stdout) };
  }

  /** Paths of the requests that came since the last call, in the order of their end, `RANGE` behind those that had one. */
  async requests(): Promise<string[]> {
    await this.host.settled();
    const requests = this.host.requests as unknown as { path: string; range: string | undefined }[];
    return requests.splice(0).map(({ path, range }) => (range === undefined ? path : `${path} ${range}`));
  }

  /** Names and contents of the device's downloads, partial ones too; manifests left out. */
  contents(stateFolder: string = this.#onlyDevice()): Map<string, Buffer> {
    const folder = join(stateFolder, "content");
    const names = readdirSync(folder).filter((name) => !name.includes("manifest"));
    return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))]));
  }

  #onlyDevice(): string {
    const devices = join(this.stateFolder, "devices");
    return join(devices, readdirSync(devices)[0] ?? "");
  }
}

/** The events of a `--format jsonl` output. */
export class EventLog {
  readonly all: readonly DeviceEvent[];

  constructor(text: string) {
    this.all = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as DeviceEvent);
  }

  of<Type extends DeviceEventType>(type: Type): readonly DeviceEventOf<Type>[] {
    return this.all.filter((event): event is DeviceEventOf<Type> => event.type === type);
  }

  /** Identifiers of downloads that finished, sorted. */
  get finished(): readonly string[] {
    return this.of("download.finished")
      .map(({ identifier }) => identifier)
      .sort();
  }

  /** `IDENTIFIER DOMAIN CODE` of refused and failed downloads, sorted; the manifest's too. */
  get errors(): readonly string[] {
    return this.all
      .filter((event) => /^(download|manifest|extension)\.(refused|failed)$/.test(event.type))
      .map(({ type, identifier, error }) => `${identifier ?? type} ${error?.domain} ${error?.code}`)
      .sort();
  }
}

export async function serveAssets(folder: string, assets: readonly ServedAsset[]): Promise<void> {
  const entries = [];
  for (const asset of assets) {
    const content = asset.content ?? someBytes(asset.id, 2000);
    const url = asset.url ?? `assets/${asset.id}.bin`;
    if (!URL.canParse(url)) await writeInto(folder, url, content);
    const { id, essential = false, size = content.length, version = 1 } = asset;
    entries.push({ id, url, size, essential, version });
  }
  await writeInto(folder, "manifest.json", JSON.stringify({ assets: entries }));
}

/** Bytes that a name decides, so that a mixed-up file is found out. */
export function someBytes(name: string, length: number): Buffer {
  const block = createHash("sha512").update(name).digest();
  return Buffer.alloc(length, block);
}

async function writeInto(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

export function infoPlist(changes: Readonly<Record<string, string>> = {}): string {
  const values: Record<string, string> = {
    CFBundleDisplayName: "<string>Harbor</string>",
    CFBundleIdentifier: "<string>com.example.harbor</string>",
    CFBundlePackageType: "<string>APPL</string>",
    CFBundleShortVersionString: "<string>1.0</string>",
    BAManifestURL: `<string>${manifestUrl}</string>`,
    BAEssentialMaxInstallSize: "<integer>900000000</integer>",
    BAMaxInstallSize: "<integer>900000000</integer>",
    BAInitialDownloadRestrictions: `<dict>
		<key>BAEssentialDownloadAllowance</key>
		<integer>500000000</integer>
		<key>BADownloadAllowance</key>
		<integer>500000000</integer>
		<key>BADownloadDomainAllowList</key>
		<array>
			<string>cdn.example.com</string>
		</array>
	</dict>`,
    ...changes,
  };
  const entries = Object.entries(values).map(([key, value]) => `\t<key>${key}</key>\n\t${value}\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n${entries.join("")}</dict>\n</plist>\n`;
}

function watch(child: ChildProcess): RunningSimulation {
  let stdout = "";
  let stderr = "";
  const lookers = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const look of [...lookers]) look();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<SimulationResult>((resolve) => {
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(stdout)) return;
        lookers.delete(look);
        resolve();
      };
      lookers.add(look);
      look();
      ended.then(() => reject(new Error(`It ended without ${pattern}:\n${stdout}\n${stderr}`)));
    });
  return { process: child, stdout: () => stdout, said, ended };
}
