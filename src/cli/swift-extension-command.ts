import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { projectSwiftExtension } from "../language/swift-extension";
import { reasonOf } from "../node/walk-project";
import type { Command } from "./command";
import { UsageError } from "./io";
import { displayPathFrom } from "./simulate/display-path";
import { findProject } from "./simulate/find-project";

export const swiftExtensionCommand: Command = {
  name: "swift-extension",
  synopsis: "[--project DIR | --app Info.plist] [--output FILE]",
  summary: "Writes the downloader extension in Swift that returns what simulations return.",
  details:
    "It reads the manifest as the mapping in background-assets.jsonc (or the one that was recognised) says. Without --output it goes to the standard output.",
  options: [
    { name: "project", value: "DIR", description: "The folder of the project. Default: the current one." },
    { name: "app", value: "FILE", description: "The app's Info.plist, where there are several." },
    { name: "output", value: "FILE", description: "A new file: one that is there is not overwritten." },
  ],
  async run(args, io) {
    if (args.positionals.length > 0) throw new UsageError("swift-extension takes no arguments");
    const path = (name: string) => {
      const value = args.text(name);
      return value === undefined ? undefined : resolve(io.cwd, value);
    };
    const displayPath = displayPathFrom(io.cwd);
    const folder = path("project") ?? io.cwd;
    const written = projectSwiftExtension(findProject({ folder, app: path("app") }, displayPath));
    if ("problem" in written) throw new UsageError(written.problem);
    for (const note of written.notes) io.stderr.write(`background-assets: ${note}\n`);
    const output = path("output");
    if (output === undefined) {
      io.stdout.write(written.text);
      return 0;
    }
    if (existsSync(output)) throw new UsageError(`${displayPath(output)} is there already and is not overwritten`);
    try {
      writeFileSync(output, written.text, { flag: "wx" });
    } catch (error) {
      throw new UsageError(`${displayPath(output)}: ${reasonOf(error)}`);
    }
    return 0;
  },
};
