// The downloader extension for simulations: name this file under "downloader" in background-assets.jsonc.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync } from "node:fs";

/** @type {import("./background-assets-downloader").Downloader} */
export default {
  downloads(request, manifestURL, _extensionInfo, device) {
    /** @type {{ assets: { id: string, url: string, size: number, essential?: boolean }[] }} */
    const manifest = JSON.parse(readFileSync(manifestURL, "utf8"));
    const mayBeEssential = request === "install" || request === "update";
    return manifest.assets
      .map(({ id, url, size, essential = false }) => ({
        identifier: id,
        url: new URL(url, "https://cdn.example.com/").href,
        fileSize: size,
        essential: essential && mayBeEssential,
      }))
      .filter(({ url }) => !existsSync(placeOf(url, device)));
  },

  backgroundDownloadDidFinish(download, fileURL, device) {
    renameSync(fileURL, placeOf(download.url, device));
  },

  backgroundDownloadDidFail({ identifier, url, fileSize, essential }, error, device) {
    console.log(`${identifier} failed: ${error.domain} ${error.code} (${error.name})`);
    // The installation goes on without it; it may come later.
    if (essential) device.scheduleDownload({ identifier, url, fileSize });
  },

  backgroundDownloadDidReceiveChallenge() {
    return { disposition: "performDefaultHandling" };
  },
};

/**
 * Where a downloaded file is kept. Each call is a process of its own: only files remember.
 *
 * @param {string} url
 * @param {import("./background-assets-downloader").Device} device
 */
function placeOf(url, { containerURL }) {
  return new URL(createHash("sha256").update(url).digest("hex"), containerURL);
}
