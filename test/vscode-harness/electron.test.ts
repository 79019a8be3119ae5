import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { chooseRuntime, runInElectron } from "../../scripts/vscode/electron.mjs";
import { runHostSuite } from "../../scripts/vscode/host-suite.mjs";
import { temporaryFolder } from "../../scripts/vscode/temporary-folder.mjs";
import type { TestRecord } from "../../scripts/vscode/test-records.mjs";

const needsShebang = process.platform === "win32" ? "the stand-in is a script with a shebang" : false;

/** An executable that does what it is told instead of being VS Code. */
function standIn(folder: string, script: string): string {
  const path = join(folder, "code");
  writeFileSync(path, `#!${process.execPath}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Writes what it was called with beside itself. */
const recordCall = `
  require("node:fs").writeFileSync(__filename + ".call.json", JSON.stringify({
    args: process.argv.slice(2),
    results: process.env.BACKGROUND_ASSETS_TEST_RESULTS,
    settings: JSON.parse(require("node:fs").readFileSync(
      process.argv.find((arg) => arg.startsWith("--user-data-dir=")).slice(16) + "/User/settings.json", "utf8")),
  }));`;

interface Call {
  readonly args: readonly string[];
  readonly results: string;
  readonly settings: Record<string, unknown>;
}

function callOf(executable: string): Call {
  return JSON.parse(readFileSync(`${executable}.call.json`, "utf8")) as Call;
}

describe("tests in a desktop VS Code", { skip: needsShebang }, () => {
  it("start it with the extension, the suite and the workspace", async (t) => {
    const folder = temporaryFolder("stand-in-");
    t.after(folder.remove);
    const executable = standIn(folder.path, recordCall);
    await runInElectron({
      vscodeExecutablePath: executable,
      folder: "/somewhere/workspace",
      extensionDevelopmentPath: "/somewhere/extension",
      extensionTestsPath: "/somewhere/suite.js",
      env: { BACKGROUND_ASSETS_TEST_RESULTS: "/somewhere/results.jsonl" },
      settings: { "editor.fontSize": 20 },
    });
    const { args, results, settings } = callOf(executable);
    assert.ok(args.includes("/somewhere/workspace"), args.join("\n"));
    assert.ok(args.includes("--extensionDevelopmentPath=/somewhere/extension"), args.join("\n"));
    assert.ok(args.includes("--extensionTestsPath=/somewhere/suite.js"), args.join("\n"));
    assert.ok(args.includes("--disable-extensions"), args.join("\n"));
    assert.equal(results, "/somewhere/results.jsonl");
    assert.equal(settings["editor.fontSize"], 20);
    assert.equal(settings["telemetry.telemetryLevel"], "off");
  });

  it("leave no profile behind, also when VS Code fails", async (t) => {
    const folder = temporaryFolder("stand-in-");
    t.after(folder.remove);
    const executable = standIn(folder.path, `${recordCall} process.exit(1);`);
    const options = { folder: "/w", extensionDevelopmentPath: "/e", extensionTestsPath: "/s.js" };
    await assert.rejects(runInElectron({ ...options, vscodeExecutablePath: executable }));
    const profile = callOf(executable).args.find((arg) => arg.startsWith("--user-data-dir="));
    assert.ok(profile);
    assert.equal(existsSync(profile.slice("--user-data-dir=".length)), false);
  });

  it("are counted from what the suite wrote, in a copy of the workspace", async (t) => {
    const folder = temporaryFolder("stand-in-");
    t.after(folder.remove);
    const passed: TestRecord = { suites: ["a suite"], title: "passes", state: "passed", durationMs: 1 };
    const failed: TestRecord = { suites: ["a suite"], title: "fails", state: "failed", durationMs: 2, error: "why" };
    const lines = [passed, failed, { end: true }].map((line) => `${JSON.stringify(line)}\n`).join("");
    const executable = standIn(
      folder.path,
      `${recordCall}
      require("node:fs").writeFileSync(process.env.BACKGROUND_ASSETS_TEST_RESULTS, ${JSON.stringify(lines)});
      process.exit(1);`,
    );
    const records: TestRecord[] = [];
    const incomplete = await runHostSuite(desktopOptions(executable, folder.path), (record) => records.push(record));
    assert.equal(incomplete, undefined);
    assert.deepEqual(records, [passed, failed]);
    const workspace = callOf(executable).args.find((arg) => arg.endsWith("/workspace"));
    assert.ok(workspace, "a folder of the same name is opened");
    assert.notEqual(workspace, join(folder.path, "workspace"));
    assert.equal(existsSync(workspace), false, "the copy is removed");
  });

  it("are not taken for passed when VS Code ends before the suite does", async (t) => {
    const folder = temporaryFolder("stand-in-");
    t.after(folder.remove);
    const executable = standIn(folder.path, "process.exit(0);");
    const incomplete = await runHostSuite(desktopOptions(executable, folder.path), () => {});
    assert.match(String(incomplete), /ended before its tests did/);
  });
});

function desktopOptions(vscodeExecutablePath: string, folder: string): Parameters<typeof runHostSuite>[0] {
  const workspace = join(folder, "workspace");
  mkdirSync(workspace);
  return {
    runtime: "electron",
    vscodeExecutablePath,
    workspace,
    extensionDevelopmentPath: folder,
    extensionTestsPath: join(folder, "suite.js"),
  };
}

describe("the choice between desktop and browser workbench", () => {
  it("follows the display", () => {
    assert.equal(chooseRuntime({}, "linux").runtime, "browser");
    assert.equal(chooseRuntime({ DISPLAY: ":0" }, "linux").runtime, "electron");
    assert.equal(chooseRuntime({ WAYLAND_DISPLAY: "wayland-0" }, "linux").runtime, "electron");
    assert.equal(chooseRuntime({}, "darwin").runtime, "electron");
    assert.equal(chooseRuntime({}, "win32").runtime, "electron");
  });

  it("follows VSCODE_TEST_RUNTIME above all, and refuses what it does not know", () => {
    assert.equal(chooseRuntime({ VSCODE_TEST_RUNTIME: "electron" }, "linux").runtime, "electron");
    assert.equal(chooseRuntime({ VSCODE_TEST_RUNTIME: "browser", DISPLAY: ":0" }, "linux").runtime, "browser");
    assert.throws(
      () => chooseRuntime({ VSCODE_TEST_RUNTIME: "firefox" }, "linux"),
      /"firefox".*"electron" or "browser"/,
    );
  });
});
