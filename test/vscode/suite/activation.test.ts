import assert from "node:assert/strict";
import * as vscode from "vscode";

const ID = "background-assets.background-assets";

interface Contributions {
  readonly commands?: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
}

describe("the extension in VS Code", () => {
  it("is found and activates", async () => {
    const extension = vscode.extensions.getExtension(ID);
    assert.ok(extension, `VS Code does not list ${ID}`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("registers every command that the palette offers", async () => {
    const extension = vscode.extensions.getExtension(ID);
    await extension?.activate();
    const contributed = (extension?.packageJSON.contributes as Contributions | undefined)?.commands ?? [];
    assert.notEqual(contributed.length, 0, "package.json contributes no command");
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributed.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it("groups its commands under one name in the palette", () => {
    const contributed =
      (vscode.extensions.getExtension(ID)?.packageJSON.contributes as Contributions | undefined)?.commands ?? [];
    const elsewhere = contributed.filter(({ category }) => category !== "Background Assets");
    assert.deepEqual(elsewhere, []);
  });
});
