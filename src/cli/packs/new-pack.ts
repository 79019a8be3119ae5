import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, relative, resolve } from "node:path";
import { correctedPackLanguage, isPackLanguage } from "../../model/packs/language-tag";
import { isPortablePackId, type NewPack, newPackText, packIdProblem } from "../../model/packs/new-pack";
import { packagingCommands } from "../../model/packs/packaging-commands";
import { corePath, reasonOf } from "../../node/walk-project";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { readPacks, typedPath } from "./read-packs";

export interface NewPackArguments {
  readonly id: string | undefined;
  /** Files and folders that the pack gets. */
  readonly paths: readonly string[];
  readonly policy: "essential" | "prefetch" | "on-demand";
  readonly event: "first-installation" | "subsequent-update" | "both";
  readonly platforms: readonly string[];
  readonly language: string | undefined;
  readonly output: string | undefined;
}

const platforms = ["iOS", "macOS", "tvOS", "visionOS"];

/** `packs new ID PATH...`: writes a packaging manifest; never over a file that is there. */
export function runNewPack(args: NewPackArguments, io: CliIo): ExitCode {
  const { id } = args;
  if (id === undefined || args.paths.length === 0) {
    throw new UsageError("packs new needs an identifier and what the pack holds: packs new Tutorial Assets/Tutorial");
  }
  const problem = packIdProblem(id);
  if (problem !== undefined && !/^[A-Za-z0-9._-]+$/.test(id)) throw new UsageError(`${id}: ${problem}`);
  const unknown = args.platforms.find((platform) => !platforms.includes(platform));
  if (unknown !== undefined) throw new UsageError(`--platform ${unknown}: it is one of ${platforms.join(", ")}`);
  const { language } = args;
  if (language !== undefined && !isPackLanguage(language)) {
    const better = correctedPackLanguage(language);
    throw new UsageError(
      `--language ${language}: a language with an optional script and region, such as ja, es-US or zh-Hant${better === undefined ? "" : `; did you mean ${better}?`}`,
    );
  }
  const path = resolve(io.cwd, args.output ?? `${id}.json`);
  if (extname(path).toLowerCase() !== ".json") {
    throw new UsageError(`--output ${args.output}: ba-package takes files that end in .json only`);
  }
  if (existsSync(path))
    throw new UsageError(`${typedPath(path, io.cwd)} is there already: choose another with --output`);
  const pack: NewPack = {
    id,
    policy: args.policy === "on-demand" ? "onDemand" : args.policy,
    installationEventTypes: {
      "first-installation": ["firstInstallation"] as const,
      "subsequent-update": ["subsequentUpdate"] as const,
      both: ["firstInstallation", "subsequentUpdate"] as const,
    }[args.event],
    selected: args.paths.map((selected) => selectedPath(selected, io.cwd)),
    platforms: args.platforms.length === 0 ? ["iOS"] : args.platforms,
    language,
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, newPackText(pack), { flag: "wx" });
  } catch (error) {
    throw new UsageError(`${typedPath(path, io.cwd)} cannot be written: ${reasonOf(error)}`);
  }
  io.stderr.write(`Wrote ${typedPath(path, io.cwd)}\n`);
  if (problem !== undefined) io.stderr.write(`${id}: ${problem}\n`);
  else if (!isPortablePackId(id))
    io.stderr.write(`${id}: Google Play takes letters, digits and underscores only, a letter first.\n`);
  sayWhatItHolds(path, io);
  return 0;
}

function selectedPath(selected: string, cwd: string): NewPack["selected"][number] {
  const path = resolve(cwd, selected);
  const below = relative(cwd, path);
  if (below === "" || below.startsWith("..")) {
    throw new UsageError(
      `${selected}: the paths of a pack lie below the folder in which ba-package runs, and are not that folder itself`,
    );
  }
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${selected} does not exist`);
  return { kind: stats.isDirectory() ? "directory" : "file", path: corePath(below) };
}

/** The command to run, and what would go into the archive besides what was meant. */
function sayWhatItHolds(path: string, io: CliIo): void {
  const found = readPacks(io.cwd, io.cwd).packs.find(({ known }) => known.file.path === corePath(path));
  if (found === undefined) return;
  for (const { severity, code, message } of found.diagnostics) io.stderr.write(`${severity} ${code} ${message}\n`);
  const commands = packagingCommands({
    packs: [
      {
        ...found.contents,
        manifestPath: corePath(path),
        root: corePath(io.cwd),
        hasSourceRoot: false,
      },
    ],
    outputFolder: corePath(resolve(io.cwd, "..")),
    hosting: "apple",
    baseUrl: undefined,
  });
  io.stdout.write(`${commands[0]?.command ?? ""}\n`);
}
