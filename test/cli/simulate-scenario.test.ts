import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";
import { EventLog, SimulatedProject, serveAssets, someBytes } from "./simulated-project";

const version1 = [{ id: "core", essential: true }, { id: "music" }];
const version2 = [{ id: "core", essential: true, version: 2, content: someBytes("core 2", 900) }, { id: "music" }];

describe("background-assets simulate --scenario", { concurrency: 2 }, () => {
  let cli: Cli;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => cli.dispose());

  /** A project whose scenarios have hosts of their own: nothing has to be mapped. */
  async function scenarioProject(
    t: Parameters<typeof SimulatedProject.create>[0],
    scenarios: Record<string, object | string>,
  ) {
    const project = await SimulatedProject.create(t, cli.path);
    await serveAssets(join(project.folder, "server/v1"), version1);
    await serveAssets(join(project.folder, "server/v2"), version2);
    for (const [name, scenario] of Object.entries(scenarios)) {
      const text = typeof scenario === "string" ? scenario : JSON.stringify({ version: 1, ...scenario }, undefined, 1);
      await project.write(`${name}.ba-scenario.jsonc`, text);
    }
    const run = (...args: readonly string[]) => project.run(["--scenario", ...args], { bare: true });
    return { project, run };
  }

  const host = { origins: ["https://cdn.example.com"], folder: "server/v1" };
  const good = {
    name: "Two versions",
    project: "App/Info.plist",
    host,
    steps: [
      { event: "install" },
      { expect: { launchable: true, downloaded: ["core", "music"] } },
      { event: "launch" },
      { publish: "server/v2" },
      { advance: "P1D" },
      { event: "update" },
      { expect: { downloaded: ["core"], notDownloaded: ["music"] } },
    ],
  };

  it("runs against the scenario's own host, and ends with 0 where every expectation holds", async (t) => {
    const { project, run } = await scenarioProject(t, { good });
    const { status, stdout, stderr } = await run(
      "good.ba-scenario.jsonc",
      "--report",
      "good.json",
      "--report",
      "good.xml",
    );
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(stdout, /^Two versions\n/);
    assert.match(stdout, /\n +✓ expected downloaded: core\n/);
    assert.match(stdout, /\n4 of 4 expectations hold\n$/);
    const report = JSON.parse(readFileSync(join(project.folder, "good.json"), "utf8"));
    assert.deepEqual(validateAgainstSchema("report.schema.json", report), []);
    assert.match(readFileSync(join(project.folder, "good.xml"), "utf8"), /<testsuites tests="4" failures="0"/);
    // Again: on an erased device, with the first version behind the host.
    assert.equal((await run("good.ba-scenario.jsonc")).status, 0);
  });

  it("ends with 1 where an expectation fails, and says what was expected and what came", async (t) => {
    const bad = {
      name: "Bad",
      project: "App",
      host,
      steps: [{ event: "install" }, { expect: { downloaded: ["core", "voices"] } }],
    };
    const { run } = await scenarioProject(t, { bad });
    const text = await run("bad.ba-scenario.jsonc");
    assert.equal(text.status, 1);
    assert.match(text.stdout, /\n +✕ expected downloaded: core, voices\n +but [^\n]*music/);
    assert.match(text.stdout, /\n0 of 1 expectations hold\n$/);
    const jsonl = await run("bad.ba-scenario.jsonc", "--format", "jsonl");
    assert.equal(jsonl.status, 1);
    const [expectation] = new EventLog(jsonl.stdout).of("expectation");
    assert.equal(expectation?.passed, false);
    assert.match(`${expectation?.expected} ${expectation?.actual}`, /voices.*music/);
    assert.match(expectation?.source?.path ?? "", /bad\.ba-scenario\.jsonc$/);
  });

  it("counts refusals as what they are expected to be", async (t) => {
    const refused = {
      name: "Refused",
      project: "App",
      host: { ...host, folder: "server/foreign" },
      steps: [{ event: "install" }, { expect: { downloaded: ["core"], refused: { promo: 202 } } }],
    };
    const { project, run } = await scenarioProject(t, { refused });
    await serveAssets(join(project.folder, "server/foreign"), [
      { id: "core" },
      { id: "promo", url: "https://promo.example.com/a.bin", size: 5 },
    ]);
    assert.equal((await run("refused.ba-scenario.jsonc")).status, 0);
  });

  it("promotes and cancels downloads in the middle, over the real network", async (t) => {
    const terrain = { identifier: "terrain", url: "https://cdn.example.com/assets/terrain.bin", fileSize: 2_000_000 };
    const app = {
      name: "The app at work",
      project: "App",
      host: { ...host, folder: "server/app" },
      steps: [
        { event: "install" },
        { event: "launch" },
        { set: { network: "16mbps" } },
        { app: { schedule: terrain }, until: { receivedBytes: 300_000 } },
        { app: { startForeground: "terrain" } },
        { app: { fetchCurrent: true } },
        { app: { schedule: { ...terrain, essential: true } } },
        { app: { exclusiveControl: { holdFor: "PT1H" } } },
        { app: { exclusiveControl: { within: "PT0S" }, by: "extension" } },
        { set: { network: "wifi" } },
        { app: { terminate: true }, until: "rest" },
        { app: { cancel: "terrain", by: "extension" } },
        {
          expect: {
            downloaded: ["terrain"],
            current: { terrain: "downloading" },
            callFailed: { terrain: 101 },
            acquired: false,
            bytes: { "non-essential": 2_000_000 },
          },
        },
      ],
    };
    const { project, run } = await scenarioProject(t, { app });
    await serveAssets(join(project.folder, "server/app"), [{ id: "core" }]);
    await project.write("server/app/assets/terrain.bin", someBytes("terrain", 2_000_000));
    const text = await run(
      "app.ba-scenario.jsonc",
      "--report",
      "app.xml",
      "--report",
      "app.html",
      "--report",
      "app.har",
    );
    assert.equal(text.stderr, "");
    assert.match(text.stdout, /\n {2}0\.0 s {2}app {13}scheduleDownload terrain\n/);
    assert.match(text.stdout, /startForegroundDownload terrain {2}goes on in the foreground\n/);
    assert.match(text.stdout, /app: error {6}scheduleDownload terrain\n.*BAErrorDomain 100 downloadAlreadyScheduled\n/);
    assert.match(text.stdout, /extension {7}withExclusiveControl {4}not acquired at once\n/);
    assert.match(text.stdout, /the app gives up exclusive control after .*: its process has ended\n/);
    assert.match(text.stdout, /2 calls failed/);
    assert.equal(text.status, 0, text.stdout);
    const traffic = JSON.parse(readFileSync(join(project.folder, "app.har"), "utf8"));
    const ranges = traffic.log.entries
      .filter(({ request }: { request: { url: string } }) => request.url.endsWith("terrain.bin"))
      .map(
        ({ request }: { request: { headers: { name: string; value: string }[] } }) =>
          request.headers.find(({ name }) => name.toLowerCase() === "range")?.value,
      );
    assert.equal(ranges.length, 2);
    assert.match(ranges[1], /^bytes=[1-9]\d*-$/);
  });

  it("runs several in one call, each on a device of its own; one that fails does not stop the others", async (t) => {
    const failing = { ...good, name: "Failing", steps: [{ event: "install" }, { expect: { downloaded: [] } }] };
    const { project, run } = await scenarioProject(t, { failing, good });
    const { status, stdout } = await run("failing.ba-scenario.jsonc", "good.ba-scenario.jsonc");
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^Failing\n[\s\S]*\n0 of 1 expectations hold\n\nTwo versions\n[\s\S]*\n4 of 4 expectations hold\n$/,
    );
    const files = ["failing.ba-scenario.jsonc", "good.ba-scenario.jsonc"];
    const names = ["all.json", "all.xml", "all.har", "all.html"];
    const reports = await run(...files, ...names.flatMap((name) => ["--report", name]));
    assert.equal(reports.status, 1);
    const read = (name: string) => readFileSync(join(project.folder, name), "utf8");
    const json = JSON.parse(read("all.json"));
    assert.deepEqual(validateAgainstSchema("report.schema.json", json), []);
    assert.deepEqual(
      json.runs.map(({ title, exitCode }: { title: string; exitCode: number }) => [title, exitCode]),
      [
        ["Failing", 1],
        ["Two versions", 0],
      ],
    );
    assert.match(
      read("all.xml"),
      /<testsuite name="Failing" tests="1" failures="1".*<testsuite name="Two versions" tests="4" failures="0"/s,
    );
    assert.equal(JSON.parse(read("all.har")).log.entries.length, 3 + 5);
    const page = read("all.html");
    assert.equal(page.match(/<!DOCTYPE html>/g)?.length, 1, "one page about both");
    assert.match(
      page,
      /<a href="#run-1">Failing<\/a>.*did not pass.*0 of 1.*<a href="#run-2">Two versions<\/a>.*passed/s,
    );
    assert.match(page, /<section id="run-2"><h1>Two versions<\/h1>/);
  });

  it("says where a scenario cannot be run, before anything is", async (t) => {
    const { run } = await scenarioProject(t, {
      good,
      faults:
        '{\n "version": 1,\n "name": "f", "project": "App",\n "steps": [\n  {"event": "install"},\n  {"fault": {"status": 500}}\n ]\n}',
      typo: '{\n "version": 1,\n "steps": [{"evnt": "install"}]\n}',
      torn: '{\n "version": 1,\n "steps": [{"event": "install"}\n',
      empty: "",
      hostless: { ...good, host: { ...host, folder: "server/v9" } },
      "no-publish": { ...good, steps: [{ event: "install" }, { publish: "server/v9" }] },
      "no-app": { ...good, project: "Nowhere/Info.plist" },
    });
    const cases: readonly (readonly [string, RegExp])[] = [
      ["faults", /: faults\.ba-scenario\.jsonc:6:\d+: .*"url" is missing/],
      ["typo", /: typo\.ba-scenario\.jsonc:3:\d+: /],
      ["torn", /: torn\.ba-scenario\.jsonc:\d:\d+: /],
      ["empty", /: empty\.ba-scenario\.jsonc:1:1: /],
      ["nowhere", /: nowhere\.ba-scenario\.jsonc: does not exist\n/],
      ["hostless", /: hostless\.ba-scenario\.jsonc: .*server.v9/],
      ["no-app", /: Nowhere\/Info\.plist: does not exist\n/],
    ];
    for (const [name, message] of cases) {
      const { status, stderr } = await run("good.ba-scenario.jsonc", `${name}.ba-scenario.jsonc`);
      assert.match(stderr, message);
      assert.match(stderr, /^background-assets: [^\n]+\n$/);
      assert.equal(status, 2, name);
    }
    // What comes up in the middle of a run has its place as well.
    const publish = await run("no-publish.ba-scenario.jsonc");
    assert.match(publish.stderr, /: no-publish\.ba-scenario\.jsonc:\d+: .*server.v9/);
    assert.equal(publish.status, 2);
  });

  it("refuses an event beside a scenario, and says what has no effect beside it", async (t) => {
    const { run } = await scenarioProject(t, { good });
    for (const words of [["install"], ["update", "--fresh"]]) {
      const { status, stderr, stdout } = await run("good.ba-scenario.jsonc", ...words);
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, new RegExp(`^background-assets: ${words[0]} does not go with --scenario: [^\\n]+\\n$`));
    }
    const { status, stderr } = await run("good.ba-scenario.jsonc", "--project", "elsewhere", "--force", "--fresh");
    assert.equal(status, 0, "--fresh is what happens anyway");
    assert.match(stderr, /^--project and --app have no effect: .* App\/Info\.plist\.\n--force has no effect .*\n$/);
  });

  it("continues after a restart in the middle of a download with the bytes that it has", async (t) => {
    const killed = {
      ...good,
      device: { network: "16mbps" },
      steps: [
        { event: "install", until: { receivedBytes: 200_000 } },
        { device: "restart" },
        { expect: { downloaded: ["core"], launchable: true, requests: { "**/core*": 2 } } },
        { expect: { downloaded: ["music"] } },
      ],
    };
    const { project, run } = await scenarioProject(t, { killed });
    await serveAssets(join(project.folder, "server/v1"), [
      { id: "core", essential: true, content: someBytes("core", 1_500_000) },
    ]);
    const { status, stdout } = await run("killed.ba-scenario.jsonc", "--format", "jsonl");
    const events = new EventLog(stdout);
    assert.deepEqual(
      events.of("expectation").map(({ passed }) => passed),
      [true, true, true, false],
    );
    assert.equal(status, 1, "an expectation after the restart counts");
    const resumed = events.all.filter(({ type }) => type === "download.started" || type === "download.resumed").at(-1);
    assert.ok(resumed !== undefined && "offset" in resumed && resumed.offset >= 200_000);
    assert.equal(events.of("event.finished")[0]?.outcome, "interrupted");
    assert.deepEqual(
      events.all.map(({ seq }) => seq),
      events.all.map((_, index) => index + 1),
      "one log without gaps",
    );
    assert.equal(events.of("run.finished")[0]?.summary.finished, 1);
    const times = events.all.map(({ time }) => time);
    assert.deepEqual(times, [...times].sort(), "time does not run backwards");
  });

  it("ends when it is interrupted, with its host", async (t) => {
    const slow = { ...good, device: { network: "80kbps" } };
    const { project } = await scenarioProject(t, { slow });
    await serveAssets(join(project.folder, "server/v1"), [
      { id: "core", essential: true, content: someBytes("core", 1_000_000) },
    ]);
    const running = project.start(["--scenario", "slow.ba-scenario.jsonc", "--format", "jsonl"], { bare: true });
    await running.said(/"download\.started"/);
    running.process.kill("SIGINT");
    const { status, stderr, stdout } = await running.ended;
    assert.equal(status, 1);
    const events = new EventLog(stdout);
    assert.equal(events.of("event.finished")[0]?.outcome, "interrupted");
    assert.equal(events.all.at(-1)?.type, "run.finished");
    assert.match(stderr, /Interrupted\. A scenario starts over the next time\.\n$/);
  });
});
