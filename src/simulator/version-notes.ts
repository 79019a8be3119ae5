import type { DeviceContext } from "./device-context";
import { compareVersions, firstVersionWith } from "./os-version";
import type { RequestedDownload } from "./ports";

/** What the device's system does not know yet of the things that the extension returned, in sentences. */
export function versionNotes(context: DeviceContext, returned: readonly RequestedDownload[]): readonly string[] {
  const { osVersion } = context.conditions;
  const isOlderThan = (version: string) => compareVersions(osVersion, version) < 0;
  const notes: string[] = [];
  if (!context.hasEssentialDownloads && returned.some((download) => download?.essential === true)) {
    notes.push(`Essential downloads exist since iOS 16.4; on ${osVersion} all downloads are non-essential.`);
  }
  if (isOlderThan(firstVersionWith.fileSizes) && returned.some((download) => (download?.fileSizeInBytes ?? 0) > 0)) {
    notes.push(
      `Downloads have a fileSize since iOS 16.4; on ${osVersion} they are charged as their bytes come, and no size is compared.`,
    );
  }
  if (isOlderThan(firstVersionWith.errorCodes) && context.ledger.isRestricted) {
    notes.push(
      `BAErrorCode is public since iOS 17.0: on ${osVersion} the app has no names for the codes that its downloads fail with.`,
    );
  }
  return notes;
}
