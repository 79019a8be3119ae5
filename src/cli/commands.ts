import { checkCommand } from "./check-command";
import type { Command } from "./command";
import { downloadManifestCommand } from "./download-manifest-command";
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
  {
    name: "media",
    synopsis: "PLAN.media-plan.jsonc [--download] [--format text|json]",
    summary: "Works out, and on demand downloads, an offline-media plan.",
    options: [],
    run: undefined,
  },
];
