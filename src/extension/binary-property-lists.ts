import * as vscode from "vscode";
import { readPlist } from "../model/plist/read";
import { xmlDocument } from "../model/plist/xml-document";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { CorePaths } from "./core-paths";
import { propertyLists } from "./document-selector";
import { messageOf } from "./log";
import type { ProjectDocuments } from "./project-documents";

/** Documents of this scheme are made here and cannot be edited; their query is the binary file's URI. */
const xmlScheme = "background-assets-xml";
const openAsXml = "backgroundAssets.openAsXml";
/** Paths of the binary files, for the menus: the content decides, which no `when` clause can look at. */
const menuContext = "backgroundAssets.binaryPropertyLists";

/**
 * Binary property lists are checked as they are. VS Code shows nothing of them, so what they hold is offered as XML, in a
 * document that is only read: a button above the file, a lens where it is open as text, a link in its diagnostic.
 */
export function registerBinaryPropertyLists(documents: ProjectDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const { paths } = documents;
  return vscode.Disposable.from(
    changed,
    documents.onDidChange((snapshot) => {
      const binary = binaryFiles(snapshot, paths).map(({ fsPath }) => fsPath);
      void vscode.commands.executeCommand("setContext", menuContext, binary);
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === xmlScheme) changed.fire(uri);
    }),
    startWithTab(documents),
    vscode.workspace.registerTextDocumentContentProvider(xmlScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => readAsXml(vscode.Uri.parse(uri.query, true)),
    }),
    vscode.languages.registerCodeLensProvider(propertyLists, {
      provideCodeLenses: (document) => (isBinaryText(document) ? [lensFor(document.uri)] : []),
    }),
    vscode.commands.registerCommand(openAsXml, (argument: unknown) =>
      show(argument instanceof vscode.Uri ? argument : activeFile()).catch((error: unknown) => {
        void vscode.window.showErrorMessage(`Background Assets: ${messageOf(error)}`);
      }),
    ),
  );
}

/** Whether a binary file was opened as text all the same: the editor's text is not what the file holds. */
export function isBinaryText(document: vscode.TextDocument): boolean {
  return document.lineAt(0).text.startsWith("bplist");
}

/** Says of a binary file that it was read; its code opens the XML. */
export function binaryFileNote(uri: vscode.Uri): vscode.Diagnostic {
  const note = new vscode.Diagnostic(
    new vscode.Range(0, 0, 0, 0),
    "Binary property list: read for checking, findings name the key. Open as XML to see what it holds.",
    vscode.DiagnosticSeverity.Information,
  );
  note.source = "Background Assets";
  note.code = { value: "Open as XML", target: xmlUri(uri) };
  return note;
}

function binaryFiles({ files }: ProjectSnapshot, paths: CorePaths): readonly vscode.Uri[] {
  return [...files.values()]
    .filter((file) => "plist" in file && file.plist.format === "binary" && file.profile === undefined)
    .map(({ path }) => paths.uriOf(path));
}

function lensFor(uri: vscode.Uri): vscode.CodeLens {
  const title = "Binary property list: read for checking. Open as XML";
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: openAsXml, arguments: [uri] });
}

function xmlUri(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme: xmlScheme, path: `${uri.path}.xml`, query: uri.toString() });
}

/** Checking begins with the first document of ours; of a binary file there is none, only a tab. */
function startWithTab(documents: ProjectDocuments): vscode.Disposable {
  const look = () => {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    if (!tabs.some((tab) => /\.(plist|entitlements)$/i.test(fileOf(tab)?.path ?? ""))) return;
    listener.dispose();
    void documents.current();
  };
  const listener = vscode.window.tabGroups.onDidChangeTabs(look);
  look();
  return listener;
}

function activeFile(): vscode.Uri | undefined {
  return fileOf(vscode.window.tabGroups.activeTabGroup.activeTab) ?? vscode.window.activeTextEditor?.document.uri;
}

function fileOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input: unknown = tab?.input;
  const uri = typeof input === "object" && input !== null && "uri" in input ? input.uri : undefined;
  return uri instanceof vscode.Uri ? uri : undefined;
}

async function show(uri: vscode.Uri | undefined): Promise<void> {
  if (uri === undefined) throw new Error("Open or select a binary property list first.");
  await readAsXml(uri);
  const document = await vscode.workspace.openTextDocument(xmlUri(uri));
  await vscode.window.showTextDocument(document, { preview: true });
}

async function readAsXml(uri: vscode.Uri): Promise<string> {
  const name = vscode.workspace.asRelativePath(uri);
  const { format, root, problems } = readPlist(await vscode.workspace.fs.readFile(uri));
  if (format !== "binary") throw new Error(`${name} is no binary property list: it can be read and edited as it is.`);
  if (root === undefined) throw new Error(`${name}: ${problems[0]?.message ?? "it holds nothing."}`);
  return xmlDocument(root);
}
