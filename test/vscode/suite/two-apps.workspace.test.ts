import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../ui/until";
import { MemoryFiles } from "./memory-files";

/** Run in a window of its own, on `two-apps.code-workspace`: another folder restarts the extension host of a plain one. */
describe("a workspace of several folders", () => {
  let first: vscode.Uri;
  let second: vscode.Uri;

  before(async () => {
    await untilBothFoldersAreOpen();
    const folders = vscode.workspace.workspaceFolders ?? [];
    assert.deepEqual(
      folders.map(({ name }) => name),
      ["First", "Second"],
    );
    const [one, two] = folders;
    assert.ok(one && two);
    first = one.uri;
    second = two.uri;
    await vscode.window.showTextDocument(vscode.Uri.joinPath(first, "App", "Info.plist"));
  });

  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("gives each app its own findings", async () => {
    assert.deepEqual(await codesOf(vscode.Uri.joinPath(first, "App", "Info.plist")), ["BA112"]);
    // The extension's identifier would fit the other folder's app.
    assert.deepEqual(await codesOf(vscode.Uri.joinPath(second, "Downloader", "Info.plist")), ["BA207"]);
    assert.deepEqual(vscode.languages.getDiagnostics(vscode.Uri.joinPath(second, "App", "Info.plist")), []);
    assert.deepEqual(vscode.languages.getDiagnostics(vscode.Uri.joinPath(first, "Downloader", "Info.plist")), []);
  });

  it("gives each app its own lenses", async () => {
    const ofFirst = await lensesOf(vscode.Uri.joinPath(first, "App", "Info.plist"));
    assert.ok(ofFirst.includes("Self-hosted, unmanaged: 6 of 6 keys"), ofFirst.join("\n"));
    assert.ok(ofFirst.includes("Essential up to 1 MB"), ofFirst.join("\n"));
    const ofSecond = await lensesOf(vscode.Uri.joinPath(second, "App", "Info.plist"));
    assert.ok(ofSecond.includes("Apple-hosted: 3 of 3 keys"), ofSecond.join("\n"));
    assert.ok(!ofSecond.some((title) => title.startsWith("Essential")), ofSecond.join("\n"));
  });

  it("forgets the app of a folder that is taken away, and finds it again", async () => {
    const extension = vscode.Uri.joinPath(second, "Downloader", "Info.plist");
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
    await until(async () => vscode.languages.getDiagnostics(extension).length === 0, "No finding of the folder");
    assert.deepEqual(await codesOf(vscode.Uri.joinPath(first, "App", "Info.plist")), ["BA112"]);
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 0, { uri: second }));
    assert.deepEqual(await codesOf(extension), ["BA207"]);
  });
});

/** On a busy computer the window reads its workspace file after the tests have begun. */
function untilBothFoldersAreOpen(): Promise<unknown> {
  return until(async () => vscode.workspace.workspaceFolders?.length === 2, "The two folders of the workspace");
}

describe("a folder that is on no disk", () => {
  const root = vscode.Uri.parse("ba-memory://test/Game");
  const made = vscode.Uri.parse("ba-memory://test/Made");
  const files = new MemoryFiles();
  let registration: vscode.Disposable;

  before(async () => {
    await untilBothFoldersAreOpen();
    registration = vscode.workspace.registerFileSystemProvider("ba-memory", files, { isCaseSensitive: true });
    const folders = vscode.workspace.workspaceFolders ?? [];
    for (const part of ["App", "Downloader"]) {
      const text = new TextDecoder().decode(
        await vscode.workspace.fs.readFile(vscode.Uri.joinPath((folders[1] ?? assert.fail()).uri, part, "Info.plist")),
      );
      files.add(`/Game/${part}/Info.plist`, text.replaceAll("com.example.second", "com.example.game"));
    }
    files.add(
      "/Made/Project.swift",
      `import ProjectDescription
let project = Project(name: "Made", targets: [
    .target(name: "Made", destinations: .iOS, product: .app, bundleId: "com.example.made", infoPlist: .extendingDefault(with: [
        "BAUsesAppleHosting": true,
        "BAAppGroupID": "group.com.example.made",
    ])),
])
`,
    );
    files.add("/Game/node_modules/other/Info.plist", "<plist><dict><key>BAManifestURL</key></dict></plist>");
    assert.ok(vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri: root }, { uri: made }));
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    vscode.workspace.updateWorkspaceFolders((vscode.workspace.workspaceFolders ?? []).length - 2, 2);
    registration.dispose();
  });

  it("is checked, files that are not open included", async () => {
    const app = vscode.Uri.joinPath(root, "App", "Info.plist");
    await vscode.window.showTextDocument(app);
    const [lens] = await lensesOf(app);
    assert.equal(lens, "Apple-hosted: 3 of 3 keys");
    // Of the app that is open and the extension that is not.
    assert.deepEqual(await codesOf(vscode.Uri.joinPath(root, "Downloader", "Info.plist")), ["BA207"]);
  });

  it("is checked in a Tuist manifest, which has the app's lenses", async () => {
    const manifest = vscode.Uri.joinPath(made, "Project.swift");
    const [mode] = await lensesOf(manifest);
    assert.match(mode ?? "", /^Apple-hosted: 2 of 3 keys/);
    const codes = await codesOf(manifest);
    assert.deepEqual([...codes].sort(), ["BA106", "BA201"]);
  });

  it("follows what is typed", async () => {
    const app = vscode.Uri.joinPath(root, "App", "Info.plist");
    const editor = await vscode.window.showTextDocument(app);
    assert.deepEqual(vscode.languages.getDiagnostics(app), []);
    const key = "<key>BAHasManagedAssetPacks</key>";
    const start = editor.document.getText().indexOf(key);
    await editor.edit((edit) => {
      const range = new vscode.Range(
        editor.document.positionAt(start),
        editor.document.positionAt(start + `${key}\n\t<true/>\n\t`.length),
      );
      edit.delete(range);
    });
    assert.deepEqual(await codesOf(app), ["BA106"]);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});

async function codesOf(uri: vscode.Uri): Promise<readonly unknown[]> {
  const found = await until(async () => {
    const all = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Background Assets");
    return all.length === 0 ? undefined : all;
  }, `A finding in ${uri.toString()}`);
  return found.map(({ code }) => (typeof code === "object" ? code.value : code));
}

async function lensesOf(uri: vscode.Uri): Promise<readonly string[]> {
  await vscode.window.showTextDocument(uri);
  return until(async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 50);
    const titles = lenses.flatMap(({ command }) => (command === undefined ? [] : [command.title]));
    return titles.length === 0 ? undefined : titles;
  }, `A lens in ${uri.toString()}`);
}
