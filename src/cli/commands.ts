import { checkCommand } from "./check-command";
import type { Command } from "./command";
import { downloadManifestCommand } from "./download-manifest-command";
import { mediaCommand } from "./media-command";
import { packsCommand } from "./packs-command";
import { serveCommand } from "./serve-command";
import { simulateCommand } from "./simulate-command";
import { swiftExtensionCommand } from "./swift-extension-command";

/** The commands, in the order of the help. */
export const commands: readonly Command[] = [
  checkCommand,
  simulateCommand,
  serveCommand,
  packsCommand,
  downloadManifestCommand,
  swiftExtensionCommand,
  mediaCommand,
];
