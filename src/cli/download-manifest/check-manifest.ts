import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type PreviousEntry, readDownloadManifest } from "../../model/packs/download-manifest";
import { publishedPacksFileName } from "../../model/packs/published-packs";
import { ContentStore } from "../../node/content-store/content-store";
import { checkPublished, type PublishedCheck } from "../../node/publishing/check-published";
import { userStateFolder } from "../../node/state-folder";
import { reasonOf } from "../../node/walk-project";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { readBaseline } from "../packs/diff-packs";
import { typedPath } from "../packs/read-packs";
import { displayPathFrom } from "../simulate/display-path";
import { findProject } from "../simulate/find-project";
import { networkAccess } from "../simulate/network-options";
import { createPaint } from "../terminal/paint";
import { printable } from "../terminal/printable";

export interface CheckManifestArguments {
  /** A folder with the app, a file, or an https URL. */
  readonly subject: string;
  /** A manifest that was published before. */
  readonly previous: string | undefined;
  readonly hostMappings: readonly string[];
  readonly caFiles: readonly string[];
  readonly allowPrivate: boolean;
  readonly format: "text" | "json";
}

interface Subject {
  readonly manifestUrl: string | undefined;
  readonly manifestText: string | undefined;
  readonly hosts: Readonly<Record<string, string>>;
  readonly known: readonly PreviousEntry[];
}

/** `download-manifest check`: what is published, or about to be, against the server. */
export async function runCheckManifest(args: CheckManifestArguments, io: CliIo): Promise<ExitCode> {
  const subject = subjectOf(args.subject, io);
  const previous = args.previous === undefined ? subject.known : previousAt(resolve(io.cwd, args.previous), io);
  const { access, mappedHosts } = networkAccess(
    { caFiles: args.caFiles, hostMappings: args.hostMappings, reports: [], showSecrets: false },
    io,
    userStateFolder(io.env, process.platform),
  );
  const folder = mkdtempSync(join(tmpdir(), "background-assets-check-"));
  const transport = access.open({
    contentStore: await ContentStore.open(join(folder, "content")),
    hosts: { ...subject.hosts, ...mappedHosts },
    headers: {},
    allowPrivate: args.allowPrivate,
    maxBytes: undefined,
    notice: (message) => io.stderr.write(`${message}\n`),
  });
  const checks: PublishedCheck[] = [];
  const paint = createPaint(io);
  try {
    for await (const check of checkPublished({ ...subject, previous, transport })) {
      if (io.signal.aborted) throw new UsageError("stopped");
      checks.push(check);
      if (args.format === "json") continue;
      const colour = { ok: paint.green, warning: paint.yellow, error: paint.red }[check.severity];
      io.stdout.write(
        `${colour(check.severity)}  ${paint.bold(printable(check.subject))}  ${printable(check.message)}\n`,
      );
    }
  } finally {
    await transport.close();
    rmSync(folder, { recursive: true, force: true });
  }
  if (args.format === "json") io.stdout.write(`${JSON.stringify({ version: 1, checks }, undefined, 2)}\n`);
  return checks.some(({ severity }) => severity === "error") ? 1 : 0;
}

function subjectOf(subject: string, io: CliIo): Subject {
  if (/^https:\/\//i.test(subject)) {
    if (!URL.canParse(subject)) throw new UsageError(`${subject} is no URL`);
    return { manifestUrl: subject, manifestText: undefined, hosts: {}, known: [] };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(subject)) {
    throw new UsageError(`${subject}: devices fetch the manifest over https only`);
  }
  const path = resolve(io.cwd, subject);
  if (!existsSync(path)) throw new UsageError(`${subject} does not exist`);
  if (!statSync(path).isDirectory()) {
    return { manifestUrl: undefined, manifestText: textAt(path, io), hosts: {}, known: [] };
  }
  const { configuration, settings } = findProject({ folder: path, app: undefined }, displayPathFrom(io.cwd));
  const manifestUrl = configuration.manifestUrl?.value;
  if (manifestUrl === undefined) throw new UsageError(`${configuration.displayName} has no BAManifestURL to check`);
  const baseline = join(path, publishedPacksFileName);
  return {
    manifestUrl,
    manifestText: undefined,
    hosts: Object.fromEntries(settings.hosts),
    known: existsSync(baseline)
      ? readBaseline(baseline).archives.map(({ id, version, sizeInBytes }) => ({
          id,
          version,
          url: "",
          downloadSize: sizeInBytes,
        }))
      : [],
  };
}

function previousAt(path: string, io: CliIo): readonly PreviousEntry[] {
  const reading = readDownloadManifest(textAt(path, io));
  if (reading.kind === "unreadable") throw new UsageError(`${typedPath(path, io.cwd)}: ${reading.message}`);
  return reading.entries;
}

function textAt(path: string, io: CliIo): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${typedPath(path, io.cwd)} cannot be read: ${reasonOf(error)}`);
  }
}
