import assert from "node:assert/strict";
import * as vscode from "vscode";

/** What lies beside the manifests: the files that packs select, and the Swift sources of the extension. */
describe("asset packs and Swift sources", () => {
  let workspace: vscode.Uri;
  let folder: vscode.Uri;
  let manifest: vscode.Uri;
  let swift: vscode.Uri;

  before(async () => {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    workspace = first.uri;
    folder = vscode.Uri.joinPath(workspace, "Packs");
    manifest = vscode.Uri.joinPath(folder, "pack.json");
    swift = vscode.Uri.joinPath(workspace, "SkylandsDownloader", "Downloader.swift");
    await vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspace, "Skylands/Info.plist"));
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await vscode.workspace.fs.delete(swift);
  });

  const write = (uri: vscode.Uri, text: string) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

  it("a selector that matches nothing is reported until its file is there", async () => {
    await write(vscode.Uri.joinPath(folder, "Maps/eu.map"), "1234567890");
    const selectors = [{ directory: "Maps" }, { file: "Sounds/start.wav" }];
    await write(
      manifest,
      `${JSON.stringify({ assetPackID: "Maps", downloadPolicy: { onDemand: {} }, fileSelectors: selectors, platforms: ["iOS"] }, null, 2)}\n`,
    );
    const found = await diagnosticsOf(manifest, (codes) => codes.includes("BA308"));
    const [finding] = found.filter(({ code }) => codeOf(code) === "BA308");
    assert.match(finding?.message ?? "", /There is no file “Sounds\/start\.wav” in Packs/);

    await write(vscode.Uri.joinPath(folder, "Sounds/start.wav"), "RIFF");
    await diagnosticsOf(manifest, (codes) => !codes.includes("BA308"));
  });

  it("says beside a selector what the app will read, and above the pack how much it is", async () => {
    const document = await vscode.workspace.openTextDocument(manifest);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      "vscode.executeInlayHintProvider",
      manifest,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    assert.deepEqual(
      hints.map(({ label }) => label),
      ["Maps/eu.map", "4 bytes"],
    );
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", manifest);
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ["2 files, 14 bytes", "Package"],
    );
  });

  it("typing another path is judged by the disk too", async () => {
    const document = await vscode.workspace.openTextDocument(manifest);
    const editor = await vscode.window.showTextDocument(document);
    const at = document.getText().indexOf("start.wav");
    await editor.edit((edit) => edit.insert(document.positionAt(at), "re"));
    await diagnosticsOf(manifest, (codes) => codes.includes("BA308"));
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await diagnosticsOf(manifest, (codes) => !codes.includes("BA308"));
  });

  it("an extension that adopts another protocol than the keys ask for is reported", async () => {
    await write(swift, "import BackgroundAssets\n\n@main\nstruct Downloader: StoreDownloaderExtension {\n}\n");
    const found = await diagnosticsOf(swift, (codes) => codes.includes("BA217"));
    const [finding] = found.filter(({ code }) => codeOf(code) === "BA217");
    assert.equal(finding?.range.start.line, 3);
    assert.equal(finding?.severity, vscode.DiagnosticSeverity.Error);

    await write(swift, "import BackgroundAssets\n\n@main\nstruct Downloader: BADownloaderExtension {\n}\n");
    await diagnosticsOf(swift, (codes) => !codes.includes("BA217"));
  });
});

function codeOf(code: vscode.Diagnostic["code"]): unknown {
  return typeof code === "object" ? code.value : code;
}

/** The diagnostics of a file, as soon as their codes are as expected. */
function diagnosticsOf(
  uri: vscode.Uri,
  isExpected: (codes: readonly unknown[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const all = vscode.languages.getDiagnostics(uri);
      if (!isExpected(all.map(({ code }) => codeOf(code)))) return;
      listener.dispose();
      resolve(all);
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}
