import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** Where one simulated device lives on this computer. */
export interface DeviceFolder {
  readonly path: string;
  readonly journal: string;
  readonly lock: string;
  /** Downloads, whole and partial. */
  readonly content: string;
  /** The last manifest that was downloaded. */
  readonly manifest: string;
  /** What a downloader script keeps, and its temporary files. */
  readonly extension: string;
}

/**
 * The device of one app: a folder of its own below `stateFolder`, named after the project's folder so that a person
 * recognises it, with a digest of the whole path so that no two share one.
 */
export function deviceFolder(stateFolder: string, infoPlistPath: string): DeviceFolder {
  const digest = createHash("sha256").update(infoPlistPath).digest("hex").slice(0, 12);
  const readable = basename(dirname(infoPlistPath))
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .slice(0, 40);
  return deviceFolderAt(join(stateFolder, "devices", `${readable || "app"}-${digest}`));
}

/** The same for a folder that the person named with `--state`. */
export function deviceFolderAt(path: string): DeviceFolder {
  return {
    path,
    journal: join(path, "journal"),
    lock: join(path, "lock"),
    content: join(path, "content"),
    manifest: join(path, "manifest"),
    extension: join(path, "extension"),
  };
}
