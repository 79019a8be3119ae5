import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type * as vscode from "vscode";
import { CorePaths } from "../../src/extension/core-paths";
import type { KeptManifests } from "../../src/extension/kept-manifests";
import { ProjectDocuments } from "../../src/extension/project-documents";
import { EventEmitter, workspace } from "./fake-vscode";

const path = "/work/App/Info.plist";
const uri = { scheme: "file", path, fsPath: path } as vscode.Uri;
const withUrl = (url: string) =>
  `<plist version="1.0"><dict><key>CFBundlePackageType</key><string>APPL</string><key>BAManifestURL</key><string>${url}</string></dict></plist>`;

/** A disk that answers when it is told to, in any order. */
const reading: ((content: string) => void)[] = [];
const changedOnDisk = new EventEmitter<vscode.Uri>();
const opened = new EventEmitter<vscode.TextDocument>();
const typed = new EventEmitter<{ document: vscode.TextDocument }>();
const nothing = () => ({ dispose() {} });
const plain = { ...workspace };

before(() => {
  const folder = { uri: { scheme: "file", path: "/work", fsPath: "/work" }, name: "work", index: 0 };
  Object.assign(workspace, {
    textDocuments: [],
    workspaceFolders: [folder],
    getWorkspaceFolder: () => folder,
    getConfiguration: () => ({ get: () => undefined }),
    asRelativePath: () => "App/Info.plist",
    findFiles: async (pattern: unknown) => (String(pattern).includes("plist") ? [uri] : []),
    createFileSystemWatcher: (pattern: unknown) => ({
      onDidCreate: nothing,
      onDidChange: String(pattern).includes("plist") ? changedOnDisk.event : nothing,
      onDidDelete: nothing,
      dispose() {},
    }),
    onDidOpenTextDocument: opened.event,
    onDidChangeTextDocument: typed.event,
    onDidSaveTextDocument: nothing,
    onDidCloseTextDocument: nothing,
    onDidChangeWorkspaceFolders: nothing,
    fs: {
      stat: async () => ({ size: 1000, type: 1 }),
      readDirectory: async () => [],
      readFile: () =>
        new Promise<Uint8Array>((done) => {
          reading.push((content) => done(new TextEncoder().encode(content)));
        }),
    },
  });
});
after(() => {
  Object.assign(workspace, plain);
});

function documentsWith(): ProjectDocuments {
  const kept = { onDidChange: nothing, read: async () => [] } as unknown as KeptManifests;
  const log = { warn() {}, error() {}, info() {}, debug() {} } as unknown as vscode.LogOutputChannel;
  return new ProjectDocuments(new CorePaths(), kept, log);
}

async function nextReading(): Promise<(content: string) => void> {
  for (;;) {
    const found = reading.shift();
    if (found !== undefined) return found;
    await new Promise(setImmediate);
  }
}

/** Until everything that was answered has been taken in. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

async function urlIn(documents: ProjectDocuments): Promise<string | undefined> {
  const { projects } = await documents.current();
  return projects[0]?.configuration.manifestUrl?.value;
}

test("what was read earlier and arrives later does not take the place of what is newer", async () => {
  const documents = documentsWith();
  const first = documents.current();
  (await nextReading())(withUrl("https://a.example/1"));
  assert.equal((await first).projects[0]?.configuration.manifestUrl?.value, "https://a.example/1");

  changedOnDisk.fire(uri);
  const slow = await nextReading();
  changedOnDisk.fire(uri);
  const fast = await nextReading();
  fast(withUrl("https://a.example/3"));
  await settled();
  assert.equal(await urlIn(documents), "https://a.example/3");
  slow(withUrl("https://a.example/2"));
  await settled();
  assert.equal(await urlIn(documents), "https://a.example/3");
  documents.dispose();
});

test("what is typed and not saved counts, whatever arrives from the disk", async () => {
  const documents = documentsWith();
  const first = documents.current();
  (await nextReading())(withUrl("https://a.example/disk"));
  await first;
  let text = withUrl("https://a.example/opened");
  const document = {
    uri,
    getText: () => text,
    lineAt: () => ({ text }),
    version: 1,
  } as unknown as vscode.TextDocument;
  opened.fire(document);
  assert.equal(await urlIn(documents), "https://a.example/opened");
  text = withUrl("https://a.example/typed");
  typed.fire({ document });
  assert.equal(await urlIn(documents), "https://a.example/typed");
  changedOnDisk.fire(uri);
  (await nextReading())(withUrl("https://a.example/later"));
  await settled();
  assert.equal(await urlIn(documents), "https://a.example/typed");
  documents.dispose();
});
