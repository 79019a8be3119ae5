import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../ui/until";

describe("media plans", () => {
  let folder: vscode.Uri;

  before(() => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = vscode.Uri.joinPath(workspace.uri, "MediaPlans");
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it("are checked, completed by their schema and offer to be planned", async () => {
    const uri = vscode.Uri.joinPath(folder, "film.media-plan.jsonc");
    const text =
      '{\n  // The film\n  "kind": "DTGItem",\n  "id": "film",\n  "url": "http://media.example.com/film.m3u8",\n  \n}\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, "jsonc");
    await until(
      async () => vscode.languages.getDiagnostics(uri).some(({ code }) => codeOf(code) === "BA539"),
      "The finding",
    );

    const lenses = await until(async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 10);
      return found.length > 0 ? found : undefined;
    }, "The lenses");
    assert.deepEqual(
      lenses.map(({ command }) => [command?.title, command?.command]),
      [
        ["Plan", "backgroundAssets.planMedia"],
        ["Download", "backgroundAssets.downloadMedia"],
      ],
    );

    const labels = await until(async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        uri,
        new vscode.Position(5, 2),
      );
      const found = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      return found.includes("preferredVideoBitrate") ? found : undefined;
    }, "The completion");
    assert.ok(!labels.includes("primaryContentConfiguration"), "only members of its kind");
  });
});

function codeOf(code: vscode.Diagnostic["code"]): unknown {
  return typeof code === "object" ? code.value : code;
}
