import { resolve } from "node:path";
import { makeFolderCommand, packagingCommands } from "../model/packs/packaging-commands";
import { corePath } from "../node/walk-project";
import { packagingRequest } from "../rules/packaging-request";
import { counted } from "../rules/size-values";
import type { Command, ParsedArguments } from "./command";
import { type CliIo, type ExitCode, UsageError } from "./io";
import { runDiffPacks } from "./packs/diff-packs";
import { runNewPack } from "./packs/new-pack";
import { type FoundPacks, readPacks } from "./packs/read-packs";
import { runRecordPacks } from "./packs/record-packs";
import { packsToJson, packsToText } from "./packs/show-packs";
import { createPaint } from "./terminal/paint";

export const packsCommand: Command = {
  name: "packs",
  synopsis: "[DIR] [options] | new ID PATH... | record [DIR] | diff [OLD [NEW]]",
  summary: "Shows asset packs and what each selects, creates them, and compares two versions.",
  details: [
    "packs            what the packaging manifests of a folder select, by the paths of the app",
    "packs new        writes a packaging manifest for files and folders below the current folder",
    "packs record     remembers the packs as published, and what this version of the app reads",
    "packs diff       compares with what was recorded (or any two folders or files of packs --format json):",
    "                 exit code 1 where an installed version of the app would break",
    "A folder named new, record or diff is written ./new.",
  ].join("\n"),
  options: [
    { name: "format", value: "FORMAT", description: "text or json. Default: text." },
    { name: "commands", description: "Print the commands that package and publish the packs, with absolute paths." },
    { name: "archives", value: "DIR", description: "With --commands: where the archives go. Default: a folder build." },
    { name: "base-url", value: "URL", description: "With --commands, self-hosted: where the archives will be found." },
    { name: "policy", value: "POLICY", description: "new: essential, prefetch or on-demand. Default: on-demand." },
    {
      name: "event",
      value: "EVENT",
      description: "new: first-installation, subsequent-update or both. Default: first-installation.",
    },
    {
      name: "platform",
      value: "NAME",
      multiple: true,
      description: "new: iOS, macOS, tvOS or visionOS. Default: iOS.",
    },
    { name: "language", value: "TAG", description: "new: the language of a localized pack (OS 27)." },
    { name: "output", value: "FILE", description: "new: the manifest's file. Default: ID.json." },
    { name: "app-version", value: "VERSION", description: "record: the app's version, where its Info.plist has none." },
  ],
  async run(args, io) {
    const [action, ...rest] = args.positionals;
    switch (action) {
      case "new":
        return runNewPack(
          {
            id: rest[0],
            paths: rest.slice(1),
            policy: args.choice("policy", ["essential", "prefetch", "on-demand"], "on-demand"),
            event: args.choice("event", ["first-installation", "subsequent-update", "both"], "first-installation"),
            platforms: args.list("platform"),
            language: args.text("language"),
            output: args.text("output"),
          },
          io,
        );
      case "record":
        return runRecordPacks({ folder: rest[0] ?? ".", appVersion: args.text("app-version") }, io);
      case "diff":
        if (rest.length > 2) throw new UsageError("packs diff takes two: OLD and NEW");
        return runDiffPacks(
          { old: rest[0], next: rest[1], format: args.choice("format", ["text", "json"], "text") },
          io,
        );
      default:
        if (rest.length > 0) throw new UsageError("packs takes one folder");
        return showPacks(resolve(io.cwd, action ?? "."), args, io);
    }
  },
};

function showPacks(folder: string, args: ParsedArguments, io: CliIo): ExitCode {
  const format = args.choice("format", ["text", "json"], "text");
  const found = readPacks(folder, io.cwd);
  if (args.flag("commands")) {
    io.stdout.write(commandsText(found, args, folder));
    return 0;
  }
  io.stdout.write(format === "json" ? packsToJson(found) : packsToText(found, createPaint(io)));
  if (format === "text" && found.packs.length === 0) io.stderr.write("There is no packaging manifest here\n");
  const errors = found.packs.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === "error"));
  if (errors.length > 0 && format === "text") io.stderr.write(`${counted(errors.length, "error")}\n`);
  return errors.length > 0 ? 1 : 0;
}

function commandsText({ packs, project }: FoundPacks, args: ParsedArguments, folder: string): string {
  const request = packagingRequest(
    packs.map(({ known }) => known),
    project,
    { folder: corePath(folder), outputFolder: corePath(resolve(folder, args.text("archives") ?? "build")) },
  );
  const commands = packagingCommands({ ...request, baseUrl: args.text("base-url") ?? request.baseUrl });
  if (commands.length === 0) return "";
  const made = { title: "Make the folder for the archives", command: makeFolderCommand(request.outputFolder) };
  return [made, ...commands].map(({ title, command }) => `# ${title}\n${command}\n`).join("");
}
