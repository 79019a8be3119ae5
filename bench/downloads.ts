import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTurn, type Line, median, milliseconds } from "./measure";
import { configuredOrigin, type OurDownload, type OurResult } from "./our-download-contract";
import type { Settings } from "./settings";
import { startWebServer, type WebServer } from "./web-server";

interface Load {
  readonly kind: "small" | "large";
  readonly what: string;
  readonly count: number;
  readonly size: number;
}

const memoryBudget = 200_000_000;
/** What curl does with `--parallel`; our simulated device is switched from 4 to it. */
const parallel = 50;
const blockBudgetMs = 50;

/**
 * A whole simulated install (manifest, engine, journal, files renamed into place) against curl, which only writes files.
 * Both write to the same disk, one after the other, and what they wrote is counted and removed.
 */
export async function downloadLines({ rounds, scale }: Settings): Promise<readonly Line[]> {
  if (spawnSync("curl", ["--version"]).error !== undefined) {
    console.log("downloads: curl is not installed, there is nothing to compare with: left out");
    return [];
  }
  const small: Load = { kind: "small", what: "files of 64 KiB", count: Math.ceil(10_000 * scale), size: 65_536 };
  const large: Load = { kind: "large", what: "file", count: 1, size: Math.ceil(2 ** 30 * scale) };
  const folder = mkdtempSync(join(tmpdir(), "ba-bench-"));
  const server = await startWebServer(folder, { small: small.size, large: large.size });
  try {
    const lines: Line[] = [];
    for (const load of [small, large]) {
      writeFileSync(join(server.folder, `${load.kind}.json`), manifestOf(load));
      for (const protocol of ["http", "https"] as const) {
        lines.push(await downloadLine(load, protocol, server, folder, rounds));
      }
    }
    return lines;
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function downloadLine(
  load: Load,
  protocol: "http" | "https",
  server: WebServer,
  folder: string,
  rounds: number,
): Promise<Line> {
  const origin = protocol === "http" ? server.httpOrigin : server.httpsOrigin;
  let memory = 0;
  let block = 0;
  let blockWhileFlowing = 0;
  const processorMs: number[] = [];
  const samples = await inTurn(Math.min(rounds, 3), {
    ours: async () => {
      const result = await ourDownload(load, origin, server, folder);
      memory = Math.max(memory, result.peakResidentBytes);
      block = Math.max(block, result.longestBlockMs);
      blockWhileFlowing = Math.max(blockWhileFlowing, result.longestBlockWhileFlowingMs);
      processorMs.push(result.processorMs);
      return result.elapsedMs;
    },
    peer: () => curlDownload(load, origin, server, folder),
  });
  const ratio = median(samples.ours) / median(samples.peer);
  const peer = load.count > 1 ? "curl --parallel" : "curl";
  const size = load.count > 1 ? "" : ` of ${(load.size / 2 ** 20).toFixed(0)} MiB`;
  return {
    name: "downloads",
    work: `download ${load.count} ${load.what}${size}, ${protocol === "http" ? "plain" : "TLS"}`,
    ours: milliseconds(median(samples.ours)),
    peer: `${peer} ${milliseconds(median(samples.peer))}`,
    ratio,
    goal: `at most 1.00, below ${memoryBudget / 1e6} MB, no block above ${blockBudgetMs} ms`,
    met: ratio <= 1 && memory < memoryBudget && Math.max(block, blockWhileFlowing) <= blockBudgetMs,
    notes: `${load.count > 1 ? `${parallel} at a time; ` : ""}peak ${(memory / 1e6).toFixed(0)} MB resident; longest block ${block.toFixed(0)} ms up to the first download, ${blockWhileFlowing.toFixed(0)} ms after it; ${milliseconds(median(processorMs))} of processor time; from ${server.name}`,
    samples: { ...samples, processorMs, peakResidentBytes: [memory], longestBlockMs: [block, blockWhileFlowing] },
  };
}

async function ourDownload(load: Load, origin: string, server: WebServer, folder: string): Promise<OurResult> {
  const stateFolder = mkdtempSync(join(folder, "state-"));
  const wanted: OurDownload = {
    origin,
    manifest: `${load.kind}.json`,
    stateFolder,
    caFolder: server.caFolder,
    parallel,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, "our-download.mjs"), JSON.stringify(wanted)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  const result = JSON.parse(output) as OurResult;
  if (result.problem !== undefined) throw new Error(`Our download failed: ${result.problem}`);
  const wrong = filesOfOtherSize(result.contentFolder, load.size);
  // The manifest is the one file that may have another size.
  if (result.finished !== load.count || wrong.files !== load.count || wrong.others > 1) {
    throw new Error(`Our download left ${wrong.files} right and ${wrong.others} other files of ${load.count}`);
  }
  emptyFiles(result.contentFolder);
  return result;
}

async function curlDownload(load: Load, origin: string, server: WebServer, folder: string): Promise<number> {
  const output = mkdtempSync(join(folder, "curl-"));
  const list = Array.from(
    { length: load.count },
    (_, index) => `url = "${origin}/${load.kind}/${index}"\noutput = "${join(output, String(index))}"\n`,
  );
  writeFileSync(join(folder, "curl.txt"), list.join(""));
  const parallel = load.count > 1 ? ["--parallel"] : [];
  const trust = ["--cacert", join(server.caFolder, "development-ca.pem")];
  const started = performance.now();
  const child = spawn(
    "curl",
    ["--no-progress-meter", "--fail", ...parallel, ...trust, "--config", join(folder, "curl.txt")],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const [code] = (await once(child, "close")) as [number];
  const elapsedMs = performance.now() - started;
  const { files, others } = filesOfOtherSize(output, load.size);
  if (code !== 0 || files !== load.count || others > 0) throw new Error(`curl ended with ${code} and ${files} files`);
  emptyFiles(output);
  return elapsedMs;
}

/**
 * Instead of removing them before the end: for half a minute ext4 looks at every file that was removed just now, one after
 * the other, before it creates one, and that would be measured.
 */
function emptyFiles(folder: string): void {
  for (const name of readdirSync(folder)) truncateSync(join(folder, name));
}

function filesOfOtherSize(folder: string, size: number): { files: number; others: number } {
  const counts = { files: 0, others: 0 };
  for (const name of readdirSync(folder)) {
    if (statSync(join(folder, name)).size === size) counts.files++;
    else counts.others++;
  }
  return counts;
}

function manifestOf({ kind, count, size }: Load): string {
  const assets = Array.from({ length: count }, (_, index) => ({
    identifier: `${kind}-${index}`,
    url: `${configuredOrigin}/${kind}/${index}`,
    fileSize: size,
    essential: false,
  }));
  return JSON.stringify({ assets });
}
