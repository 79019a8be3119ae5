import { isManagedMode } from "../model/app-configuration";
import { formatBytes } from "../model/sizes";
import type { DeviceContext } from "./device-context";
import type { Lane } from "./events";

/** "`music` declares 84 MB, and 12 MB are left of BADownloadAllowance (1.2 GB);" */
export function overAllowance(context: DeviceContext, identifier: string, lane: Lane, size: number): string {
  const { ledger } = context;
  return (
    `\`${identifier}\` declares ${formatBytes(size)}, and ${formatBytes(ledger.remainingBytes(lane) ?? 0)} are left of ` +
    `${context.allowanceKey(lane)} (${formatBytes(ledger.limitInBytes(lane) ?? 0)});`
  );
}

export function raiseAdvice(context: DeviceContext, lane: Lane, size: number): string {
  const exclusive = context.settings["allowance-boundary"] === "exclusive" ? 1 : 0;
  const needed = context.ledger.chargedBytes(lane) + size + exclusive;
  const less = isManagedMode(context.configuration.mode)
    ? "give fewer packs a policy that downloads them with the installation"
    : "let the extension return less before the first launch";
  return `Raise ${context.allowanceKey(lane)} to at least ${needed} (${formatBytes(needed)}), or ${less}.`;
}
