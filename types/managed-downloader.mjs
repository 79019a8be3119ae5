// The downloader extension of a managed project, for simulations: name this file under "downloader" in background-assets.jsonc.

/** @type {import("./background-assets-downloader").ManagedDownloader} */
export default {
  /** False leaves a new pack out that the system would download because of its policy. */
  shouldDownload({ id, downloadSize }) {
    console.log(`${id}: ${downloadSize} bytes`);
    return true;
  },
};
