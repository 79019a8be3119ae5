import { formatBytes } from "../../model/sizes";
import { counted } from "../../rules/size-values";
import { assumptions } from "../../simulator/assumptions";
import type { DeviceEvent } from "../../simulator/events";
import type { Paint } from "../terminal/paint";

/** What came of a run, and the assumptions it rests on. */
export function summaryLines(
  { summary }: Extract<DeviceEvent, { type: "run.finished" }>,
  paint: Paint,
  isDryRun: boolean,
): readonly string[] {
  const parts = [
    `${summary.finished} ${isDryRun ? "would be downloaded" : "downloaded"}`,
    ...(summary.refused > 0 ? [paint.red(`${summary.refused} refused`)] : []),
    ...(summary.failed > 0 ? [paint.red(`${summary.failed} failed`)] : []),
    ...(summary.cancelled > 0 ? [`${summary.cancelled} cancelled`] : []),
    ...(summary.extensionFailed === undefined
      ? []
      : [paint.red(`the extension failed${summary.extensionFailed === 1 ? "" : ` ${summary.extensionFailed} times`}`)]),
    ...(summary.cancelledEvents === undefined
      ? []
      : [paint.red(`${counted(summary.cancelledEvents, "event")} cut off`)]),
    ...(summary.failedCalls === undefined ? [] : [paint.red(`${counted(summary.failedCalls, "call")} failed`)]),
    ...(summary.notRun > 0 ? [`${counted(summary.notRun, "event")} did not run`] : []),
    `${formatBytes(summary.receivedBytes)} over the network`,
  ];
  const rested = summary.assumptions.map((name) => paint.dim(`  ${name}: ${assumptions[name].meaning}`));
  return [
    "",
    paint.bold(parts.join(", ")),
    ...(rested.length === 0
      ? []
      : [paint.dim("Apple is silent on some of this; the run rests on these assumptions:"), ...rested]),
  ];
}
