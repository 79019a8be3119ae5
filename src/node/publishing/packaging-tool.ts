import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** How `ba-package` is called here. */
export interface PackagingTool {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Apple's packaging tool on this computer: `xcrun ba-package` on a Mac, `ba-package` of Apple's tools for Linux and Windows
 * on the PATH; undefined where neither is there.
 */
export function findPackagingTool(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): PackagingTool | undefined {
  const onPath = (name: string) => {
    const names = platform === "win32" ? [`${name}.exe`] : [name];
    return (env.PATH ?? env.Path ?? "")
      .split(delimiter)
      .filter((folder) => folder !== "")
      .flatMap((folder) => names.map((one) => join(folder, one)))
      .find(isExecutable);
  };
  const direct = onPath("ba-package");
  if (direct !== undefined) return { command: direct, args: [] };
  const xcrun = platform === "darwin" ? onPath("xcrun") : undefined;
  return xcrun === undefined ? undefined : { command: xcrun, args: ["ba-package"] };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
