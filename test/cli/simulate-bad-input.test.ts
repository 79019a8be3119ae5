import assert from "node:assert/strict";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createDevelopmentCa } from "../../src/node/asset-host/development-ca";
import { testCa } from "../node/asset-host/served-folder";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";
import { infoPlist, type ProjectOptions, SimulatedProject, someBytes } from "./simulated-project";

const extensionPlist = `<plist version="1.0"><dict>
	<key>CFBundlePackageType</key><string>XPC!</string>
	<key>EXAppExtensionAttributes</key><dict>
		<key>EXExtensionPointIdentifier</key><string>com.apple.background-asset-downloader-extension</string>
	</dict>
</dict></plist>`;

/** Sound neighbours: whatever happens to the others, these are downloaded. */
const sound = [{ id: "core", essential: true }, { id: "music" }];

describe("background-assets simulate with bad input", { concurrency: 2 }, () => {
  let cli: Cli;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => cli.dispose());

  it("names the file, and the place where there is one, of an Info.plist that cannot be used", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets: sound });
    await project.write("html/Info.plist", "<html>\n<body>Not found</body></html>");
    await project.write("text/Info.plist", "hello");
    await project.write("empty/Info.plist", "");
    await project.write("torn/Info.plist", infoPlist().slice(0, 700));
    await project.write("torn-binary/Info.plist", Buffer.from("bplist00\xd1\x01\x02", "latin1"));
    await project.write("other/Info.plist", extensionPlist);
    mkdirSync(join(project.folder, "folder/Info.plist"), { recursive: true });
    const cases: [string, RegExp][] = [
      ["nowhere/Info.plist", /: nowhere\/Info\.plist: does not exist\n$/],
      ["folder/Info.plist", /: folder\/Info\.plist: /],
      ["html/Info.plist", /: html\/Info\.plist:1:1: /],
      // As an OpenStep property list this is a string.
      ["text/Info.plist", /: text\/Info\.plist: not the Info\.plist of an app\n$/],
      ["empty/Info.plist", /: empty\/Info\.plist:1:1: /],
      ["torn/Info.plist", /: torn\/Info\.plist:\d\d:\d+: /],
      ["torn-binary/Info.plist", /: torn-binary\/Info\.plist:1:1: /],
      ["other/Info.plist", /: other\/Info\.plist: not the Info\.plist of an app\n$/],
    ];
    try {
      symlinkSync("Info.plist", join(project.folder, "empty/loop.plist"));
      symlinkSync("loop.plist", join(project.folder, "html/loop.plist"));
      cases.push(["html/loop.plist", /: html\/loop\.plist: is a link that leads to itself\n$/]);
    } catch {
      // Windows without the right to make links: the other cases still hold.
    }
    for (const [app, message] of cases) {
      const { status, stdout, stderr } = await project.run(["install", "--app", app]);
      assert.match(stderr, message);
      assert.match(stderr, /^background-assets: [^\n]+\n$/);
      assert.equal(stdout, "");
      assert.equal(status, 2, app);
    }
    assert.deepEqual(await project.requests(), []);
  });

  it("does not run with a project file that it understands in part only", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, { assets: sound });
    const cases: [string, RegExp][] = [
      ['{"version": 1,\n "hosts": {"https://cdn.example.com": ', /: background-assets\.jsonc:2:\d+: /],
      ['{"version": 1, "hots": {}}', /: background-assets\.jsonc:1:\d+: .*hots/],
    ];
    for (const [text, message] of cases) {
      await project.write("background-assets.jsonc", text);
      const { status, stderr } = await project.run(["install"]);
      assert.match(stderr, message);
      assert.equal(status, 2);
    }
  });

  it("says what is wrong with a manifest", async (t) => {
    let answer: ReturnType<NonNullable<ProjectOptions["respond"]>>;
    const project = await SimulatedProject.create(t, cli.path, { assets: sound, respond: () => answer });
    const html = "<!DOCTYPE html><html><body>Sign in to the Wi-Fi</body></html>";
    const cases: [typeof answer, string, RegExp][] = [
      [{ body: html }, "extension.failed SimulatorErrorDomain", /What BAManifestURL returned is no manifest/],
      [{ body: "{}" }, "extension.failed SimulatorErrorDomain", /not which assets it lists/],
      [{ body: '{"assets": [' }, "extension.failed SimulatorErrorDomain", /is no manifest/],
      [{ body: "" }, "extension.failed SimulatorErrorDomain", /is no manifest/],
      [{ status: 404 }, "manifest.failed NSURLErrorDomain -1011", /status 404/],
      [{ status: 500 }, "manifest.failed NSURLErrorDomain -1011", /status 500/],
      [{ redirectTo: "/manifest.json" }, "manifest.failed NSURLErrorDomain -1007", /too often/],
      [{ redirectTo: "http://cdn.example.com/m" }, "manifest.failed NSURLErrorDomain -1022", /http:/],
      [{ redirectTo: "https://foreign.example/m" }, "manifest.failed BAErrorDomain 202", /foreign\.example/],
      [{ cutAfterBytes: 10 }, "manifest.failed NSURLErrorDomain -1005", /connection/],
    ];
    for (const [scripted, error, message] of cases) {
      answer = scripted;
      const { status, events } = await project.events(["install"]);
      assert.equal(events.errors.length, 1);
      assert.ok(events.errors[0]?.startsWith(error), `${events.errors[0]} for ${JSON.stringify(scripted)}`);
      const failure = events.all.find((event) => event.error !== undefined);
      assert.match(failure?.error?.message ?? "", message);
      assert.equal(events.of("app.launchable").length, 1, "the app is installed all the same");
      assert.equal(status, 1);
    }
    answer = undefined;
    assert.equal((await project.run(["install"])).status, 0);
  });

  it("lets the other downloads go on beside each that fails", async (t) => {
    const bad: Readonly<Record<string, ReturnType<NonNullable<ProjectOptions["respond"]>>>> = {
      missing: { status: 404 },
      broken: { status: 500 },
      loop: { redirectTo: "/assets/loop.bin" },
      insecure: { redirectTo: "http://cdn.example.com/assets/core.bin" },
      foreign: { redirectTo: "https://foreign.example.com/assets/core.bin" },
      html: { body: "<html>Sign in</html>" },
      short: { contentLength: "absent", body: someBytes("short", 1999) },
      long: { contentLength: "absent", body: someBytes("long", 2001) },
    };
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [...Object.keys(bad).map((id) => ({ id, essential: id === "html" })), ...sound],
      respond: ({ path }) => bad[basename(path, ".bin")],
    });
    const { status, events } = await project.events(["install"]);
    assert.deepEqual(events.errors, [
      "broken NSURLErrorDomain -1011",
      "foreign BAErrorDomain 202",
      "html SimulatorErrorDomain 1",
      "insecure NSURLErrorDomain -1022",
      "long SimulatorErrorDomain 1",
      "loop NSURLErrorDomain -1007",
      "missing NSURLErrorDomain -1011",
      "short SimulatorErrorDomain 1",
    ]);
    const named = new Map(events.of("download.failed").map((event) => [event.identifier, event]));
    for (const id of ["html", "short", "long"]) assert.equal(named.get(id)?.error.name, "fileSizeMismatch");
    assert.match(named.get("html")?.error.message ?? "", /2000/);
    assert.equal(named.get("foreign")?.source?.path.endsWith("App/Info.plist"), true, "the list that lacks the host");
    assert.deepEqual(events.finished, ["core", "music"]);
    assert.equal(events.of("app.launchable").length, 1, "an essential download that fails does not keep the app away");
    assert.equal(status, 1);
    for (const event of events.all) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
    assert.deepEqual(
      [...project.contents().values()],
      [someBytes("core", 2000), someBytes("music", 2000)],
      "nothing else stands under a final name",
    );
  });

  it("goes on where the connection was cut, and fails where it is cut without end", async (t) => {
    const content = someBytes("big", 400_000);
    const assets = [{ id: "big", content }, { id: "hopeless" }, { id: "music" }];
    const project = await SimulatedProject.create(t, cli.path, {
      assets,
      respond: ({ path, attempt }) => {
        if (path.endsWith("/big.bin") && attempt === 1) return { cutAfterBytes: 250_000 };
        return path.endsWith("/hopeless.bin") ? { cutAfterBytes: 0 } : undefined;
      },
    });
    const { status, events } = await project.events(["install"]);
    assert.deepEqual(events.finished, ["big", "music"]);
    assert.deepEqual(events.errors, ["hopeless NSURLErrorDomain -1005"]);
    assert.equal(status, 1);
    assert.ok((await project.requests()).some((request) => /^\/assets\/big\.bin bytes=[1-9]\d*-$/.test(request)));
    assert.ok([...project.contents().values()].some((bytes) => bytes.equals(content)));
  });

  it("tells an expired certificate from an unknown one and from one of another name", async (t) => {
    const names = { hostNames: ["localhost"], ipAddresses: [] };
    const leaves = {
      "-1201": testCa.issueLeaf({ ...names, notAfter: new Date(Date.now() - 86_400_000) }),
      "-1202": createDevelopmentCa().issueLeaf(names),
      "-1202 ": testCa.issueLeaf({ hostNames: ["another.example.com"], ipAddresses: [] }),
    };
    for (const [code, leaf] of Object.entries(leaves)) {
      const project = await SimulatedProject.create(t, cli.path, { assets: sound, leaf });
      const { status, events } = await project.events(["install"]);
      assert.deepEqual(events.errors, [`manifest.failed NSURLErrorDomain ${code.trim()}`]);
      assert.match(events.of("manifest.failed")[0]?.error.message ?? "", /certificate of cdn\.example\.com/);
      assert.equal(status, 1);
      await project.host.close();
    }
  });

  it("keeps downloads within the device's folder, whatever their identifiers say", async (t) => {
    const identifiers = [
      "../../etc/passwd",
      "/etc/passwd",
      "..",
      "C:\\Windows\\win.ini",
      "con",
      "a\u0000b",
      "\u001b[2J\u202eexe.txt",
      "x".repeat(5000),
    ];
    const assets = identifiers.map((id, index) => ({ id, url: `assets/${index}.bin`, content: someBytes(id, 50) }));
    const project = await SimulatedProject.create(t, cli.path, { assets });
    const { status, stdout } = await project.run(["install"]);
    assert.equal(status, 0);
    assert.deepEqual(
      [...project.contents().values()].map(String).sort(),
      identifiers.map((id) => String(someBytes(id, 50))).sort(),
    );
    const names = [...project.contents().keys()];
    for (const name of names) assert.match(name, /^[a-z0-9-]+(\.[a-z0-9]+)?$/);
    assert.deepEqual(readdirSync(project.stateFolder), ["devices"]);
    assert.doesNotMatch(stdout, /[\u001b\u0000\u202e]/, "nor does an identifier reach the terminal as a command");
    assert.match(stdout, /\\x1b\[2J\\u202eexe\.txt/);
  });

  it("refuses the second of two downloads with one identifier", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [...sound, { id: "music", url: "assets/other-music.bin" }],
    });
    const { status, events } = await project.events(["install"]);
    assert.deepEqual(events.errors, ["music BAErrorDomain 100"]);
    assert.deepEqual(events.finished, ["core", "music"]);
    assert.equal(status, 1);
    assert.ok([...project.contents().values()].some((bytes) => bytes.equals(someBytes("music", 2000))));
  });

  it("judges a manifest of 100,000 assets", async (t) => {
    const restrictions = infoPlist().replaceAll("<integer>500000000</integer>", "<integer>60000000</integer>");
    const assets = Array.from({ length: 100_000 }, (_, index) => ({
      id: `pack-${index}`,
      url: `https://cdn.example.com/assets/pack-${index}.bin`,
      size: 1000,
    }));
    const project = await SimulatedProject.create(t, cli.path);
    await project.write("App/Info.plist", restrictions);
    const manifest = JSON.stringify({ assets: assets.map((asset) => ({ ...asset, essential: false })) });
    await project.serveFile("manifest.json", manifest);
    const { status, stdout } = await project.run(["install", "--dry-run"]);
    const match = /\n(\d+) would be downloaded, (\d+) refused, 10 MB over the network\n/.exec(stdout);
    assert.ok(match, stdout.slice(-500));
    assert.match(stdout, /\n +39980 more refused: BAErrorDomain 112 downloadWouldExceedAllowance\n/);
    assert.ok(stdout.split("\n").length < 60_200, "what is refused 40,000 times is not explained 40,000 times");
    assert.equal(Number(match[1]) + Number(match[2]), 100_000);
    assert.equal(Number(match[1]), 60_000);
    assert.equal(status, 1);
  });
});
