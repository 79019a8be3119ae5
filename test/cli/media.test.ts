import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { folderWith, startedHost, temporaryFolder, testCa } from "../node/asset-host/served-folder";
import { contentOf, film, mediaOrigin, planText } from "../node/offline/media-rig";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";

const examples = "examples/offline-media";

describe("background-assets media", () => {
  let cli: Cli;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => cli.dispose());

  interface Ended {
    readonly status: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
  }

  /** In a process of its own, because this one serves. */
  function start(args: readonly string[], env: Readonly<Record<string, string>>, cwd?: string) {
    const child = spawn(process.execPath, [cli.path, "media", ...args], {
      cwd,
      env: { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: "", NO_COLOR: "1", ...env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
    });
    return { child, ended };
  }

  /** A plan on disk, a host that answers for it, and what a run needs to reach it. */
  async function served(t: TestContext, respond?: Parameters<typeof startedHost>[1]["respond"]) {
    const host = await startedHost(t, {
      folder: await folderWith(t, film()),
      ...(respond === undefined ? {} : { respond }),
    });
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, "ca.pem"), testCa.certificatePem);
    writeFileSync(join(folder, "film.media-plan.jsonc"), planText({ simulation: { sizeMethod: "declared" } }));
    const env = { BACKGROUND_ASSETS_STATE: join(folder, "state") };
    const args = ["film.media-plan.jsonc", "--ca", "ca.pem", "--map-host", `${mediaOrigin}=${host.origin}`];
    return { host, folder, run: (...more: string[]) => start([...args, ...more], env, folder) };
  }

  it("plans and downloads both examples, from a copy anywhere, without a server to start", async (t) => {
    const folder = await temporaryFolder(t);
    cpSync(examples, folder, { recursive: true });
    const env = { BACKGROUND_ASSETS_STATE: join(folder, "state") };
    for (const [name, bytes, line] of [
      ["harbour.media-plan.jsonc", 385_261, /✓ 960x540, 445 kbit\/s {2}Primary: It satisfies qualifier 2/],
      ["harbour-dtg.media-plan.jsonc", 532_840, /✓ 1280x720, 709 kbit\/s {2}The lowest bandwidth/],
    ] as const) {
      const planned = await start([name], env, folder).ended;
      assert.equal(planned.status, 0, planned.stderr);
      assert.match(planned.stdout, line);
      assert.match(planned.stdout, /^Planned: about \d+ KB\. --download fetches it\.$/m);
      const output = join(folder, "out", name);
      const args = [name, "--download", "--output", output, "--format", "json"];
      const downloaded = await start(args, env, folder).ended;
      assert.equal(downloaded.status, 0, downloaded.stderr);
      const report = JSON.parse(downloaded.stdout);
      assert.deepEqual(validateAgainstSchema("media-output.schema.json", report), []);
      assert.equal(report.outcome, "complete");
      assert.equal(report.download.bytes, bytes);
      assert.ok(existsSync(join(output, report.download.localPlaylist)));
      assert.deepEqual(
        validateAgainstSchema(
          "media-output.schema.json",
          JSON.parse(readFileSync(join(output, "report.json"), "utf8")),
        ),
        [],
      );
    }
  });

  it("takes hosts from background-assets.jsonc above the plan, and the plan's own folder for the download", async (t) => {
    const { host, folder } = await served(t);
    mkdirSync(join(folder, "plans"));
    const text = planText({ simulation: { outputFolder: "saved", sizeMethod: "declared" } });
    writeFileSync(join(folder, "plans", "film.media-plan.jsonc"), text);
    writeFileSync(
      join(folder, "background-assets.jsonc"),
      JSON.stringify({ version: 1, hosts: { [mediaOrigin]: host.origin }, rules: { BA537: "off" } }),
    );
    const env = { BACKGROUND_ASSETS_STATE: join(folder, "state") };
    const { status, stdout, stderr } = await start(
      ["plans/film.media-plan.jsonc", "--download", "--ca", "ca.pem"],
      env,
      folder,
    ).ended;
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Complete: 10 of 10 files, 1\.6 MB in .*saved;/m);
    assert.doesNotMatch(stdout, /BA537/);
    assert.ok(existsSync(join(folder, "plans", "saved", "master.m3u8")));
  });

  it("continues after the process was killed, and ends in the same bytes", async (t) => {
    const whole = await served(t);
    assert.equal((await whole.run("--download", "--output", "out").ended).status, 0);
    let isSlow = true;
    let reached: (() => void) | undefined;
    const inTheMiddle = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const rig = await served(t, ({ path }) => {
      if (!isSlow || path !== "/video/segment-3.ts") return undefined;
      reached?.();
      return { stallAfterBytes: 150_000 };
    });
    const { child, ended } = rig.run("--download", "--output", "out");
    await inTheMiddle;
    child.kill("SIGKILL");
    await ended;
    const output = join(rig.folder, "out");
    assert.ok(!existsSync(join(output, "master.m3u8")));
    isSlow = false;
    const second = await rig.run("--download", "--output", "out", "--format", "json").ended;
    assert.equal(second.status, 0, second.stderr);
    const { download } = JSON.parse(second.stdout);
    assert.ok(download.transferredBytes < download.bytes, "what had come was not fetched again");
    assert.deepEqual(contentOf(output), contentOf(join(whole.folder, "out")));
  });

  it("keeps the bytes at Ctrl-C and says so", { skip: process.platform === "win32" }, async (t) => {
    let isSlow = true;
    let reached: (() => void) | undefined;
    const inTheMiddle = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const rig = await served(t, ({ path }) => {
      if (!isSlow || path !== "/video/segment-2.ts") return undefined;
      reached?.();
      return { stallAfterBytes: 200_000 };
    });
    const { child, ended } = rig.run("--download", "--output", "out");
    await inTheMiddle;
    child.kill("SIGINT");
    const { status, stdout, stderr } = await ended;
    assert.equal(status, 1);
    assert.match(stdout, /^Interrupted: \d+ of 10 files/m);
    assert.match(stderr, /What was downloaded so far is kept; the next run continues/);
    isSlow = false;
    assert.match((await rig.run("--download", "--output", "out").ended).stdout, /^Complete: 10 of 10 files/m);
  });

  it("stops at --max-bytes with exit code 1, and lists what is missing", async (t) => {
    const rig = await served(t);
    const { status, stdout } = await rig.run("--download", "--output", "out", "--max-bytes", "400000").ended;
    assert.equal(status, 1);
    assert.match(stdout, /error BA543 The budget of 400 KB is used up/);
    assert.match(stdout, /^Not complete: \d of 10 files/m);
  });

  it("says in one line why it could not run", async (t) => {
    const rig = await served(t);
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["nowhere.media-plan.jsonc"], /^background-assets: nowhere\.media-plan\.jsonc: .*\n$/],
      [[], /^background-assets: media takes one plan/],
      [["film.media-plan.jsonc", "--max-bytes", "many"], /^background-assets: --max-bytes many: a whole number/],
      [["broken.media-plan.jsonc"], /^background-assets: broken\.media-plan\.jsonc:3:3: .*titel.*\n$/],
      [["film.media-plan.jsonc", "--map-host", "x"], /^background-assets: --map-host: /],
      [["film.media-plan.jsonc", "--download", "--output", "."], /is not empty and holds no download of ours/],
    ];
    const broken =
      '{\n  "kind": "AVAssetDownloadConfiguration", "asset": { "url": "https://a.example/x.m3u8" }, "title": "x",\n  "titel": "x"\n}';
    writeFileSync(join(rig.folder, "broken.media-plan.jsonc"), broken);
    const mapped = ["--ca", "ca.pem", "--map-host", `${mediaOrigin}=${rig.host.origin}`];
    for (const [args, message] of cases) {
      const more = args.includes("--output") ? mapped : [];
      const { status, stdout, stderr } = await start([...args, ...more], {}, rig.folder).ended;
      assert.match(stderr, message, args.join(" "));
      assert.equal(stdout, "");
      assert.equal(status, 2);
    }
  });
});
