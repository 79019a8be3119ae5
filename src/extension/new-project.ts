import * as vscode from "vscode";
import { type NewProject, type NewProjectRequest, newProject } from "../language/new-project/new-project";
import { downloadingModes } from "../language/refactorings/switch-mode";
import type { DownloadingMode } from "../model/key-catalogue";
import { modeName } from "../model/mode-name";
import { folderOf } from "../model/project/paths";
import { LineIndex } from "../model/text";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";
import { modeDescriptions } from "./switch-project-mode";

const title = "New Background Assets Project";

/** Asks for mode, app and extras, and shows every edit and every new file in VS Code's preview before anything is written. */
export async function newBackgroundAssetsProject(documents: ProjectDocuments): Promise<void> {
  const mode = await askForMode();
  const app = mode && (await askForApp(documents));
  if (mode === undefined || app === undefined) return;
  const manifestUrl = mode === "apple-hosted" ? undefined : await askForManifestUrl();
  if (mode !== "apple-hosted" && manifestUrl === undefined) return;
  const extras = await askForExtras(mode);
  if (extras === undefined) return;
  const snapshot = await documents.current();
  const made = newProject({ mode, app, manifestUrl, ...extras }, snapshot);
  if (typeof made === "string") throw new Error(made);
  await refuseOverwriting(documents, made);
  const texts = new Map([...snapshot.files.values()].map(({ path, text }) => [path, text]));
  if (app.kind === "existing") for (const { path, text } of app.files) texts.set(path, text);
  if (made.edited.length === 0 && !(await confirmFiles(documents, made))) return;
  const edit = workspaceEditOf(documents, made, texts);
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return;
  if (extras.writesXcodeGen) {
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content: made.xcodeGen });
    await vscode.window.showTextDocument(document);
  }
  if (made.notes.length > 0) void vscode.window.showInformationMessage(made.notes.join(" "));
}

async function askForMode(): Promise<DownloadingMode | undefined> {
  const items = downloadingModes.map((mode) => ({ label: modeName(mode), detail: modeDescriptions[mode], mode }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: "Where the assets come from" });
  return picked?.mode;
}

/** An Info.plist of the workspace, or a folder for a new app. */
async function askForApp({ paths }: ProjectDocuments): Promise<NewProjectRequest["app"] | undefined> {
  const found = await vscode.workspace.findFiles("**/*Info.plist", "**/{node_modules,Pods,.build,DerivedData}/**", 200);
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const another = { label: "A new app…", detail: "Info.plist, entitlements and extension in a folder", uri: undefined };
  const picked = await vscode.window.showQuickPick([...items, another], { title, placeHolder: "The app's Info.plist" });
  if (picked === undefined) return undefined;
  if (picked.uri === undefined) return askForNewApp(paths.pathOf.bind(paths));
  const infoPlistPath = paths.pathOf(picked.uri);
  const beside = new vscode.RelativePattern(paths.uriOf(folderOf(infoPlistPath)), "*.entitlements");
  const uris = [picked.uri, ...(await vscode.workspace.findFiles(beside, undefined, 10))];
  const files = await Promise.all(
    uris.map(async (uri) => ({
      path: paths.pathOf(uri),
      text: (await vscode.workspace.openTextDocument(uri)).getText(),
    })),
  );
  return { kind: "existing", infoPlistPath, files };
}

async function askForNewApp(pathOf: (uri: vscode.Uri) => string): Promise<NewProjectRequest["app"] | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) throw new Error("Open the folder first in which the project is to be.");
  const name = await vscode.window.showInputBox({
    title,
    prompt: "The app's name, as people see it",
    validateInput: (value) => (value.trim() === "" ? "An app has a name." : undefined),
  });
  if (name === undefined) return undefined;
  const bundleIdentifier = await vscode.window.showInputBox({
    title,
    prompt: "The app's bundle identifier",
    value: `com.example.${name
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")}`,
    validateInput: (value) =>
      /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(value.trim())
        ? undefined
        : "Letters, digits and hyphens in parts with dots between them, such as com.example.app.",
  });
  if (bundleIdentifier === undefined) return undefined;
  return { kind: "new", folder: pathOf(folder), name: name.trim(), bundleIdentifier: bundleIdentifier.trim() };
}

function askForManifestUrl(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: "BAManifestURL: where the manifest will be",
    placeHolder: "https://cdn.example.com/manifest.json",
    validateInput: (value) =>
      /^https:\/\/[^/\s]+\/\S+$/.test(value.trim()) && URL.canParse(value.trim())
        ? undefined
        : "An address that begins with https:// and has a path.",
  });
}

async function askForExtras(mode: DownloadingMode) {
  const isManaged = mode !== "self-hosted-unmanaged";
  const manifest = {
    label: isManaged ? "A first asset pack" : "A first manifest",
    detail: isManaged
      ? "Packs/Tutorial.json with a folder to fill"
      : "server/manifest.json, and the project file that reads it",
    picked: true,
  };
  const swift = { label: "The downloader extension in Swift", picked: true };
  const xcodeGen = { label: "A snippet for XcodeGen's project.yml", picked: false };
  const picked = await vscode.window.showQuickPick([manifest, swift, xcodeGen], {
    title,
    placeHolder: "Beside keys, entitlements and the extension's Info.plist",
    canPickMany: true,
  });
  return (
    picked && {
      writesManifest: picked.includes(manifest),
      writesSwift: picked.includes(swift),
      writesXcodeGen: picked.includes(xcodeGen),
    }
  );
}

/** A file that no check knows may be there all the same. */
async function refuseOverwriting({ paths }: ProjectDocuments, { created }: NewProject): Promise<void> {
  for (const { path } of created) {
    const isThere = await vscode.workspace.fs.stat(paths.uriOf(path)).then(
      () => true,
      () => false,
    );
    if (isThere)
      throw new Error(`${vscode.workspace.asRelativePath(paths.uriOf(path))} is there already: nothing was written.`);
  }
}

/** Every change in one edit, which one undo takes back. */
function workspaceEditOf(
  { paths }: ProjectDocuments,
  { created, edited }: NewProject,
  texts: ReadonlyMap<string, string>,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const metadata = { label: title, needsConfirmation: false };
  for (const { path, text } of created) {
    edit.createFile(paths.uriOf(path), { contents: new TextEncoder().encode(text) }, metadata);
  }
  for (const { path, edits } of edited) {
    const lines = new LineIndex(texts.get(path) ?? "");
    for (const { range, newText } of edits) {
      edit.replace(paths.uriOf(path), toRange(lines.rangeOf(range)), newText, metadata);
    }
  }
  // What is marked makes VS Code show the preview, and comes unticked there: the mark is on an edit that changes nothing.
  const [first] = edited;
  const shown = { label: "Shown before it is applied", needsConfirmation: true };
  if (first !== undefined) edit.insert(paths.uriOf(first.path), new vscode.Position(0, 0), "", shown);
  return edit;
}

/** Where no file is edited there is nothing that VS Code would preview: the new files are listed instead. */
async function confirmFiles({ paths }: ProjectDocuments, { created }: NewProject): Promise<boolean> {
  const create = "Create";
  const detail = created.map(({ path }) => vscode.workspace.asRelativePath(paths.uriOf(path))).join("\n");
  const answer = await vscode.window.showInformationMessage(
    `Create ${created.length} files?`,
    { modal: true, detail },
    create,
  );
  return answer === create;
}
