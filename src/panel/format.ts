import { formatBytes } from "../model/sizes";

const exactNumber = new Intl.NumberFormat("en-US");

/** "1,420,000 bytes", for what a pointer rests on. */
export function exactBytes(sizeInBytes: number | undefined): string {
  if (sizeInBytes === undefined) return "The manifest does not say the size";
  return `${exactNumber.format(sizeInBytes)} ${sizeInBytes === 1 ? "byte" : "bytes"}`;
}

/** "31 MB of 212 MB", "212 MB" before the first byte and once everything is there, "31 MB of ?" where the manifest does not say. */
export function receivedOf(receivedBytes: number, fileSizeInBytes: number | undefined): string {
  if (fileSizeInBytes === undefined) return receivedBytes === 0 ? "?" : `${formatBytes(receivedBytes)} of ?`;
  if (receivedBytes === 0 || receivedBytes === fileSizeInBytes) return formatBytes(fileSizeInBytes);
  return `${formatBytes(receivedBytes)} of ${formatBytes(fileSizeInBytes)}`;
}

export function speedText(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? "" : `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

/** "430 ms", "5.2 s", "1 min 5 s", "2 h 3 min", "3 days": as precise as anybody reads it. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return joined(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const days = Math.round(minutes / 1440);
  return `${days} ${days === 1 ? "day" : "days"}`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The device's clock, with the days since it was first started: "00:00:05.204", "+1d 00:00:05.204". */
export function clockText(time: string, epochMs: number): string {
  const days = Math.floor((Date.parse(time) - epochMs) / 86_400_000);
  const clock = time.slice(11, 23);
  return days > 0 ? `+${days}d ${clock}` : clock;
}

/** The last part of a path, and a line from 1: "Info.plist:31". */
export function placeText(path: string, line: number): string {
  return `${path.slice(path.lastIndexOf("/") + 1)}:${line + 1}`;
}
