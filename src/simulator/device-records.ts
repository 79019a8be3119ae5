import { type DeviceRecord, type DeviceState, erasedDevice } from "./device-state";

/** The fewest records that give this state: what a journal is compacted to. */
export function recordsOf(state: DeviceState): DeviceRecord[] {
  const { app } = state;
  const records: DeviceRecord[] = [];
  if (app !== undefined) {
    records.push({ type: "app.installed", atMs: app.installedAtMs, version: app.version });
    if (app.launchable) records.push({ type: "app.launchable" });
    if (app.firstLaunchedAtMs !== undefined) records.push({ type: "app.launched", atMs: app.firstLaunchedAtMs });
    if (app.lastLaunchedAtMs !== undefined && app.lastLaunchedAtMs !== app.firstLaunchedAtMs) {
      records.push({ type: "app.launched", atMs: app.lastLaunchedAtMs });
    }
    if (app.activity !== (app.lastLaunchedAtMs === undefined ? "terminated" : "foreground")) {
      records.push({ type: "app.activity", activity: app.activity });
    }
  }
  for (const lane of ["essential", "non-essential"] as const) {
    const chargedBytes = state.chargedBytes[lane];
    if (chargedBytes !== erasedDevice.chargedBytes[lane]) records.push({ type: "charged", lane, chargedBytes });
  }
  for (const asset of state.assets.values()) records.push({ type: "asset.installed", asset });
  for (const download of state.pending.values()) records.push({ type: "download.enqueued", download });
  for (const download of state.failedEssential.values()) records.push({ type: "essential.failed", download });
  for (const [identifier, atMs] of state.lostFiles) records.push({ type: "asset.lost", identifier, atMs });
  for (const runtime of state.extensionRuntime) records.push({ type: "extension.ran", runtime });
  if (state.lastPeriodicCheckAtMs !== undefined) {
    records.push({ type: "periodic.checked", atMs: state.lastPeriodicCheckAtMs });
  }
  records.push({ type: "clock", nowMs: state.nowMs });
  return records;
}
