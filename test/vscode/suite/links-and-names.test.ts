import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../ui/until";

/** From what a file says to what it means: links, definitions, and files that VS Code does not know as XML. */
describe("links, names and plain text", () => {
  let workspace: vscode.Uri;
  let folder: vscode.Uri;
  let swift: vscode.Uri;

  before(() => {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    workspace = first.uri;
    folder = vscode.Uri.joinPath(workspace, "Atlas");
    swift = vscode.Uri.joinPath(folder, "Atlas.swift");
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  const write = (uri: vscode.Uri, text: string) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const linksOf = (uri: vscode.Uri) =>
    vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", uri);

  it("the link of a selector opens the file that it names", async () => {
    const manifest = vscode.Uri.joinPath(folder, "atlas.json");
    const readme = vscode.Uri.joinPath(folder, "Deep Sea/read me.txt");
    await write(readme, "the deep sea");
    const selectors = [{ directory: "Deep Sea" }, { file: "Deep Sea/read me.txt" }];
    const value = {
      assetPackID: "Atlas",
      downloadPolicy: { onDemand: {} },
      fileSelectors: selectors,
      platforms: ["iOS"],
    };
    await write(manifest, `${JSON.stringify(value, null, 2)}\n`);
    const document = await vscode.workspace.openTextDocument(manifest);
    const link = await until(
      async () => (await linksOf(manifest)).find(({ target }) => target?.scheme === "file"),
      "a link",
    );
    assert.equal(document.getText(link.range), "Deep Sea/read me.txt");
    await vscode.commands.executeCommand("vscode.open", link.target);
    const opened = vscode.window.activeTextEditor?.document;
    assert.equal(opened?.uri.toString(), readme.toString());
    assert.equal(opened?.getText(), "the deep sea");
  });

  it("the URL of the manifest links to where it is served", async () => {
    const uri = vscode.Uri.joinPath(workspace, "Skylands/Info.plist");
    const document = await vscode.workspace.openTextDocument(uri);
    const written = /<key>BAManifestURL<\/key>\s*<string>([^<]+)</.exec(document.getText())?.[1];
    const links = await linksOf(uri);
    const link = links.find(({ range }) => document.getText(range) === written);
    assert.equal(link?.target?.toString(true), written);
  });

  it("paths on disk complete a selector, folder by folder, with names that have blanks", async () => {
    const manifest = vscode.Uri.joinPath(folder, "atlas.json");
    const document = await vscode.workspace.openTextDocument(manifest);
    const editor = await vscode.window.showTextDocument(document);
    const text = document.getText();
    const start = text.indexOf("Deep Sea/read me.txt");
    await editor.edit((edit) => {
      edit.delete(
        new vscode.Range(document.positionAt(start), document.positionAt(start + "Deep Sea/read me.txt".length)),
      );
    });
    for (const { typed, label } of [
      { typed: "", label: "Deep Sea/" },
      { typed: "Deep Sea/", label: "read me.txt" },
    ]) {
      const position = document.positionAt(start + typed.length);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        manifest,
        position,
      );
      const offered = list.items.filter((item) => item.label === label);
      assert.equal(offered.length, 1, `offered: ${list.items.map((item) => String(item.label)).join(", ")}`);
      const [item] = offered;
      assert.ok(item?.insertText instanceof vscode.SnippetString && item.range instanceof vscode.Range);
      await editor.insertSnippet(item.insertText, item.range);
    }
    assert.equal(document.getText(), text);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("a pack's identifier in Swift leads to its manifest", async () => {
    await write(
      swift,
      'import BackgroundAssets\n\nlet pack = try await AssetPackManager.shared.assetPack(withID: "Atlas")\n',
    );
    const document = await vscode.workspace.openTextDocument(swift);
    const at = document.positionAt(document.getText().indexOf("Atlas") + 2);
    const found = await until(async () => {
      const places = await vscode.commands.executeCommand<vscode.Location[]>(
        "vscode.executeDefinitionProvider",
        swift,
        at,
      );
      return places.length > 0 ? places : undefined;
    }, "a definition");
    assert.deepEqual(
      found.map(({ uri }) => vscode.workspace.asRelativePath(uri)),
      ["Atlas/atlas.json"],
    );
    const [place] = found;
    assert.ok(place);
    const manifest = await vscode.workspace.openTextDocument(place.uri);
    assert.match(manifest.lineAt(place.range.start.line).text, /"assetPackID": "Atlas"/);
  });

  it("a property list without XML declaration is plain text to VS Code, and ours all the same", async () => {
    const uri = vscode.Uri.joinPath(folder, "Plain/Info.plist");
    await write(
      uri,
      '<plist version="1.0">\n<dict>\n\t<key>CFBundlePackageType</key>\n\t<string>APPL</string>\n\t<key>BAManifestURL</key>\n\t<string>http://assets.example.com/m.json</string>\n\t<ke\n</dict>\n</plist>\n',
    );
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, "plaintext");
    const find = () => vscode.languages.getDiagnostics(uri).find(({ message }) => message.includes("is an http URL"));
    const finding = await until(async () => find(), "the finding");
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      new vscode.Position(6, 4),
    );
    assert.equal(list.items.filter(({ label }) => label === "BAMaxInstallSize").length, 1);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 20);
    assert.ok(lenses.some(({ command }) => /Simulate/.test(command?.title ?? "")));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      uri,
      new vscode.Position(4, 10),
    );
    assert.equal(hovers.length, 1);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      finding.range,
    );
    const fix = actions.find(({ title }) => title === "Use https");
    assert.ok(fix?.edit, actions.map(({ title }) => title).join(", "));
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /<string>https:\/\/assets\.example\.com\/m\.json<\/string>/);
    await until(async () => (find() === undefined ? true : undefined), "that the finding is gone");
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});
