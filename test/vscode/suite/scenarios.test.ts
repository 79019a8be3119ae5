import assert from "node:assert/strict";
import * as vscode from "vscode";

interface ExtensionUnderTest {
  readonly scenarioOutcomes: ReadonlyMap<string, string>;
}

const names = [
  "allowance-too-small",
  "app-takes-over",
  "app-takes-over",
  "cdn-redirect",
  "disk-full",
  "first-install-slow-cellular",
  "first-install-wifi",
  "first-light",
  "in-app-content-off",
  "killed-while-downloading",
  "low-power-mode-for-a-month",
  "manifest-before-archives",
  "offline-half-way",
  "periodic-finds-nothing",
  "update-before-first-launch",
  "update-renames-assets",
];

describe("scenarios in the Testing view", () => {
  async function outcomes(): Promise<ReadonlyMap<string, string>> {
    const extension = vscode.extensions.getExtension<ExtensionUnderTest>("background-assets.background-assets");
    const exported = await extension?.activate();
    assert.ok(exported !== undefined, "in a test the extension says how scenarios ended");
    return exported.scenarioOutcomes;
  }

  /** Runs every test that VS Code knows, until each of these has ended. */
  async function runAll(wanted: readonly string[]): Promise<Record<string, string | undefined>> {
    const known = await outcomes();
    const before = new Map(known);
    await vscode.commands.executeCommand("testing.refreshTests");
    await vscode.commands.executeCommand("testing.runAll");
    const ended = () => {
      const byName = new Map([...known].map(([path, outcome]) => [/([^/]+)\.ba-scenario/.exec(path)?.[1], outcome]));
      return Object.fromEntries(wanted.map((name) => [name, byName.get(name)]));
    };
    const deadline = Date.now() + 90_000;
    let again = Date.now() + 5_000;
    while (Date.now() < deadline) {
      const all = ended();
      // The view may not have known the files yet when it was told to run them all.
      if (Date.now() > again && wanted.every((name) => all[name] === undefined)) {
        again = Date.now() + 15_000;
        await vscode.commands.executeCommand("testing.runAll");
      }
      if (wanted.every((name) => all[name] !== undefined) && known.size >= before.size) return all;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return ended();
  }

  it("the shipped ones are found, run and pass", async function () {
    this.timeout(120_000);
    assert.deepEqual(await runAll(names), Object.fromEntries(names.map((name) => [name, "passed"])));
  });

  it("one that fails has failed, one that cannot be read is an error; what is typed counts, saved or not", async function () {
    this.timeout(120_000);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder !== undefined);
    const write = (name: string, text: string) => {
      const uri = vscode.Uri.joinPath(folder, `${name}.ba-scenario.jsonc`);
      return vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text)).then(() => uri);
    };
    const start =
      '"version": 1, "project": "Skylands", "device": {"inAppContent": false}, "steps": [{"event": "install"}';
    const wrong = await write("wrong", `{${start}, {"expect": {"downloaded": ["core"]}}]}`);
    const broken = await write("broken", `{${start}, {"expct": {}}]}`);
    const typed = await write("typed", `{${start}, {"expect": {"downloaded": ["core"]}}]}`);
    try {
      const document = await vscode.workspace.openTextDocument(typed);
      const edit = new vscode.WorkspaceEdit();
      const at = document.positionAt(document.getText().indexOf('"core"'));
      edit.delete(typed, new vscode.Range(at, at.translate(0, '"core"'.length)));
      await vscode.workspace.applyEdit(edit);
      assert.equal(document.isDirty, true);
      const ended = await runAll(["wrong", "broken", "typed"]);
      assert.deepEqual(ended, { wrong: "failed", broken: "errored", typed: "passed" });
      await document.save();
    } finally {
      for (const uri of [wrong, broken, typed]) await vscode.workspace.fs.delete(uri);
    }
  });
});
