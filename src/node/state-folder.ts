import { homedir } from "node:os";
import { join, posix, win32 } from "node:path";

/**
 * Where this user's state is kept (devices, downloads, the development certificate authority), absolute, perhaps not there
 * yet: `BACKGROUND_ASSETS_STATE` where it is set, else the platform's own place for state (XDG base directories on Linux).
 */
export function userStateFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string {
  const path = platform === "win32" ? win32 : posix;
  const override = env.BACKGROUND_ASSETS_STATE;
  if (override) return path.resolve(override);
  switch (platform) {
    case "darwin":
      return path.join(home, "Library", "Application Support", "background-assets");
    case "win32":
      return path.join(env.LOCALAPPDATA || path.join(home, "AppData", "Local"), "background-assets");
    default: {
      // The XDG specification: a relative path is to be ignored.
      const xdg = env.XDG_STATE_HOME;
      const base = xdg && path.isAbsolute(xdg) ? xdg : path.join(home, ".local", "state");
      return path.join(base, "background-assets");
    }
  }
}

/** The folder of the development certificate authority below the state folder. */
export function developmentCaFolder(stateFolder: string): string {
  return join(stateFolder, "development-ca");
}
