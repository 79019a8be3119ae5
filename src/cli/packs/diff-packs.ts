import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeChange } from "../../model/packs/describe-change";
import { type PublishedPacks, publishedPacksFileName, readPublishedPacks } from "../../model/packs/published-packs";
import { comparePacks, isBreaking } from "../../model/packs/update-safety";
import { reasonOf } from "../../node/walk-project";
import { counted } from "../../rules/size-values";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { createPaint } from "../terminal/paint";
import { printable } from "../terminal/printable";
import { readPacks } from "./read-packs";

/**
 * `packs diff OLD NEW`: OLD and NEW are folders, or files that `packs record` or `packs --format json` wrote.
 * Exit code 1 where an installed version of the app would break, or App Store Connect would refuse the update.
 */
export function runDiffPacks(
  args: { readonly old: string | undefined; readonly next: string | undefined; readonly format: "text" | "json" },
  io: CliIo,
): ExitCode {
  const before = publishedAt(resolve(io.cwd, args.old ?? publishedPacksFileName), io.cwd);
  const after = publishedAt(resolve(io.cwd, args.next ?? "."), io.cwd);
  const changes = comparePacks(before, after.packs, after.apps);
  const breaking = changes.filter(isBreaking).length;
  if (args.format === "json") {
    const described = changes.map((change) => ({
      ...change,
      breaking: isBreaking(change),
      message: describeChange(change),
    }));
    io.stdout.write(`${JSON.stringify({ version: 1, changes: described }, undefined, 2)}\n`);
  } else {
    const paint = createPaint(io);
    for (const change of changes) {
      const mark = isBreaking(change) ? paint.red("breaks") : paint.dim("notice");
      io.stdout.write(`${mark}  ${printable(describeChange(change))}\n`);
    }
    io.stderr.write(`${summary(changes.length, breaking, before.apps.length)}\n`);
  }
  return breaking > 0 ? 1 : 0;
}

function summary(changes: number, breaking: number, apps: number): string {
  const compared =
    apps === 0 ? "no app version is recorded (packs record)" : `${counted(apps, "app version")} recorded`;
  if (changes === 0) return `No difference; ${compared}`;
  return `${counted(changes, "difference")}, ${breaking} breaking; ${compared}`;
}

/** A folder's packs with what its sources read, or what a file says. */
function publishedAt(path: string, workingDirectory: string): PublishedPacks {
  if (!existsSync(path)) {
    throw new UsageError(
      path.endsWith(publishedPacksFileName)
        ? `there is no ${publishedPacksFileName} to compare with; background-assets packs record writes it`
        : `${path} does not exist`,
    );
  }
  if (statSync(path).isDirectory()) {
    const baseline = join(path, publishedPacksFileName);
    const apps = existsSync(baseline) ? readBaseline(baseline).apps : [];
    const { packs, app } = readPacks(path, workingDirectory);
    const isNew = !apps.some(({ version }) => version === app.version);
    return {
      version: 1,
      packs: packs.map(({ contents }) => contents),
      apps: isNew && (app.paths.length > 0 || app.packIds.length > 0) ? [...apps, app] : apps,
      archives: [],
    };
  }
  return readBaseline(path);
}

/** Throws a UsageError that names the file where it cannot be read. */
export function readBaseline(path: string): PublishedPacks {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reasonOf(error)}`);
  }
  const reading = readPublishedPacks(text);
  if (reading.kind === "unreadable") throw new UsageError(`${path}: ${reading.message}`);
  return reading.published;
}
