import type { AppConfiguration, Located, SourceLocation } from "../../src/model/app-configuration";
import type { ManifestAsset, ManifestReading } from "../../src/model/manifest/manifest";
import { assumptionSettings } from "../../src/simulator/assumptions";
import type { DeviceConditions } from "../../src/simulator/conditions";
import type { FireOptions } from "../../src/simulator/content-events";
import { Device } from "../../src/simulator/device";
import {
  applyRecord,
  copyDeviceState,
  type DeviceRecord,
  type DeviceState,
  erasedDevice,
} from "../../src/simulator/device-state";
import type { DeviceEvent, DeviceEventOf, DeviceEventType, LifecycleEventName } from "../../src/simulator/events";
import type { PackFiles } from "../../src/simulator/managed/pack-files";
import { mappingExtension } from "../../src/simulator/mapping-extension";
import type { MemoryContent } from "../../src/simulator/memory-content";
import { MemoryTransport } from "../../src/simulator/memory-transport";
import type { DeviceStore, DownloaderExtension } from "../../src/simulator/ports";
import { VirtualClock } from "../../src/simulator/virtual-clock";

export const manifestUrl = "https://cdn.example.com/manifest.json";

/** The plist line that a value stands on in these tests: its offset. */
export const lines = {
  manifestUrl: 10,
  restrictions: 20,
  allowance: 21,
  essentialAllowance: 22,
  allowList: 23,
} as const;

function at(line: number): SourceLocation {
  return { path: "/App/Info.plist", range: { start: line, end: line + 1 } };
}

function located<T>(value: T, line: number): Located<T> {
  return { value, location: at(line) };
}

export interface ConfigurationChoices {
  readonly allowance?: number | undefined;
  readonly essentialAllowance?: number | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly manifestUrl?: string | undefined;
}

export function configurationWith(choices: ConfigurationChoices = {}): AppConfiguration {
  return {
    mode: "self-hosted-unmanaged",
    infoPlistPath: "/App/Info.plist",
    displayName: "Skylands",
    bundleIdentifier: "com.example.skylands",
    version: "1.0",
    manifestUrl: located(choices.manifestUrl ?? manifestUrl, lines.manifestUrl),
    restrictions: at(lines.restrictions),
    downloadAllowanceInBytes: located(choices.allowance ?? 1_000_000, lines.allowance),
    essentialDownloadAllowanceInBytes: located(choices.essentialAllowance ?? 1_000_000, lines.essentialAllowance),
    domainAllowList: {
      location: at(lines.allowList),
      hosts: (choices.hosts ?? ["cdn.example.com"]).map((host) => located(host, lines.allowList)),
    },
    maxInstallSizeInBytes: undefined,
    essentialMaxInstallSizeInBytes: undefined,
    appGroupId: undefined,
  };
}

export interface TestAsset {
  readonly id: string;
  readonly size?: number | undefined;
  readonly url?: string;
  readonly essential?: boolean;
  readonly priority?: "min" | "default" | "max";
  readonly version?: string;
  /** What the server does; by default it sends `size` bytes. */
  readonly served?: MemoryContent;
}

export function assetUrl(asset: TestAsset): string {
  return asset.url ?? `https://cdn.example.com/${asset.id}`;
}

export interface TestDeviceOptions {
  readonly assets?: readonly TestAsset[];
  readonly configuration?: AppConfiguration;
  readonly assumptions?: Readonly<Record<string, unknown>>;
  readonly conditions?: Partial<DeviceConditions>;
  readonly manifest?: MemoryContent;
  readonly extension?: DownloaderExtension;
  readonly packFiles?: PackFiles | undefined;
  readonly initial?: DeviceState;
  readonly showSecrets?: boolean;
}

/** A device over virtual clock, memory transport and a store in memory, with what a test wants to look at. */
export class TestDevice {
  readonly clock: VirtualClock;
  readonly transport: MemoryTransport;
  readonly device: Device;
  readonly events: DeviceEvent[] = [];
  readonly removed: string[] = [];
  stored: DeviceState;
  #assets: readonly TestAsset[];
  #seen = 0;

