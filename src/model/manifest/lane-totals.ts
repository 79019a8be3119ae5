import type { ManifestReading } from "./manifest";

export interface LaneTotal {
  readonly count: number;
  /** Sum of the declared sizes. */
  readonly bytes: number;
  /** Assets whose size the manifest does not say: not in `bytes`. */
  readonly unknownSizes: number;
}

export interface LaneTotals {
  /** The manifest's own size, which is charged to an allowance as well. */
  readonly manifestBytes: number;
  readonly essential: LaneTotal;
  readonly nonEssential: LaneTotal;
  /** Host name to the number of assets that come from it, in the order of the manifest. */
  readonly hosts: ReadonlyMap<string, number>;
}

const known = new WeakMap<ManifestReading, LaneTotals>();

/** What a manifest asks for at the first installation. Worked out once for each reading. */
export function laneTotals(reading: ManifestReading): LaneTotals {
  const before = known.get(reading);
  if (before !== undefined) return before;
  const essential = { count: 0, bytes: 0, unknownSizes: 0 };
  const nonEssential = { count: 0, bytes: 0, unknownSizes: 0 };
  const hosts = new Map<string, number>();
  for (const asset of reading.assets) {
    if (reading.later?.has(asset.identifier) !== true) {
      const lane = asset.essential ? essential : nonEssential;
      lane.count++;
      if (asset.fileSizeInBytes === undefined) lane.unknownSizes++;
      else lane.bytes += asset.fileSizeInBytes;
    }
    const host = hostOf(asset.url);
    if (host !== undefined) hosts.set(host, (hosts.get(host) ?? 0) + 1);
  }
  const totals = { manifestBytes: reading.sizeInBytes, essential, nonEssential, hosts };
  known.set(reading, totals);
  return totals;
}

/** A plain https URL in lower case needs no parser, and nearly all are. */
const plainUrl = /^https:\/\/([a-z0-9.-]+)(?:[/?#]|$)/;

function hostOf(url: string): string | undefined {
  const plain = plainUrl.exec(url)?.[1];
  if (plain !== undefined) return plain;
  try {
    const host = new URL(url).hostname;
    return host === "" ? undefined : host;
  } catch {
    return undefined;
  }
}
