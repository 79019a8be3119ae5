import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { formatBytes } from "../../src/model/sizes";
import { testCa } from "../node/asset-host/served-folder";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";
import { infoPlist, manifestUrl, SimulatedProject, type SimulationResult, someBytes } from "./simulated-project";

const assets = [
  { id: "core", essential: true },
  { id: "music", content: someBytes("music", 3000) },
];

const fromEnvironment = (name: string) => `\${env:${name}}`;

/** One line on stderr, nothing on stdout, exit code 2. */
function assertCouldNotRun({ status, stdout, stderr }: SimulationResult, message: RegExp): void {
  assert.match(stderr, message);
  assert.match(stderr, /^background-assets: [^\n]+\n$/);
  assert.equal(stdout, "");
  assert.equal(status, 2);
}

describe("background-assets simulate", { concurrency: 2 }, () => {
  let cli: Cli;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => cli.dispose());

  it("installs, and says so for people: no progress, no colours in a pipe", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, stdout, stderr } = await project.run(["install"], { env: { NO_COLOR: undefined } });
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(stdout, /^Downloads go to .+content \(.+ free\)\. /);
    assert.match(stdout, /\nHarbor 1\.0 · Self-hosted, unmanaged · App\/Info\.plist · network wifi\n/);
    assert.match(stdout, /\nInstall\n/);
    assert.match(stdout, /\n +\d+\.\d s {2}downloaded {6}core {20}2 KB {2}essential\n/);
    assert.match(stdout, /\n +\d+\.\d s {2}● launchable {4}after \d+\.\d s\n/);
    assert.match(stdout, /\n2 downloaded, 5\.2 KB over the network\n/);
    assert.match(stdout, /\n {2}manifest-charge: /, "the assumptions it rests on");
    assert.doesNotMatch(stdout, /[\u001b\r]/);
    assert.deepEqual(
      [...project.contents().values()],
      [someBytes("core", 2000), someBytes("music", 3000)],
      "the device has the bytes",
    );
  });

  it("writes events that fit their schema, numbered without gaps, with jsonl", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, events, stderr } = await project.events(["install", "launch", "update", "periodic"]);
    assert.equal(status, 0);
    assert.match(stderr, /^Downloads go to /, "what is no event stays out of the log");
    events.all.forEach((event, index) => {
      assert.equal(event.seq, index + 1);
      assert.deepEqual(validateAgainstSchema("event.schema.json", event), [], JSON.stringify(event));
    });
    assert.equal(events.all[0]?.type, "run.started");
    assert.equal(events.all[0]?.time, "2026-01-01T00:00:00.000Z");
    assert.deepEqual(events.all.at(-1)?.type, "run.finished");
    assert.deepEqual(
      events.of("event.started").map(({ event }) => event),
      ["install", "launch", "update", "periodic"],
    );
    assert.deepEqual(events.finished, ["core", "music"]);
  });

  it("lists the apps where there are several, and takes the one of --app", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    await project.write("Other/Info.plist", infoPlist({ CFBundleDisplayName: "<string>Other</string>" }));
    assertCouldNotRun(
      await project.run(["install"]),
      /several apps; choose one with --app: App\/Info\.plist, Other\/Info\.plist\n/,
    );
    const { status, stdout } = await project.run(["install", "--app", "Other/Info.plist"]);
    assert.match(stdout, /\nOther 1\.0 · .* · Other\/Info\.plist · /);
    assert.equal(status, 0);
    // From elsewhere, by folder.
    const elsewhere = await project.run(["install", "--project", "App"]);
    assert.match(elsewhere.stdout, /\nHarbor 1\.0 /);
  });

  it("keeps the device in --state, and starts over with --fresh", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const state = join(project.folder, "../my device");
    assert.equal((await project.run(["install", "launch", "--state", state])).status, 0);
    assert.equal(project.contents(state).size, 2);
    assert.equal(existsSync(join(project.stateFolder, "devices")), false);
    assert.equal((await project.run(["update", "--state", state])).status, 0);
    assertCouldNotRun(
      await project.run(["update", "--state", state, "--fresh"]),
      /update: the app is not installed on the simulated device; run install first\n/,
    );
    assert.equal(project.contents(state).size, 2, "what cannot run erases nothing");
    assert.equal((await project.run(["update", "--state", state])).status, 0, "and the app is still installed");
    await project.requests();
    const again = await project.events(["install", "--state", state, "--fresh"]);
    assert.deepEqual(again.events.finished, ["core", "music"]);
  });

  it("does not update or continue an app that --fresh has erased", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    assert.equal((await project.run(["install", "launch"])).status, 0);
    const { status, events } = await project.events(["periodic", "--fresh"]);
    assert.deepEqual(
      events.of("event.notRun").map(({ reason }) => reason),
      ["not-installed"],
    );
    assert.equal(status, 1);
  });

  it("does not run an event behind a closed gate, unless --force passes it", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, events } = await project.events(["install", "periodic"]);
    assert.deepEqual(
      events.of("event.notRun").map(({ event, reason }) => [event, reason]),
      [["periodic", "never-launched"]],
    );
    assert.equal(status, 1);
    const text = await project.run(["periodic"]);
    assert.match(text.stdout, /\nPeriodic Check did not run: The app was never launched: /);
    assert.equal(text.status, 1);
    const forced = await project.events(["periodic", "--force"]);
    assert.equal(forced.events.of("event.started")[0]?.forced, true);
    assert.equal(forced.status, 0);
  });

  it("refuses private addresses without mapping or --allow-private, and says what to do", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const own = project.host.origin;
    const list = "<array><string>localhost</string></array>";
    const restrictions = infoPlist({ BAManifestURL: `<string>${own}/manifest.json</string>` });
    await project.write("App/Info.plist", restrictions.replace(/<array>[\s\S]*<\/array>/, list));
    const caFile = join(project.folder, "authority.pem");
    writeFileSync(caFile, testCa.certificatePem);
    const refused = await project.events(["install", "--ca", caFile], { bare: true });
    const [failure] = refused.events.of("manifest.failed");
    assert.match(failure?.error.message ?? "", /localhost.*127\.0\.0\.1.*--map-host.*--allow-private/);
    assert.equal(refused.status, 1);
    assert.deepEqual(await project.requests(), []);
    const allowed = await project.events(["install", "--ca", caFile, "--allow-private"], { bare: true });
    assert.equal(allowed.status, 0);
    assert.deepEqual(allowed.events.finished, ["core", "music"]);
  });

  it("trusts what --ca names, and says what is wrong with such a file", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const untrusted = await project.events(["install", "--map-host", project.mapping], { bare: true });
    assert.deepEqual(untrusted.events.errors, ["manifest.failed NSURLErrorDomain -1202"]);
    assert.equal(untrusted.status, 1);
    assertCouldNotRun(await project.run(["install", "--ca", "nowhere.pem"]), /--ca nowhere\.pem: does not exist\n/);
    await project.write("empty.pem", "nothing");
    assertCouldNotRun(await project.run(["install", "--ca", "empty.pem"]), /empty\.pem: no certificate in PEM format/);
  });

  it("goes without a network, or at its rate", async (t) => {
    const content = someBytes("slow", 300_000);
    const project = await SimulatedProject.create(t, cli.path, { assets: [{ id: "slow", content }] });
    const offline = await project.events(["install", "--network", "offline"]);
    assert.deepEqual(offline.events.errors, ["manifest.failed NSURLErrorDomain -1009"]);
    assert.equal(offline.status, 1);
    assert.deepEqual(await project.requests(), []);
    const { events } = await project.events(["install", "--network", "4mbps,20ms", "--fresh"]);
    assert.equal(events.of("run.started")[0]?.conditions.network.bytesPerSecond, 500_000);
    const elapsedMs = Date.parse(events.all.at(-1)?.time ?? "") - Date.parse("2026-01-01T00:00:00.000Z");
    assert.ok(elapsedMs > 400, `300 KB at 500 KB/s took ${elapsedMs} ms`);
  });

  it("lets time pass after the events, with the checks that are due", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, events } = await project.events(["install", "launch", "--advance", "2d"]);
    assert.equal(status, 0);
    assert.deepEqual(
      events.of("event.started").map(({ event }) => event),
      ["install", "launch", "periodic", "periodic"],
    );
    const later = await project.run(["--advance", "P8W"]);
    assert.equal(later.status, 1);
    assert.match(later.stdout, /8 weeks later: 8 periodic checks ran\n/);
    assert.match(later.stdout, /Periodic Check did not run: The app was last launched 58 days ago/);
    assertCouldNotRun(await project.run(["install", "--advance", "soon"]), /--advance soon: it is a duration/);
    assertCouldNotRun(await project.run(["--scenario", "a.jsonc", "--advance", "1d"]), /--advance does not go with/);
  });

  it("changes the language on a device that can", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, events } = await project.events(["install", "launch", "language-change", "--language", "de"]);
    assert.equal(status, 0);
    assert.deepEqual(events.of("extension.launched").at(-1)?.contentRequest, { name: "languageChange", rawValue: 4 });
    assert.equal(events.of("condition.changed").at(-1)?.conditions.preferredLanguage, "de");
  });

  it("judges everything and downloads only the manifest in a dry run, and remembers nothing", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [...assets, { id: "foreign", url: "https://elsewhere.example.com/a.bin", size: 10 }],
    });
    const { status, events, stderr } = await project.events(["install", "--dry-run"]);
    assert.deepEqual(await project.requests(), ["/manifest.json"]);
    assert.equal(events.of("run.started")[0]?.dryRun, true);
    assert.deepEqual(
      events.of("download.finished").map(({ receivedBytes, fileSizeInBytes }) => [receivedBytes, fileSizeInBytes]),
      [
        [0, 2000],
        [0, 3000],
      ],
      "the log tells of no byte that did not come",
    );
    for (const event of events.all) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
    const text = await project.run(["install", "--dry-run"]);
    assert.match(text.stdout, /would download {2}core +2 KB {2}essential\n/);
    assert.match(text.stdout, /\n2 would be downloaded, 1 refused, /);
    assert.doesNotMatch(text.stdout, /\bdownloaded {2}/);
    await project.requests();
    assert.deepEqual(events.finished, ["core", "music"]);
    assert.deepEqual(events.errors, ["foreign BAErrorDomain 202"]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^Dry run: only the manifest is downloaded, and the device stays as it is\.\nWorked out from sizes, the app can be launched this long after the install began: [^\n]+ on LTE [^\n]+\.\n$/,
    );
    assert.equal(project.contents().size, 0);
    assertCouldNotRun(await project.run(["update"]), /not installed/);

    await project.serve(assets);
    assert.equal((await project.run(["install", "launch"])).status, 0);
    const again = await project.events(["install", "--dry-run", "--fresh"]);
    assert.deepEqual(again.events.finished, ["core", "music"]);
    assert.equal(project.contents().size, 2, "what is on the device stays");
    assert.equal((await project.run(["periodic"])).status, 0, "and it still knows that it was launched");
  });

  it("says what is to come, what is installed left out, and warns where the disk is too small", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const copyOfManifest = () => project.write("manifest.json", readFileSync(join(project.served, "manifest.json")));
    await copyOfManifest();
    const manifestSize = readFileSync(join(project.served, "manifest.json")).length;
    const all = `Up to ${formatBytes(5000 + manifestSize)} to come.`;
    const first = await project.run(["install", "launch"]);
    assert.ok(first.stdout.split("\n")[0]?.endsWith(all), first.stdout);
    const again = await project.run(["update"]);
    assert.ok(again.stdout.split("\n")[0]?.endsWith(` Up to ${formatBytes(manifestSize)} to come.`), again.stdout);
    assert.equal(again.stderr, "");
    const fromNothing = await project.run(["install"]);
    assert.ok(fromNothing.stdout.split("\n")[0]?.endsWith(all), "an installation starts over");

    await project.serve([...assets, { id: "huge", size: 2e15 }]);
    await copyOfManifest();
    const tooMuch = await project.run(["update"]);
    assert.match(tooMuch.stderr, /more than this disk has left: .* --state DIR\.\n/);
  });

  it("stops downloading after --max-bytes", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, events } = await project.events(["install", "--max-bytes", "3000"]);
    assert.deepEqual(events.finished, ["core"]);
    const [failure] = events.of("download.failed");
    assert.equal(failure?.identifier, "music");
    assert.match(failure?.error.message ?? "", /limit on bytes of this run/);
    assert.equal(failure?.error.domain, "SimulatorErrorDomain");
    assert.ok((events.of("run.finished")[0]?.summary.receivedBytes ?? Number.NaN) <= 3000);
    assert.equal(status, 1);
  });

  it("writes several reports of one run, each in its format", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, stdout } = await project.run([
      "install",
      ...["html", "json", "xml", "har"].flatMap((kind) => ["--report", `reports/run.${kind}`]),
    ]);
    assert.equal(status, 0);
    assert.match(stdout, /\nReport: reports\/run\.html\nReport: reports\/run\.json\n/);
    const report = (kind: string) => readFileSync(join(project.folder, `reports/run.${kind}`), "utf8");
    const json = JSON.parse(report("json"));
    assert.deepEqual(validateAgainstSchema("report.schema.json", json), []);
    assert.equal(json.exitCode, 0);
    assert.equal(json.title, "Harbor: install");
    assert.match(report("html"), /^<!DOCTYPE html>[\s\S]*Harbor[\s\S]*<\/html>\s*$/i);
    assert.match(report("xml"), /<testsuites tests="3" failures="0"/);
    const { entries } = JSON.parse(report("har")).log;
    assert.deepEqual(
      entries.map((entry: { request: { url: string }; response: { status: number } }) => [
        entry.request.url,
        entry.response.status,
      ]),
      [
        [manifestUrl, 200],
        ["https://cdn.example.com/assets/core.bin", 200],
        ["https://cdn.example.com/assets/music.bin", 200],
      ],
    );
  });

  it("says before the run that a report cannot be written", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    mkdirSync(join(project.folder, "taken.html"));
    await project.write("file", "");
    assertCouldNotRun(
      await project.run(["install", "--report", "taken.html"]),
      /--report taken\.html .* is a folder\n/,
    );
    assertCouldNotRun(await project.run(["install", "--report", "file/a.json"]), /--report file\/a\.json cannot be/);
    assertCouldNotRun(
      await project.run(["install", "--report", "nope/deep/a.html"]),
      /--report nope\/deep\/a\.html cannot be written: the folder .*\/nope does not exist\n/,
    );
    await project.run(["update", "--report", "reports/a.html"]);
    for (const folder of ["nope", "reports"]) {
      assert.equal(existsSync(join(project.folder, folder)), false, `${folder}: nothing ran, nothing is created`);
    }
    assertCouldNotRun(await project.run(["install", "--report", "a.pdf"]), /\.html, \.json, \.xml or \.har\n/);
    assert.deepEqual(await project.requests(), []);
  });

  it("keeps secrets out of logs and reports, unless they are asked for", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      plist: { BAManifestURL: `<string>${manifestUrl}?token=query-secret</string>` },
      projectFile: {
        headers: {
          "cdn.example.com": {
            Authorization: fromEnvironment("CDN_TOKEN"),
            "X-Team": fromEnvironment("TEAM"),
            "X-Key": fromEnvironment("UNSET_KEY"),
          },
        },
      },
      assets: [
        { id: "core", url: "https://cdn.example.com/assets/core.bin?key=query-secret", size: 4 },
        // Asked for at another origin: without the headers.
        { id: "gone", url: "https://cdn.example.com/moved.bin", size: 4 },
      ],
      respond: ({ path, headers }) => {
        received.push([path, headers.authorization, headers["x-team"]]);
        if (path === "/moved.bin") return { redirectTo: "https://other.example.com/far.bin?sig=query-secret" };
        return path.endsWith(".bin") ? { body: "core", headers: { "set-cookie": "id=cookie-secret" } } : undefined;
      },
    });
    const received: unknown[] = [];
    const plist = readFileSync(join(project.folder, "App/Info.plist"), "utf8");
    await project.write("App/Info.plist", plist.replace("</array>", "<string>other.example.com</string></array>"));
    const args = ["install", "--fresh", "--map-host", `https://other.example.com=${project.host.origin}`];
    const reports = ["html", "json", "xml", "har"].flatMap((kind) => ["--report", `run.${kind}`]);
    const env = { CDN_TOKEN: "Bearer header-secret", TEAM: "team-secret" };
    const masked = await project.run([...args, ...reports], { env });
    assert.equal(masked.status, 0, masked.stdout + masked.stderr);
    assert.deepEqual(received, [
      ["/manifest.json", "Bearer header-secret", "team-secret"],
      ["/assets/core.bin", "Bearer header-secret", "team-secret"],
      ["/moved.bin", "Bearer header-secret", "team-secret"],
      ["/far.bin", undefined, undefined],
    ]);
    assert.match(masked.stderr, /The header x-key for cdn\.example\.com is left out: .*UNSET_KEY/i);
    assert.match(masked.stdout, /manifest\.json\?token=\*\*\*/);
    const jsonl = await project.run([...args, "--format", "jsonl"], { env });
    const written = ["html", "json", "xml", "har"].map((kind) =>
      readFileSync(join(project.folder, `run.${kind}`), "utf8"),
    );
    for (const text of [masked.stdout, masked.stderr, jsonl.stdout, jsonl.stderr, ...written]) {
      assert.doesNotMatch(text, /(query|header|team|cookie)-secret/);
    }
    const shown = await project.run([...args, "--show-secrets", "--report", "shown.har"], { env });
    assert.match(shown.stdout, /manifest\.json\?token=query-secret/);
    const har = readFileSync(join(project.folder, "shown.har"), "utf8");
    for (const kind of ["query", "header", "team", "cookie"]) assert.ok(har.includes(`${kind}-secret`), kind);
  });

  it("says in one line why it could not run", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets });
    await project.write("file", "");
    await project.write("empty/readme.txt", "");
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /simulate needs an event \(install, launch, update, periodic, language-change\) or --scenario FILE\n/],
      [["instal"], /instal: no event; there are install, /],
      [["update"], /update: the app is not installed on the simulated device; run install first\n/],
      [["launch", "update"], /update: the app is not installed/],
      [["language-change"], /language-change needs --language TAG\n/],
      [["install", "--network", "5g"], /--network 5g: it is wifi, lte, /],
      [["install", "--max-bytes", "many"], /--max-bytes many: a whole number from 0 on is needed\n/],
      [["install", "--max-bytes", "-1"], /--max-bytes -1: a whole number from 0 on is needed\n/],
      [["install", "--network", "-5mbps"], /--network -5mbps: it is wifi, lte, /],
      [["install", "--network", "--fresh"], /--network needs a value: --network PRESET\n/],
      [["install", "--format", "xml"], /--format xml: it is one of text, jsonl\n/],
      [["install", "--map-host", "cdn"], /--map-host: `cdn` is no mapping of a host\. Write FROM=TO/],
      [["install", "--map-host", "https://a.b/c=https://d"], /--map-host: `https:\/\/a\.b\/c` is no origin to map/],
      [
        ["--scenario", "a.jsonc", "--dry-run"],
        /--dry-run does not go with --scenario: .*no expectation can be judged\n/,
      ],
      [["install", "--dry"], /unknown option --dry\n/],
      [["install", "--project", "nowhere"], /: nowhere: does not exist\n/],
      [["install", "--project", "empty"], /no app with Background Assets keys in empty; name one with --app/],
      [["install", "--state", "file"], /The device's folder .*file cannot be used: /],
      [["install", "--state", "file/below"], /The device's folder .*below cannot be used: /],
    ];
    for (const [args, message] of cases) assertCouldNotRun(await project.run(args), message);
  });
});