  constructor(options: TestDeviceOptions = {}) {
    this.#assets = options.assets ?? [];
    const initial = options.initial ?? erasedDevice;
    this.stored = copyDeviceState(initial);
    this.clock = new VirtualClock(initial.nowMs);
    this.transport = new MemoryTransport({ clock: this.clock, contents: new Map() });
    this.publish(this.#assets, options.manifest);
    const store: DeviceStore = {
      initial,
      append: (record: DeviceRecord) => {
        this.stored = applyRecord(this.stored, record);
      },
      removeContent: (identifier) => this.removed.push(identifier),
      removeAllContent: () => this.removed.push("*"),
    };
    this.device = new Device({
      configuration: options.configuration ?? configurationWith(),
      settings: assumptionSettings(options.assumptions),
      conditions: options.conditions,
      showSecrets: options.showSecrets,
      ports: {
        clock: this.clock,
        transport: this.transport,
        store,
        extension: options.extension ?? mappingExtension,
        packFiles: options.packFiles,
        readManifest: (content) => readingOf(this.#assets, content.length),
        positionOf: ({ range }) => ({
          start: { line: range.start, character: 0 },
          end: { line: range.start, character: 1 },
        }),
        emit: (event) => this.events.push(event),
      },
    });
  }

  publish(assets: readonly TestAsset[], manifest: MemoryContent = { size: 100 }): void {
    this.#assets = assets;
    const contents = new Map<string, MemoryContent>([[manifestUrl, manifest]]);
    for (const asset of assets) contents.set(assetUrl(asset), asset.served ?? { size: asset.size ?? 0 });
    this.transport.publish(contents);
  }

  addContent(url: string, content: MemoryContent): void {
    const before = new Map<string, MemoryContent>([[manifestUrl, { size: 100 }]]);
    for (const asset of this.#assets) before.set(assetUrl(asset), asset.served ?? { size: asset.size ?? 0 });
    before.set(url, content);
    this.transport.publish(before);
  }

  /** Runs the event to rest and gives back what it led to. */
  fire(event: LifecycleEventName, options: FireOptions = {}): readonly DeviceEvent[] {
    this.#seen = this.events.length;
    let isDone = false;
    this.device.fire(event, options, () => {
      isDone = true;
    });
    this.clock.runUntilIdle();
    if (!isDone) throw new Error(`${event} did not come to rest`);
    return this.events.slice(this.#seen);
  }

  /** Starts an event and lets some time pass. */
  begin(event: LifecycleEventName, forMs: number): void {
    this.device.fire(event, {}, () => {});
    this.clock.runFor(forMs);
  }

  of<Type extends DeviceEventType>(type: Type): readonly DeviceEventOf<Type>[] {
    return eventsOf(this.events, type);
  }
}

export function eventsOf<Type extends DeviceEventType>(
  events: readonly DeviceEvent[],
  type: Type,
): readonly DeviceEventOf<Type>[] {
  return events.filter((event): event is DeviceEventOf<Type> => event.type === type);
}

/** The identifiers of the events of one type, in order. */
export function identifiers(events: readonly DeviceEvent[], type: DeviceEventType): readonly (string | undefined)[] {
  return events.filter((event) => event.type === type).map((event) => event.identifier);
}

export function manifestAsset(asset: TestAsset): ManifestAsset {
  return {
    identifier: asset.id,
    url: assetUrl(asset),
    fileSizeInBytes: asset.size,
    essential: asset.essential === true,
    priority: asset.priority ?? "default",
    version: asset.version,
    ranges: {},
  };
}

function readingOf(assets: readonly TestAsset[], sizeInBytes: number): ManifestReading {
  return {
    format: "json",
    mapping: { assets: "$[*]", item: { identifier: "$.id", url: "$.url", fileSize: "$.size" } },
    recognised: false,
    assets: assets.map(manifestAsset),
    problems: [],
    sizeInBytes,
  };
}
