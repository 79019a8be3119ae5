import assert from "node:assert/strict";
import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";

interface Output {
  readonly files: readonly {
    readonly path: string;
    readonly kind: string;
    readonly mode: string | null;
    readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly range: unknown }[];
  }[];
  readonly summary: { readonly errors: number; readonly warnings: number; readonly infos: number };
}

describe("background-assets check", () => {
  let cli: Cli;
  let folder: string;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => {
    cli.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), "background-assets-check-"));
    cpSync("test/fixtures/check-unmanaged", folder, { recursive: true });
  });
  const json = (...args: readonly string[]) => {
    const result = cli.run(["check", "--format", "json", ...args], { cwd: folder });
    return { ...result, output: JSON.parse(result.stdout) as Output };
  };

  it("says where the downloader script is not there, and never runs it", () => {
    const codes = () =>
      json().output.files.flatMap(({ path, diagnostics }) =>
        path.endsWith("background-assets.jsonc") ? diagnostics.map(({ code }) => code) : [],
      );
    writeFileSync(join(folder, "background-assets.jsonc"), '{"version": 1, "downloader": "downloader.mjs"}');
    assert.deepEqual(codes(), ["BA008"]);
    writeFileSync(
      join(folder, "downloader.mjs"),
      'import { writeFileSync } from "node:fs"; writeFileSync(new URL("ran", import.meta.url), "");',
    );
    assert.deepEqual(codes(), []);
    assert.ok(!readdirSync(folder).includes("ran"));
  });

  it("writes path:line:column: severity CODE message, from 1, and a summary beside it", () => {
    const { stdout, stderr, status } = cli.run(["check"], { cwd: folder });
    assert.deepEqual(
      stdout.split("\n").map((line) => /^[^ ]+ \w+ BA\d+/.exec(line)?.[0] ?? line),
      ["App/Info.plist:17:3: error BA118", "App/Info.plist:20:2: error BA112", "App/Info.plist:22:2: error BA120", ""],
    );
    assert.equal(stderr, "3 errors, 0 warnings, 0 infos in 3 files\n");
    assert.equal(status, 1);
  });

  it("writes JSON that fits its schema, with every file that was read", () => {
    const { output, stderr, status } = json();
    assert.deepEqual(validateAgainstSchema("check-output.schema.json", output), []);
    assert.deepEqual(
      output.files.map(({ path, kind, mode }) => [path, kind, mode]),
      [
        ["App/Info.plist", "app-info-plist", "self-hosted-unmanaged"],
        ["Downloader/Info.plist", "extension-info-plist", "self-hosted-unmanaged"],
        ["server/manifest.json", "unmanaged-manifest", "self-hosted-unmanaged"],
      ],
    );
    assert.deepEqual(output.summary, { errors: 3, warnings: 0, infos: 0 });
    const [first] = output.files[0]?.diagnostics ?? [];
    assert.deepEqual(first?.range, { start: { line: 16, character: 2 }, end: { line: 16, character: 30 } });
    assert.equal(stderr, "");
    assert.equal(status, 1);
  });

  it("applies the preferred fixes, keeps everything else, and exits on what remains", () => {
    const before = readFileSync(join(folder, "App/Info.plist"), "utf8");
    const manifestBytes = readFileSync(join(folder, "server/manifest.json")).length;
    const { status, stderr, stdout } = cli.run(["check", "--fix"], { cwd: folder });
    assert.equal(
      readFileSync(join(folder, "App/Info.plist"), "utf8"),
      before
        .replace("<integer>400000000</integer>", `<integer>${412_000_000 + manifestBytes}</integer>`)
        .replace("<string>80000000</string>", "<integer>80000000</integer>")
        .replace(
          "assets.example.com</string>\n",
          "assets.example.com</string>\n\t\t\t<string>cdn.example.com</string>\n",
        ),
    );
    assert.equal(stdout, "");
    assert.equal(stderr, "Fixed App/Info.plist\nNo problems in 3 files\n");
    assert.equal(status, 0);
  });

  it("says of prose once that it is no JSON", () => {
    writeFileSync(
      join(folder, "background-assets.jsonc"),
      "# Harbor\n\nSome words, [a link](https://a.b/c) and more.\n\n- one\n",
    );
    const { stdout, stderr } = cli.run(["check", "background-assets.jsonc"], { cwd: folder });
    assert.match(
      stdout,
      /^background-assets\.jsonc:1:1: error BA001 This is no JSON: it begins with “# Harbor”, [^\n]+\n$/,
    );
    assert.equal(stderr, "1 error, 0 warnings, 0 infos in 1 file\n");
  });

  it("lets no text of a file steer the terminal", () => {
    const path = join(folder, "background-assets.jsonc");
    writeFileSync(path, '{ "version": 1, "rules": { "BA9\u202e\u001b[31m": "off" } }');
    const { stdout } = cli.run(["check"], { cwd: folder });
    assert.match(stdout, /There is no rule BA9\\u202e\\x1b\[31m/);
    assert.doesNotMatch(stdout, /[\u001b\u202e]/);
  });

  it("replaces a fixed file in one step: whoever reads the old one goes on reading it", () => {
    const path = join(folder, "App/Info.plist");
    const before = readFileSync(path, "utf8");
    linkSync(path, join(folder, "kept-by-another.txt"));
    chmodSync(path, 0o640);
    assert.equal(cli.run(["check", "--fix"], { cwd: folder }).status, 0);
    assert.notEqual(readFileSync(path, "utf8"), before);
    assert.equal(readFileSync(join(folder, "kept-by-another.txt"), "utf8"), before, "never written in place");
    if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(join(folder, "App")), ["Info.plist"], "nothing is left beside it");
  });

  it("keeps the encoding and the line ends of a file that it fixes", () => {
    const path = join(folder, "App/Info.plist");
    const text = readFileSync(path, "utf8").replaceAll("\n", "\r\n").replace('encoding="UTF-8"', 'encoding="UTF-16"');
    writeFileSync(path, Buffer.from(`\ufeff${text}`, "utf16le"));
    assert.equal(cli.run(["check", "--fix"], { cwd: folder }).status, 0);
    const after = readFileSync(path).toString("utf16le");
    assert.ok(after.startsWith("\ufeff<?xml"));
    assert.ok(after.includes("<string>cdn.example.com</string>\r\n"));
    assert.ok(!/[^\r]\n/.test(after));
  });

  it("takes the exit code from --fail-on", () => {
    assert.equal(cli.run(["check", "--fail-on", "never"], { cwd: folder }).status, 0);
    writeFileSync(
      join(folder, "background-assets.jsonc"),
      '{"version": 1, "rules": {"BA118": "warning", "BA112": "off", "BA120": "info"}}',
    );
    assert.equal(cli.run(["check"], { cwd: folder }).status, 0);
    assert.equal(cli.run(["check", "--fail-on", "warning"], { cwd: folder }).status, 1);
    assert.equal(cli.run(["check", "--fail-on=info"], { cwd: folder }).status, 1);
  });

  it("reads a file that is named, whatever its name, and a manifest that is given", () => {
    writeFileSync(join(folder, "settings.txt"), readFileSync(join(folder, "App/Info.plist")));
    writeFileSync(join(folder, "copy.txt"), readFileSync(join(folder, "server/manifest.json")));
    const alone = json("settings.txt").output;
    assert.deepEqual(
      alone.files.map(({ path, kind }) => [path, kind]),
      [["settings.txt", "app-info-plist"]],
    );
    assert.ok(
      alone.files[0]?.diagnostics.every(({ code }) => code !== "BA118"),
      "no manifest, no word about sizes",
    );
    const both = json("settings.txt", "--manifest", "copy.txt").output;
    assert.deepEqual(
      both.files.map(({ path, kind }) => [path, kind]),
      [
        ["copy.txt", "unmanaged-manifest"],
        ["settings.txt", "app-info-plist"],
      ],
    );
    assert.ok(both.files[1]?.diagnostics.some(({ code }) => code === "BA118"));
  });

  it("says what is wrong with a file that is no property list", () => {
    writeFileSync(join(folder, "App/Info.plist"), "<html><body>Not found</body></html>");
    const { output, status } = json("App/Info.plist");
    assert.deepEqual(
      output.files.map(({ diagnostics }) => diagnostics.map(({ code }) => code)),
      [["BA001"]],
    );
    assert.equal(status, 1);
  });

  it("walks around dependencies and loops of links", () => {
    mkdirSync(join(folder, "node_modules/other"), { recursive: true });
    writeFileSync(join(folder, "node_modules/other/Info.plist"), readFileSync(join(folder, "App/Info.plist")));
    try {
      symlinkSync(folder, join(folder, "App/loop"), "dir");
    } catch {
      // Windows without the right to make links: the rest still holds.
    }
    assert.equal(json().output.files.length, 3);
  });

  it("writes SARIF with rules, places from 1, encoded URIs and fixes", () => {
    mkdirSync(join(folder, "My App"));
    cpSync(join(folder, "App/Info.plist"), join(folder, "My App/Info.plist"));
    const { stdout, status } = cli.run(["check", "--format", "sarif", "My App"], { cwd: folder });
    const { runs, version } = JSON.parse(stdout);
    assert.equal(version, "2.1.0");
    const [run] = runs;
    assert.equal(run.columnKind, "utf16CodeUnits");
    const [result] = run.results;
    const rule = run.tool.driver.rules[result.ruleIndex];
    assert.equal(rule.id, result.ruleId);
    assert.match(rule.helpUri, /^https:/);
    const place = result.locations[0].physicalLocation;
    assert.equal(place.artifactLocation.uri, "My%20App/Info.plist");
    assert.deepEqual(place.region, { startLine: 20, startColumn: 2, endLine: 20, endColumn: 56 });
    assert.equal(result.ruleId, "BA112");
    assert.equal(
      result.fixes[0].artifactChanges[0].replacements[0].insertedContent.text.trim(),
      "<string>cdn.example.com</string>",
    );
    assert.equal(status, 1);
  });

  it("writes workflow commands for GitHub", () => {
    const { stdout } = cli.run(["check", "--format", "github"], { cwd: folder });
    assert.match(
      stdout,
      /^::error file=App\/Info\.plist,line=17,endLine=17,col=3,endColumn=31,title=BA118::BAEssential/,
    );
    assert.equal(stdout.trimEnd().split("\n").length, 3);
    assert.ok(!/%(?!25|0D|0A|3A|2C)/.test(stdout));
  });

  it("says in one line why it could not run", () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["check", "nowhere"], /^background-assets: nowhere does not exist\n$/],
      [["check", "--formt", "json"], /^background-assets: unknown option --formt\n$/],
      [["check", "--format", "yaml"], /^background-assets: --format yaml: it is one of text, json, sarif, github\n$/],
      [["check", "--manifest"], /^background-assets: --manifest needs a value: --manifest FILE\n$/],
      [["check", "--fix=yes"], /^background-assets: --fix takes no value\n$/],
      [["check", "App.xcarchive"], /^background-assets: App.xcarchive does not exist\n$/],
      [["chek"], /^background-assets: unknown command chek/],
      [["packs", "nowhere"], /^background-assets: nowhere does not exist\n$/],
      [["download-manifest"], /^background-assets: download-manifest needs one of create, update and check\n$/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr, stdout } = cli.run(args, { cwd: folder });
      assert.match(stderr, message, args.join(" "));
      assert.equal(stderr.trimEnd().split("\n").length, 1);
      assert.equal(stdout, "");
      assert.equal(status, 2);
    }
  });

  it("still reports what it could read beside a path that does not exist", () => {
    const { status, stdout, stderr } = cli.run(["check", "App/Info.plist", "nowhere"], { cwd: folder });
    assert.match(stdout, /BA112/);
    assert.match(stderr, /nowhere does not exist/);
    assert.equal(status, 2);
  });

  it("has help for every command, and a version", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    assert.equal(cli.run(["--version"]).stdout, `${version}\n`);
    const { stdout, status } = cli.run(["--help"]);
    assert.equal(status, 0);
    for (const name of ["check", "simulate", "serve", "packs", "download-manifest", "media"]) {
      assert.match(stdout, new RegExp(`^ {2}${name} `, "m"));
      const help = cli.run([name, "--help"]);
      assert.equal(help.status, 0);
      assert.match(help.stdout, new RegExp(`^background-assets ${name} `));
    }
    assert.match(cli.run(["check", "--help"]).stdout, /--fail-on LEVEL/);
    assert.equal(cli.run([]).status, 2);
  });

  it("looks up what packaging manifests select, and into Swift sources", () => {
    const write = (path: string, text: string) => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write("Packs/Maps/eu.bin", "x");
    write("Packs/Maps/.DS_Store", "x");
    write(
      "Packs/maps.json",
      '{\n"assetPackID": "maps",\n"downloadPolicy": { "onDemand": {} },\n"fileSelectors": [\n{ "directory": "Maps" },\n{ "file": "gone.bin" }\n],\n"platforms": ["iOS"]\n}\n',
    );
    write("Downloader/Downloader.swift", "@main\nstruct Downloader: ManagedDownloaderExtension {}\n");
    const { output } = json();
    const found = output.files.flatMap(({ path, diagnostics }) => diagnostics.map(({ code }) => `${path} ${code}`));
    for (const expected of ["Packs/maps.json BA307", "Packs/maps.json BA308", "Downloader/Downloader.swift BA217"]) {
      assert.ok(found.includes(expected), `${expected} in ${found.join(", ")}`);
    }
    assert.deepEqual(validateAgainstSchema("check-output.schema.json", output), []);
  });
});
