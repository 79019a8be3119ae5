import { parseNetwork } from "../simulator/conditions";

const names: Readonly<Record<string, string>> = {
  wifi: "Wi-Fi",
  lte: "LTE",
  "slow-3g": "Slow 3G",
  "3g": "3G",
  edge: "EDGE",
  "very-bad": "Very bad Wi-Fi",
  offline: "Offline",
};

/** A network as people call it; a rate with what it means: "2mbps,80ms (cellular)" stays readable. */
export function networkName(network: string): string {
  const preset = names[network];
  if (preset !== undefined) return preset;
  const parsed = parseNetwork(network);
  if (parsed?.bytesPerSecond === undefined) return network;
  const kilobits = (parsed.bytesPerSecond * 8) / 1000;
  const rate = kilobits >= 1000 ? `${round(kilobits / 1000)} Mbit/s` : `${round(kilobits)} kbit/s`;
  const latency = parsed.latencyMs === undefined ? "" : `, ${parsed.latencyMs} ms`;
  return `${rate}${latency}${parsed.cellular ? ", cellular" : ""}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
