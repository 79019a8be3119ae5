/** Commands that lenses and links call; each takes the path of the app's Info.plist. The host registers them. */
export const languageCommands = {
  simulateInstall: "backgroundAssets.simulateInstall",
  simulateUpdate: "backgroundAssets.simulateUpdate",
  simulatePeriodicCheck: "backgroundAssets.simulatePeriodicCheck",
  fetchManifest: "backgroundAssets.fetchManifest",
  openSimulator: "backgroundAssets.openSimulator",
  /** With the URL and the size that the manifest declares for it, if any. */
  checkUrl: "backgroundAssets.checkUrl",
  switchProjectMode: "backgroundAssets.switchProjectMode",
  /** With the path of the packaging manifest. */
  packageAssetPack: "backgroundAssets.packageAssetPack",
  /** With the path of the media plan, as the next one. */
  planMedia: "backgroundAssets.planMedia",
  downloadMedia: "backgroundAssets.downloadMedia",
} as const;
