import assert from "node:assert/strict";
import * as vscode from "vscode";

/** What VS Code shows while somebody writes: asked through its own commands, so that every provider is in the answer. */
describe("authoring the example's Info.plist", () => {
  let document: vscode.TextDocument;

  before(async () => {
    const [uri] = await vscode.workspace.findFiles("Skylands/Info.plist");
    assert.ok(uri, "the example is open");
    document = await vscode.workspace.openTextDocument(uri);
  });

  function behind(text: string): vscode.Position {
    const offset = document.getText().indexOf(text);
    assert.notEqual(offset, -1, `${text} stands in the file`);
    return document.positionAt(offset + text.length);
  }

  it("a completion writes a key with its value, indented like the file", async () => {
    const editor = await vscode.window.showTextDocument(document);
    const line = behind("<integer>3000000</integer>");
    await editor.edit((edit) => edit.insert(line, "\n\t<ke"));
    const position = document.lineAt(line.line + 1).range.end;
    editor.selection = new vscode.Selection(position, position);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      position,
    );
    const item = list.items.find(({ label }) => label === "BAHasManagedAssetPacks");
    assert.ok(item, `offered: ${list.items.map(({ label }) => String(label)).join(", ")}`);
    assert.ok(item.insertText instanceof vscode.SnippetString && item.range instanceof vscode.Range);
    await editor.insertSnippet(item.insertText, item.range);
    assert.match(document.getText(), /<integer>3000000<\/integer>\n\t<key>BAHasManagedAssetPacks<\/key>\n\t<true\/>\n/);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("hints tell sizes as people say them", async () => {
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      "vscode.executeInlayHintProvider",
      document.uri,
      all,
    );
    assert.deepEqual(
      hints.map(({ label }) => label),
      ["2.5 MB", "3 MB", "2.2 MB", "2.5 MB"],
    );
  });

  it("the outline has the keys, with those of the restrictions below them", async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    const restrictions = symbols.find(({ name }) => name === "BAInitialDownloadRestrictions");
    assert.deepEqual(
      restrictions?.children.map(({ name }) => name),
      ["BAEssentialDownloadAllowance", "BADownloadAllowance", "BADownloadDomainAllowList"],
    );
    assert.equal(restrictions?.kind, vscode.SymbolKind.Object);
  });

  it("the app's identifier is found in its extension's", async () => {
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeReferenceProvider",
      document.uri,
      behind("<string>com.example.sky"),
    );
    const files = found.map(({ uri }) => vscode.workspace.asRelativePath(uri));
    assert.ok(files.includes("SkylandsDownloader/Info.plist"), files.join(", "));
  });

  it("the dictionaries fold", async () => {
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      document.uri,
    );
    const restrictions = behind("<key>BAInitialDownloadRestrictions</key>").line + 1;
    assert.ok(ranges.some(({ start }) => start === restrictions));
  });

  it("the project file links to what it names", async () => {
    const [uri] = await vscode.workspace.findFiles("background-assets.jsonc");
    assert.ok(uri);
    await vscode.workspace.openTextDocument(uri);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", uri);
    const targets = links.map(({ target }) => (target === undefined ? "" : vscode.workspace.asRelativePath(target)));
    assert.ok(
      targets.includes("Skylands/Info.plist") && targets.includes("server/v1/manifest.json"),
      targets.join(", "),
    );
  });
});
