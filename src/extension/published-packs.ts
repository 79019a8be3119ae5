import * as vscode from "vscode";
import { packContents } from "../model/packs/pack-contents";
import { publishedPacksFileName, readPublishedPacks, withPublished } from "../model/packs/published-packs";
import { commonFolder, folderOf, isBelow } from "../model/project/paths";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { appReads } from "../rules/app-reads";
import { type KnownPack, packsOf } from "../rules/packs";
import { counted } from "../rules/size-values";
import type { AssetPacksView } from "./asset-packs-view";
import { pickApp } from "./pick-app";
import type { ProjectDocuments } from "./project-documents";

/** Remembers the packs of an app as published, and what this version of the app reads of them. */
export async function recordPublishedPacks(documents: ProjectDocuments, argument: unknown): Promise<void> {
  const project = await pickApp(documents, argument);
  if (project === undefined) return;
  // What the disk holds now is what is published.
  const snapshot = await documents.reload();
  const packs = packsOf(snapshot).filter((pack) => pack.project?.id === project.id);
  if (packs.length === 0) throw new Error(`${project.configuration.displayName} has no packaging manifest to record.`);
  const unknown = packs.find(({ contents }) => contents?.isComplete !== true);
  if (unknown !== undefined) {
    const manifest = vscode.workspace.asRelativePath(documents.paths.uriOf(unknown.file.path));
    throw new Error(`Not all files of ${manifest} are known: what is recorded has to be whole.`);
  }
  const current = snapshot.projects.find(({ id }) => id === project.id) ?? project;
  const version = current.configuration.version ?? (await askForVersion());
  if (version === undefined) return;
  const path = recordPath(snapshot, current, packs);
  const before = snapshot.files.get(path);
  const reading = before === undefined ? undefined : readPublishedPacks(before.text);
  if (reading?.kind === "unreadable") throw new Error(`${path} cannot be read: ${reading.message}`);
  const folder = folderOf(path);
  const published = withPublished(
    reading?.published,
    packs.map(({ file, manifest, contents }) => packContents(file.path.slice(folder.length + 1), manifest, contents)),
    { ...appReads(snapshot, current), version },
  );
  const uri = documents.paths.uriOf(path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${JSON.stringify(published, undefined, 2)}\n`));
  const open = "Open";
  const answer = await vscode.window.showInformationMessage(
    `Recorded ${counted(packs.length, "pack")} with app ${version} in ${vscode.workspace.asRelativePath(uri)}. Commit the file.`,
    open,
  );
  if (answer === open) await vscode.window.showTextDocument(uri);
}

/** Shows what is different from what was recorded, in the view of asset packs. */
export async function compareWithPublished(documents: ProjectDocuments, view: AssetPacksView): Promise<void> {
  const snapshot = await documents.current();
  const isRecorded = [...snapshot.files.keys()].some((path) => path.endsWith(`/${publishedPacksFileName}`));
  if (isRecorded) {
    await view.show(({ kind }) => kind === "changes");
    return;
  }
  const record = "Record Published Packs";
  const answer = await vscode.window.showInformationMessage(
    "Nothing is recorded to compare with. Record the packs when they are published: later changes are compared with that, for every version of the app that is installed.",
    record,
  );
  if (answer === record) await vscode.commands.executeCommand("backgroundAssets.recordPublishedPacks");
}

/** The record that there is already, else one in the folder that holds the app and its packs. */
function recordPath(snapshot: ProjectSnapshot, project: AppProject, packs: readonly KnownPack[]): string {
  const known = [...snapshot.files.keys()].filter(
    (path) =>
      path.endsWith(`/${publishedPacksFileName}`) && packs.every(({ file }) => isBelow(file.path, folderOf(path))),
  );
  const [nearest] = known.toSorted((a, b) => b.length - a.length);
  return (
    nearest ?? `${commonFolder([project.app.path, ...packs.map(({ file }) => file.path)])}/${publishedPacksFileName}`
  );
}

function askForVersion(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: "Record Published Packs",
    prompt: "The app's version that is published with them; its Info.plist does not say it",
    validateInput: (value) => (value.trim() === "" ? "A version such as 1.2." : undefined),
  });
}
