/** A network as the device sees it. Rates and latencies shape real transfers; `undefined` leaves them as they come. */
export interface NetworkConditions {
  readonly name: string;
  readonly online: boolean;
  readonly cellular: boolean;
  readonly bytesPerSecond: number | undefined;
  /** Added to each request. */
  readonly latencyMs: number | undefined;
}

/**
 * The figures of `lte` and `slow-3g` are those that browsers' network panels use for the same names, those of `3g`, `edge`
 * and `very-bad` those of Apple's Network Link Conditioner, whose lost packets are not simulated.
 */
export const networkPresets = {
  wifi: { name: "wifi", online: true, cellular: false, bytesPerSecond: undefined, latencyMs: undefined },
  lte: { name: "lte", online: true, cellular: true, bytesPerSecond: 1_500_000, latencyMs: 70 },
  "slow-3g": { name: "slow-3g", online: true, cellular: true, bytesPerSecond: 50_000, latencyMs: 400 },
  "3g": { name: "3g", online: true, cellular: true, bytesPerSecond: 97_500, latencyMs: 100 },
  edge: { name: "edge", online: true, cellular: true, bytesPerSecond: 30_000, latencyMs: 400 },
  "very-bad": { name: "very-bad", online: true, cellular: false, bytesPerSecond: 125_000, latencyMs: 500 },
  offline: { name: "offline", online: false, cellular: false, bytesPerSecond: undefined, latencyMs: undefined },
} as const satisfies Record<string, NetworkConditions>;

export type NetworkPresetName = keyof typeof networkPresets;

/** What the person has set on the device. */
export interface DeviceConditions {
  readonly network: NetworkConditions;
  readonly lowPowerMode: boolean;
  /** Settings, General, Background App Refresh: the switch for all apps. */
  readonly backgroundAppRefresh: boolean;
  /** The same for this app. */
  readonly backgroundAppRefreshForApp: boolean;
  /** App Store settings, In-App Content. */
  readonly inAppContent: boolean;
  /** Swiped away in the app switcher. */
  readonly forceQuit: boolean;
  /** `undefined` is the computer's own free space. */
  readonly freeDiskSpaceInBytes: number | undefined;
  readonly osVersion: string;
  /** A language tag such as `de` or `zh-Hant`. */
  readonly preferredLanguage: string | undefined;
}

export const defaultConditions: DeviceConditions = {
  network: networkPresets.wifi,
  lowPowerMode: false,
  backgroundAppRefresh: true,
  backgroundAppRefreshForApp: true,
  inAppContent: true,
  forceQuit: false,
  freeDiskSpaceInBytes: undefined,
  osVersion: "26.4",
  preferredLanguage: undefined,
};

/** What `parseNetwork` reads, for messages. */
export const networkChoices = `${Object.keys(networkPresets).join(", ")}, or a rate such as 2mbps,80ms or 2mbps,80ms,cellular`;

/**
 * A preset's name, or a rate with an optional latency, on Wi-Fi unless it says cellular: `2mbps`, `500kbps,80ms,cellular`.
 * Bits as networks are sold, so `8mbps` is 1,000,000 bytes a second. Undefined where the text is neither.
 */
export function parseNetwork(text: string): NetworkConditions | undefined {
  if (Object.hasOwn(networkPresets, text)) return networkPresets[text as NetworkPresetName];
  const match = /^(\d+(?:\.\d+)?)(k|m|g)?bps(?:,(\d+)ms)?(,cellular)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const factor = { k: 1e3, m: 1e6, g: 1e9 }[match[2]?.toLowerCase() ?? ""] ?? 1;
  const bytesPerSecond = (Number(match[1]) * factor) / 8;
  if (bytesPerSecond <= 0) return undefined;
  const latencyMs = match[3] === undefined ? undefined : Number(match[3]);
  return { name: text.trim(), online: true, cellular: match[4] !== undefined, bytesPerSecond, latencyMs };
}
