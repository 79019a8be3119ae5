import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @type {Set<string>} */
const left = new Set();
process.once("exit", () => {
  for (const folder of left) remove(folder);
});

/**
 * A new folder that is gone at the latest when this process ends.
 * @param {string} prefix
 * @returns {{path: string, remove: () => void}} `path` has no symbolic links in it, as `/var` on macOS would be
 */
export function temporaryFolder(prefix) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  left.add(path);
  return {
    path,
    remove: () => {
      remove(path);
      left.delete(path);
    },
  };
}

/**
 * A copy of a folder under its own name, so that VS Code's title and explorer read as with the original.
 * @param {string} source
 * @param {string} name of the copy
 */
export function temporaryCopy(source, name) {
  const folder = temporaryFolder("vscode-workspace-");
  const path = join(folder.path, name);
  cpSync(source, path, { recursive: true });
  return { path, remove: folder.remove };
}

/** @param {string} folder */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch {
    // Someone still writes into it. It lies in the system's temporary folder, which is emptied anyway.
  }
}
