import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../ui/until";

/** Files that VS Code itself shows badly: binary property lists, and manifests with comments. */
describe("files in other forms", () => {
  let folder: vscode.Uri;

  before(() => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = vscode.Uri.joinPath(workspace.uri, "OtherForms");
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it("a binary Info.plist is checked, and opens as XML that is only read", async () => {
    const uri = vscode.Uri.joinPath(folder, "Info.plist");
    // The package has no CommonJS form, which the suite is bundled to.
    const { buildBinary } = await import("plist");
    const bytes = buildBinary({ CFBundlePackageType: "APPL", BAManifestURL: "http://example.com/manifest.json" });
    await vscode.workspace.fs.writeFile(uri, bytes);
    await vscode.commands.executeCommand("backgroundAssets.checkWorkspace");
    const found = await diagnosticsOf(uri, (all) => all.some(({ code }) => codeOf(code) === "BA110"));
    const note = found.find(({ message }) => message.startsWith("Binary property list: read for checking"));
    assert.equal(note?.severity, vscode.DiagnosticSeverity.Information);
    const target = typeof note?.code === "object" ? note.code.target : undefined;
    assert.ok(target, "the note links to the XML");

    await vscode.commands.executeCommand("backgroundAssets.openAsXml", uri);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), target.toString());
    assert.equal(editor?.document.languageId, "xml");
    assert.match(
      editor?.document.getText() ?? "",
      /<key>BAManifestURL<\/key>\n\t<string>http:\/\/example\.com\/manifest\.json<\/string>/,
    );
    await assertCannotBeEdited(editor);
    assert.deepEqual([...(await vscode.workspace.fs.readFile(uri))], [...bytes], "the file is as it was");
  });

  it("a packaging manifest with comments opens as JSON with Comments", async () => {
    const uri = vscode.Uri.joinPath(folder, "Manifest.json");
    const text =
      '{\n  // What the template says.\n  "assetPackID": "tutorial",\n  "downloadPolicy": { "onDemand": {} },\n  "fileSelectors": [{ "file": "a.txt" }],\n  "platforms": ["iOS"]\n}\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, "json");
    // Our word about comments, or that of VS Code's own JSON service.
    await diagnosticsOf(uri, (all) => all.some(({ code }) => codeOf(code) === "BA321" || codeOf(code) === 521));
    const comment = new vscode.Range(1, 2, 1, 4);
    const command = await until(async () => {
      // VS Code cancels the question when the document's model changes meanwhile: then it is asked again.
      const actions = await Promise.resolve(
        vscode.commands.executeCommand<vscode.CodeAction[]>(
          "vscode.executeCodeActionProvider",
          uri,
          comment,
          "quickfix",
        ),
      ).catch(() => []);
      return actions.find(({ title }) => title === "Open as JSON with Comments")?.command;
    }, "The quick fix");
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    assert.equal(open?.languageId, "jsonc");
    assert.equal(open?.getText(), text);
    assert.equal(open?.isDirty, false);
  });

  async function assertCannotBeEdited(editor: vscode.TextEditor | undefined): Promise<void> {
    const before = editor?.document.getText();
    await vscode.commands.executeCommand("type", { text: "x" });
    assert.equal(editor?.document.getText(), before);
    assert.equal(editor?.document.isDirty, false);
  }
});

function codeOf(code: vscode.Diagnostic["code"]): unknown {
  return typeof code === "object" ? code.value : code;
}

/** The diagnostics of a file, as soon as they are as expected. */
function diagnosticsOf(
  uri: vscode.Uri,
  isExpected: (all: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const all = vscode.languages.getDiagnostics(uri);
      if (!isExpected(all)) return;
      listener.dispose();
      resolve(all);
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}
