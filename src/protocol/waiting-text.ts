import { formatBytes } from "../model/sizes";
import type { DeviceEventOf } from "../simulator/events";
import { formatDurationMs } from "../simulator/scenario/duration";

/** Why a download waits and how long, for people: "for a network, for 7 days, at 1.2 MB". */
export function waitingText({ reason, until, time, receivedBytes }: DeviceEventOf<"download.waiting">): string {
  const durationText = formatDurationMs(Date.parse(until) - Date.parse(time));
  const at = `at ${formatBytes(receivedBytes)}`;
  switch (reason) {
    case "offline":
      return `for a network, at most ${durationText}, ${at}`;
    case "wifi-only":
      return `for Wi-Fi, at most ${durationText}, ${at}`;
    case "timeout":
      return `after a timeout, next attempt in ${durationText}, ${at}`;
    case "dns":
      return `because its host was not found, next attempt in ${durationText}, ${at}`;
    case "connect":
      return `because its host accepts no connection, next attempt in ${durationText}, ${at}`;
    case "connection-lost":
      return `because the connection was lost, next attempt in ${durationText}, ${at}`;
  }
}
