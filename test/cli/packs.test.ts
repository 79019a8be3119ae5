import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { validateAgainstSchema } from "../validate-against-schema";
import { bundleCli, type Cli } from "./run-cli";

describe("background-assets packs", () => {
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
    folder = mkdtempSync(join(tmpdir(), "background-assets-packs-"));
    put("Game/Info.plist", appInfoPlist);
    put("Game/Levels.swift", swift(["Assets/Core/level-1.json", "Assets/Core/music"]));
    put("Assets/Core/level-1.json", "1".repeat(1200));
    put("Assets/Core/music/theme.m4a", "2".repeat(3000));
    put("Assets/Bonus/extra.bin", "3".repeat(500));
    put(
      "Packs/core.json",
      manifest("Core", { essential: { installationEventTypes: ["firstInstallation"] } }, "Assets/Core"),
    );
    put("Packs/bonus.json", manifest("Bonus", { onDemand: {} }, "Assets/Bonus"));
  });
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const packs = (...args: readonly string[]) => cli.run(["packs", ...args], { cwd: folder });

  it("shows what each manifest selects by run-time path, and the totals by event", () => {
    const { stdout, status } = packs();
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^Core {2}essential \(firstInstallation\) · iOS · 2 files, 4.2 KB$/m);
    assert.match(stdout, /^ {2}Assets\/Core\/music\/theme\.m4a +3 KB$/m);
    assert.match(stdout, /^2 packs, 4.7 KB before compression$/m);
    assert.match(stdout, /^ {2}first installation, before the app opens +4.2 KB$/m);
    assert.match(stdout, /up to 4.2 KB more than the app/);
  });

  it("writes JSON that its schema takes", () => {
    const { stdout } = packs("--format", "json");
    const output = JSON.parse(stdout) as { packs: { id: string; files: unknown[] }[] };
    validateAgainstSchema("packs-output.schema.json", output);
    assert.deepEqual(
      output.packs.map(({ id, files }) => [id, files.length]),
      [
        ["Bonus", 1],
        ["Core", 2],
      ],
    );
  });

  it("marks symbolic links, and says why not everything is known", { skip: process.platform === "win32" }, () => {
    symlinkSync(join(folder, "Game/Info.plist"), join(folder, "Assets/Bonus/linked"));
    symlinkSync("..", join(folder, "Assets/Bonus/back"));
    const { stdout } = packs();
    assert.match(stdout, /^ {2}Assets\/Bonus\/linked +\d+ bytes {2}symbolic link$/m);
    assert.match(stdout, /Not all of it is known: Assets\/Bonus could not be listed to its end/);
    assert.match(packs("record").stderr, /bonus\.json are known, .* Assets\/Bonus could not be listed/);
  });

  it("says what is wrong with a pack where it is shown, and exits with 1", () => {
    put("Packs/core.json", manifest("Core", { essential: {} }, "Assets/Core"));
    const { stdout, status } = packs();
    assert.match(stdout, /error BA303 /);
    assert.equal(status, 1);
  });

  it("prints commands that a shell can run: absolute, quoted, nothing overwritten silently", () => {
    renameSync(join(folder, "Packs"), join(folder, "My Packs"));
    const { stdout } = packs("--commands", "--archives", "out dir");
    const line = stdout.split("\n").find((one) => one.includes("ba-package") && one.includes("Core")) ?? "";
    const words = spawnSync("bash", ["-c", `xcrun() { printf '%s\\n' "$PWD" "$@"; }; ${line}`], { encoding: "utf8" });
    assert.deepEqual(words.stdout.trim().split("\n").slice(1), [
      "ba-package",
      join(folder, "My Packs/core.json"),
      "-o",
      join(folder, "out dir/Core.aar"),
    ]);
    assert.match(stdout, /altool --upload-asset-pack/);
    // ba-package makes no folders.
    assert.match(stdout, /^mkdir -p '.*\/out dir'$/m);
  });

  it("creates a pack that the check finds nothing wrong with, and never writes over a file", () => {
    put("Assets/Maps/world.map", "4".repeat(100));
    const made = packs("new", "Maps", "Assets/Maps", "--policy", "prefetch", "--event", "both", "--platform", "iOS");
    assert.equal(made.status, 0, made.stderr);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "Maps.json"), "utf8")), {
      assetPackID: "Maps",
      downloadPolicy: { prefetch: { installationEventTypes: ["firstInstallation", "subsequentUpdate"] } },
      fileSelectors: [{ directory: "Assets/Maps" }],
      platforms: ["iOS"],
    });
    assert.equal(made.stderr, "Wrote Maps.json\n");
    const again = packs("new", "Maps", "Assets/Core");
    assert.equal(again.status, 2);
    assert.match(again.stderr, /Maps\.json is there already/);
  });

  it("refuses what cannot be a pack, and says why", () => {
    assert.match(packs("new", "Maps", ".").stderr, /not that folder itself/);
    assert.match(packs("new", "Maps", "../elsewhere").stderr, /below the folder in which ba-package runs/);
    assert.match(packs("new", "Maps", "Assets/None").stderr, /Assets\/None does not exist/);
    assert.match(packs("new", "Ma ps", "Assets/Core").stderr, /Letters, digits and inner hyphens/);
    assert.match(packs("new", "Maps", "Assets/Core", "--platform", "iPadOS").stderr, /--platform iPadOS/);
    assert.match(
      packs("new", "Maps", "Assets/Core", "--language", "pt_BR").stderr,
      /--language pt_BR: .*did you mean pt-BR/,
    );
    assert.match(packs("new", "Maps", "Assets/Core", "--output", "Maps.txt").stderr, /files that end in \.json only/);
    assert.equal(existsSync(join(folder, "Maps.txt")), false);
    assert.match(packs("new").stderr, /needs an identifier/);
    assert.equal(existsSync(join(folder, "Maps.json")), false);
  });

  it("warns of an update that breaks an installed version, and says nothing breaks where none does", () => {
    assert.equal(packs("record").status, 0);
    const recorded: unknown = JSON.parse(readFileSync(join(folder, "background-assets.published.json"), "utf8"));
    validateAgainstSchema("published-packs.schema.json", recorded);
    const same = packs("diff");
    assert.equal(same.status, 0);
    assert.equal(same.stderr, "No difference; 1 app version recorded\n");

    // The next version reads another file; the one that is installed still reads the old one.
    renameSync(join(folder, "Assets/Core/level-1.json"), join(folder, "Assets/Core/level-one.json"));
    put("Game/Levels.swift", swift(["Assets/Core/level-one.json"]));
    const { stdout, stderr, status } = packs("diff");
    assert.equal(status, 1);
    assert.match(stdout, /^breaks {2}App 1\.0 reads Assets\/Core\/level-1\.json, which was in Core/m);
    assert.match(stdout, /^notice {2}Assets\/Core\/level-one\.json \(1\.2 KB\) is new in Core/m);
    assert.match(stderr, /1 breaking/);
  });

  it("compares any two folders or files, in JSON too", () => {
    const before = packs("--format", "json").stdout;
    put("before.txt", before);
    put("Packs/core.json", manifest("Core", { onDemand: {} }, "Assets/Core"));
    const { stdout } = packs("diff", "before.txt", ".", "--format", "json");
    validateAgainstSchema("packs-diff-output.schema.json", JSON.parse(stdout));
    const { changes } = JSON.parse(stdout) as { changes: { kind: string; message: string }[] };
    assert.deepEqual(
      changes.map(({ kind, message }) => [kind, message]),
      [["policy-changed", "Core: essential (firstInstallation) becomes onDemand."]],
    );
  });

  it("needs something to compare with, and a version to record", () => {
    const without = packs("diff");
    assert.equal(without.status, 2);
    assert.match(without.stderr, /packs record writes it/);
    put("Game/Info.plist", appInfoPlist.replace("<string>1.0</string>", "<string>$(VERSION)</string>"));
    assert.match(packs("record").stderr, /--app-version 1\.2/);
    assert.equal(packs("record", "--app-version", "1.2").status, 0);
    put("broken.json", "{");
    assert.equal(packs("diff", "broken.json").status, 2);
  });

  it("says that there is none", () => {
    const { stderr, status } = cli.run(["packs"], { cwd: join(folder, "Assets") });
    assert.equal(stderr, "There is no packaging manifest here\n");
    assert.equal(status, 0);
  });
});

const appInfoPlist = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
	<key>CFBundleIdentifier</key>
	<string>com.example.game</string>
	<key>CFBundlePackageType</key>
	<string>APPL</string>
	<key>CFBundleShortVersionString</key>
	<string>1.0</string>
	<key>BAAppGroupID</key>
	<string>group.com.example.game</string>
	<key>BAHasManagedAssetPacks</key>
	<true/>
	<key>BAUsesAppleHosting</key>
	<true/>
</dict>
</plist>
`;

function swift(paths: readonly string[]): string {
  const reads = paths.map((path) => `_ = try AssetPackManager.shared.contents(at: "${path}")`).join("\n  ");
  return `import BackgroundAssets\nfunc load() throws {\n  ${reads}\n}\n`;
}

function manifest(id: string, downloadPolicy: unknown, directory: string): string {
  return JSON.stringify({ assetPackID: id, downloadPolicy, fileSelectors: [{ directory }], platforms: ["iOS"] });
}
