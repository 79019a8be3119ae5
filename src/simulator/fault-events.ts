import type { DeviceContext } from "./device-context";
import { describeEffect, type Fault } from "./faults";

/** Logs that a fault has struck. @param identifier undefined: the manifest's download */
export function emitFault(context: DeviceContext, fault: Fault, identifier: string | undefined): void {
  const what = identifier === undefined ? "The manifest" : `\`${identifier}\``;
  context.emit({ type: "fault.applied", identifier, description: `${what}: ${describeEffect(fault.effect)}.` });
}
