import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The repository, found upwards from this file: the scripts also run bundled into a test, from a folder below `out/`.
 */
export const repositoryRoot = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package-lock.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No package-lock.json above ${fileURLToPath(import.meta.url)}`);
    folder = parent;
  }
  return folder;
})();

/** Where VS Code and its browser are installed, as `@vscode/test-electron` does it; git ignores it. */
export const installFolder = join(repositoryRoot, ".vscode-test");
