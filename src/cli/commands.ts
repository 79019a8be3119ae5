import { checkCommand } from "./check-command";
import type { Command } from "./command";
import { serveCommand } from "./serve-command";
import { simulateCommand } from "./simulate-command";

/** The commands, in the order of the help. */
export const commands: readonly Command[] = [
  checkCommand,
  simulateCommand,
  serveCommand,
  {
    name: "packs",
    synopsis: "[DIR] [--format text|json] | new | diff OLD NEW",
    summary: "Shows asset packs and what each selects, creates them, and compares two versions.",
    options: [],
    run: undefined,
  },
  {
    name: "download-manifest",
    synopsis: "create | update | check",
    summary: "Writes and checks the manifest of a self-hosted managed project.",
    options: [],
    run: undefined,
  },
  {
    name: "media",
    synopsis: "PLAN.media-plan.jsonc [--download] [--format text|json]",
    summary: "Works out, and on demand downloads, an offline-media plan.",
    options: [],
    run: undefined,
  },
];
