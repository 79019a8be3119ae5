import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { AssetHost, AssetHostOptions } from "../../../src/node/asset-host/asset-host";
import { type MediaRun, type MediaRunOptions, runMediaPlan } from "../../../src/node/offline/run-media-plan";
import { NetworkAccess } from "../../../src/node/simulation/network-access";
import type { MediaReport } from "../../../src/protocol/media-report";
import { folderWith, startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";
import { testBytes } from "../transport/transport-rig";

/** What every plan of these tests names; nothing of it exists. */
export const mediaOrigin = "https://media.example.com";
export const masterUrl = `${mediaOrigin}/master.m3u8`;

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const master = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="en/index.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=4000000,RESOLUTION=640x360,AUDIO="a"
video/index.m3u8
`;

/** A playlist of type VOD with so many segments, `segment-N.ts` beside it. */
export function vod(count: number, lines: readonly string[] = []): string {
  const segments = Array.from({ length: count }, (_, index) => `#EXTINF:4,\nsegment-${index}.ts`);
  const head = ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:4", "#EXT-X-PLAYLIST-TYPE:VOD", ...lines];
  return [...head, ...segments, "#EXT-X-ENDLIST", ""].join("\n");
}

/** Five video segments of 300 KB, five of audio. */
export function film(): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {
    "master.m3u8": master,
    "video/index.m3u8": vod(5),
    "en/index.m3u8": vod(5),
  };
  for (let index = 0; index < 5; index++) {
    files[`video/segment-${index}.ts`] = testBytes(300_000 + index);
    files[`en/segment-${index}.ts`] = testBytes(20_000 + index);
  }
  return files;
}

export function planText(members: Readonly<Record<string, unknown>> = {}): string {
  const plan = {
    kind: "AVAssetDownloadConfiguration",
    asset: { url: masterUrl },
    title: "Film",
    auxiliaryContentConfigurations: [],
    ...members,
  };
  return JSON.stringify(plan, undefined, 2);
}

export interface MediaRig {
  readonly host: AssetHost;
  /** Absolute. */
  readonly output: string;
  run(options?: Partial<MediaRunOptions>): Promise<MediaRun>;
  report(options?: Partial<MediaRunOptions>): Promise<MediaReport>;
}

/** A stream on a host of this computer, and plans that are run against it. */
export async function mediaRig(
  t: TestContext,
  files: Files = film(),
  respond?: AssetHostOptions["respond"],
): Promise<MediaRig> {
  const host = await startedHost(t, {
    folder: await folderWith(t, files),
    ...(respond === undefined ? {} : { respond }),
  });
  const folder = await temporaryFolder(t);
  const output = join(folder, "out");
  const access = new NetworkAccess({
    certificateAuthorities: [testCa.certificatePem],
    environment: {},
    developmentCaFolder: join(folder, "ca"),
  });
  const run = (options: Partial<MediaRunOptions> = {}) =>
    runMediaPlan({
      planPath: "/project/film.media-plan.jsonc",
      text: planText(),
      downloads: false,
      network: {
        access,
        hosts: { [mediaOrigin]: host.origin },
        headers: {},
        allowPrivate: false,
        notice: () => undefined,
      },
      stateFolder: folder,
      output,
      maxBytes: undefined,
      simulator: "test",
      progress: () => undefined,
      signal: new AbortController().signal,
      ...options,
    });
  return { host, output, run, report: async (options) => reportOf(await run(options)) };
}

export function reportOf(run: MediaRun): MediaReport {
  assert.ok(run.kind === "done", run.kind === "failed" ? run.message : run.kind);
  return run.result.report;
}

/** Digests of everything below a folder but the report, whose figures are those of its run. */
export function contentOf(folder: string): Readonly<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const path of filesBelow(folder)) {
    if (path === "report.json") continue;
    digests[path] = createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex");
  }
  return digests;
}

export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).map(String);
  return names
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}

/** "BA540 …" of each finding. */
export function found({ diagnostics }: MediaReport): readonly string[] {
  return diagnostics.map(({ code, severity, message }) => `${code} ${severity} ${message}`);
}
