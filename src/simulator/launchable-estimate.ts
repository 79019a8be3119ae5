import type { ManifestReading } from "../model/manifest/manifest";
import { type NetworkConditions, networkPresets } from "./conditions";
import { formatDurationMs } from "./scenario/duration";

/** What has to come before the icon can be tapped. */
export interface LaunchNeeds {
  readonly manifestBytes: number;
  /** The essential downloads; a size that nobody knows is undefined. */
  readonly essential: readonly { readonly url: string; readonly sizeInBytes: number | undefined }[];
}

export interface LaunchableEstimate {
  /** The preset's name. */
  readonly network: string;
  /** For people, with the rate. */
  readonly title: string;
  readonly afterMs: number;
  /** Some sizes are not known: it takes at least this long. */
  readonly isAtLeast: boolean;
}

export interface EstimatedNetwork {
  readonly network: string;
  readonly title: string;
  readonly bytesPerSecond: number;
  readonly latencyMs: number;
}

/** The preset `wifi` is as fast as this computer's network; 50 Mbit/s and 20 ms stand for it here. */
export const estimatedNetworks: readonly EstimatedNetwork[] = [
  { network: "wifi", title: "Wi-Fi (50 Mbit/s)", bytesPerSecond: 6_250_000, latencyMs: 20 },
  estimated(networkPresets.lte, "LTE (12 Mbit/s)"),
  estimated(networkPresets["slow-3g"], "slow 3G (400 kbit/s)"),
];

function estimated(
  {
    name,
    bytesPerSecond,
    latencyMs,
  }: NetworkConditions & { readonly bytesPerSecond: number; readonly latencyMs: number },
  title: string,
): EstimatedNetwork {
  return { network: name, title, bytesPerSecond, latencyMs };
}

/**
 * How long launching is blocked on each network, from sizes alone: the manifest and the essential downloads share the
 * rate, and each request waits for its latency, `downloadsPerHost` at a time for each host (assumption
 * `downloads-per-host`). That is exact for downloads of one size, and an upper bound otherwise. The extension's own
 * runtime is not in it.
 */
export function estimateLaunchable(
  needs: LaunchNeeds,
  downloadsPerHost: number,
  networks: readonly EstimatedNetwork[] = estimatedNetworks,
): readonly LaunchableEstimate[] {
  const perHost = new Map<string, number>();
  let bytes = needs.manifestBytes;
  let isAtLeast = false;
  for (const { url, sizeInBytes } of needs.essential) {
    const host = /^[a-z]+:\/\/([^/?#]+)/i.exec(url)?.[1] ?? "";
    perHost.set(host, (perHost.get(host) ?? 0) + 1);
    if (sizeInBytes === undefined) isAtLeast = true;
    else bytes += sizeInBytes;
  }
  const rounds = [...perHost.values()].reduce((most, count) => Math.max(most, Math.ceil(count / downloadsPerHost)), 0);
  return networks.map(({ network, title, bytesPerSecond, latencyMs }) => ({
    network,
    title,
    afterMs: Math.round((1 + rounds) * latencyMs + (bytes / bytesPerSecond) * 1000),
    isAtLeast,
  }));
}

const known = new WeakMap<ManifestReading, Map<number, readonly LaunchableEstimate[]>>();

/** The estimates for a first installation by what a manifest declares; none where nothing in it is essential. */
export function estimateOfManifest(reading: ManifestReading, downloadsPerHost: number): readonly LaunchableEstimate[] {
  const before = known.get(reading)?.get(downloadsPerHost);
  if (before !== undefined) return before;
  const essential = reading.assets
    .filter((asset) => asset.essential && reading.later?.has(asset.identifier) !== true)
    .map(({ url, fileSizeInBytes }) => ({ url, sizeInBytes: fileSizeInBytes }));
  const estimates =
    essential.length === 0
      ? []
      : estimateLaunchable({ manifestBytes: reading.sizeInBytes, essential }, downloadsPerHost);
  known.set(reading, new Map(known.get(reading)).set(downloadsPerHost, estimates));
  return estimates;
}

/** "about 380 ms on Wi-Fi (50 Mbit/s), …"; where space is scarce without the rates. */
export function estimatesInWords(estimates: readonly LaunchableEstimate[], rates: "rates" | "names" = "rates"): string {
  const isAtLeast = estimates.some((estimate) => estimate.isAtLeast);
  const times = estimates.map(
    ({ title, afterMs }) =>
      `${formatDurationMs(afterMs)} on ${rates === "rates" ? title : title.replace(/ \(.*\)$/, "")}`,
  );
  return `${isAtLeast ? "at least" : "about"} ${times.join(", ")}`;
}
