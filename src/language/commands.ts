/** Commands that lenses and links call; each takes the path of the app's Info.plist. The host registers them. */
export const languageCommands = {
  simulateInstall: "backgroundAssets.simulateInstall",
  simulateUpdate: "backgroundAssets.simulateUpdate",
  simulatePeriodicCheck: "backgroundAssets.simulatePeriodicCheck",
  fetchManifest: "backgroundAssets.fetchManifest",
  openSimulator: "backgroundAssets.openSimulator",
  switchProjectMode: "backgroundAssets.switchProjectMode",
} as const;
