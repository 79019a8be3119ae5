import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { inTurn, type Line, median, milliseconds } from "./measure";
import type { Settings } from "./settings";

const peerId = "vscode.json-language-features";
const goalMs = 30;

interface Measured {
  readonly id?: string;
  readonly ms?: number;
  readonly error?: string;
}

interface Runtime {
  readonly runtime: "electron" | "browser";
  readonly vscodeExecutablePath?: string;
}

/** Each round is a fresh extension host in the real VS Code, on an empty folder, where nothing has activated either. */
export async function activationLines({ rounds }: Settings): Promise<readonly Line[]> {
  if (!existsSync(".vscode-test")) {
    console.log("activation: no VS Code in .vscode-test (`npm test` brings one): left out");
    return [];
  }
  if (spawnSync(process.execPath, ["scripts/build.mjs", "--production"], { stdio: "inherit" }).status !== 0) {
    throw new Error("The extension could not be built");
  }
  const folder = mkdtempSync(join(tmpdir(), "ba-bench-"));
  const extensionDevelopmentPath = join(folder, "extension");
  const ownId = installQuietly(extensionDevelopmentPath);
  const runtime = await chooseRuntime();
  const peerMs: number[] = [];
  try {
    const suite = join(folder, "suite.cjs");
    await build({
      bundle: true,
      entryPoints: ["bench/activation-suite.ts"],
      outfile: suite,
      platform: "node",
      target: "node20",
      format: "cjs",
      external: ["vscode"],
    });
    let round = 0;
    const { ours } = await inTurn(Math.min(rounds, 5), {
      ours: async () => {
        // In turn the first one: who comes second finds modules that are loaded.
        const ids = round++ % 2 === 0 ? [ownId, peerId] : [peerId, ownId];
        const took = await activate(ids, suite, extensionDevelopmentPath, runtime);
        // The first round warms up.
        if (round > 1) peerMs.push(took.get(peerId) ?? Number.NaN);
        return took.get(ownId) ?? Number.NaN;
      },
    });
    const measuredPeer = peerMs.filter((ms) => !Number.isNaN(ms));
    const hasPeer = measuredPeer.length > 0;
    return [
      {
        name: "activation",
        work: "activation in VS Code, from the request to its end",
        ours: milliseconds(median(ours)),
        peer: hasPeer ? `built-in JSON support ${milliseconds(median(measuredPeer))}` : undefined,
        ratio: hasPeer ? median(ours) / median(measuredPeer) : undefined,
        goal: `at most ${goalMs} ms`,
        met: median(ours) <= goalMs,
        notes: `fresh hosts, an empty folder, ${runtime.runtime === "browser" ? "browser workbench" : "desktop"}; slowest ${milliseconds(Math.max(...ours))}${hasPeer ? "" : "; the built-in JSON support was active before anything could be measured"}`,
        samples: { ours, peer: measuredPeer },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The extension as it is shipped, but without the events that may activate it before it is measured. */
function installQuietly(folder: string): string {
  mkdirSync(folder);
  for (const name of ["dist", "media", "syntaxes", "schemas"]) cpSync(name, join(folder, name), { recursive: true });
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { publisher: string; name: string };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, activationEvents: [] }));
  return `${manifest.publisher}.${manifest.name}`;
}

async function activate(
  ids: readonly string[],
  suite: string,
  extensionDevelopmentPath: string,
  runtime: Runtime,
): Promise<ReadonlyMap<string, number>> {
  const { runHostSuite } = (await script("host-suite.mjs")) as {
    runHostSuite(options: object, report: (measured: Measured) => void): Promise<string | undefined>;
  };
  const workspace = mkdtempSync(join(tmpdir(), "ba-bench-empty-"));
  const took = new Map<string, number>();
  try {
    const incomplete = await runHostSuite(
      {
        ...runtime,
        extensionDevelopmentPath,
        extensionTestsPath: suite,
        workspace,
        env: { BENCH_EXTENSIONS: ids.join(",") },
      },
      ({ id, ms, error }) => {
        if (error !== undefined) throw new Error(error);
        if (id !== undefined && ms !== undefined) took.set(id, ms);
      },
    );
    if (incomplete !== undefined) throw new Error(incomplete);
    return took;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function chooseRuntime(): Promise<Runtime> {
  const { chooseRuntime, downloadDesktop } = (await script("electron.mjs")) as {
    chooseRuntime(): { runtime: "electron" | "browser" };
    downloadDesktop(): Promise<string>;
  };
  const { runtime } = chooseRuntime();
  return runtime === "browser" ? { runtime } : { runtime, vscodeExecutablePath: await downloadDesktop() };
}

function script(name: string): Promise<unknown> {
  return import(pathToFileURL(resolve("scripts/vscode", name)).href);
}
