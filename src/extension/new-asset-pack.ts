import * as vscode from "vscode";
import { isPortablePackId, newPackText, packIdProblem } from "../model/packs/new-pack";
import type { DownloadPolicy, InstallationEventType } from "../model/packs/packaging-manifest";
import { placeNewPack, type SelectedPath, suggestedPackId } from "../model/packs/place-new-pack";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { isLanguageTag } from "../protocol/message-values";
import { packsOf } from "../rules/packs";
import type { ProjectDocuments } from "./project-documents";

const title = "New Asset Pack";
const platforms = ["iOS", "macOS", "tvOS", "visionOS"] as const;

interface PolicyItem extends vscode.QuickPickItem {
  readonly policy: DownloadPolicy;
  readonly events: readonly InstallationEventType[];
}

const policies: readonly PolicyItem[] = [
  {
    label: "Essential, with the first installation",
    detail: "The app cannot be opened before the pack is there.",
    policy: "essential",
    events: ["firstInstallation"],
  },
  {
    label: "Essential, with the first installation and every update",
    detail: "Updates of the app wait for it too, where it is not on the device.",
    policy: "essential",
    events: ["firstInstallation", "subsequentUpdate"],
  },
  {
    label: "Essential, with updates only",
    detail: "For apps that are installed already: an update waits for it.",
    policy: "essential",
    events: ["subsequentUpdate"],
  },
  {
    label: "Prefetched, with the first installation",
    detail: "Begins during the installation and may end after the app was opened.",
    policy: "prefetch",
    events: ["firstInstallation"],
  },
  {
    label: "Prefetched, with the first installation and every update",
    policy: "prefetch",
    events: ["firstInstallation", "subsequentUpdate"],
  },
  { label: "On demand", detail: "When the app asks for it.", policy: "onDemand", events: [] },
];

/**
 * Asks for what a packaging manifest says, writes it, and opens it.
 * @param uris what is selected in the explorer; undefined: a dialog asks
 */
export async function newAssetPack(documents: ProjectDocuments, uris: readonly vscode.Uri[]): Promise<void> {
  const chosen = uris.length > 0 ? uris : await askForFiles();
  const [first] = chosen ?? [];
  if (chosen === undefined || first === undefined) return;
  const snapshot = await documents.current();
  const base = vscode.workspace.getWorkspaceFolder(first)?.uri;
  if (base === undefined) throw new Error(`${first.fsPath} is in no folder that is open here.`);
  const selected = await Promise.all(chosen.map((uri) => selectedPath(documents, uri)));
  const packs = packsOf(snapshot);
  const neighbours = packs.flatMap(({ file, listing }) =>
    listing === undefined ? [] : [{ manifestPath: file.path, root: listing.root }],
  );
  const place = placeNewPack(selected, neighbours, documents.paths.pathOf(base));
  if (typeof place === "string") throw new Error(place);

  const id = await askForId(snapshot, suggestedPackId(selected));
  if (id === undefined) return;
  const policy = await vscode.window.showQuickPick(policies, {
    title: `${title}: ${id}`,
    placeHolder: "When the system downloads it",
    matchOnDetail: true,
  });
  if (policy === undefined) return;
  const chosenPlatforms = await askForPlatforms(
    id,
    new Set(packs.flatMap(({ contents }) => contents?.platforms ?? [])),
  );
  if (chosenPlatforms === undefined) return;
  const language = await vscode.window.showInputBox({
    title: `${title}: ${id}`,
    prompt: "For one language only (OS 27), such as de; leave it empty for every language.",
    validateInput: (value) =>
      value.trim() === "" || isLanguageTag(value.trim()) ? undefined : "A language tag, such as de or pt-BR.",
  });
  if (language === undefined) return;
  const text = newPackText({
    id,
    policy: policy.policy,
    installationEventTypes: policy.events,
    selected: place.selected,
    platforms: chosenPlatforms,
    language: language.trim() === "" ? undefined : language.trim(),
  });
  await write(documents.paths.uriOf(`${place.folder}/${id}.json`), text);
}

async function askForFiles(): Promise<readonly vscode.Uri[] | undefined> {
  const kind = await vscode.window.showQuickPick(
    [
      { label: "A folder…", detail: "Everything in it, also what is added later", isFolder: true },
      { label: "Files…", detail: "Exactly these", isFolder: false },
    ],
    { title, placeHolder: "What the pack holds" },
  );
  if (kind === undefined) return undefined;
  return vscode.window.showOpenDialog({
    title,
    openLabel: "Put into the Pack",
    canSelectFolders: kind.isFolder,
    canSelectFiles: !kind.isFolder,
    canSelectMany: true,
    ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  });
}

async function selectedPath({ paths }: ProjectDocuments, uri: vscode.Uri): Promise<SelectedPath> {
  const { type } = await vscode.workspace.fs.stat(uri);
  const isFolder = (type & vscode.FileType.Directory) !== 0;
  return { kind: isFolder ? "directory" : "file", path: paths.pathOf(uri) };
}

async function askForId(snapshot: ProjectSnapshot, suggestion: string): Promise<string | undefined> {
  const taken = new Set(packsOf(snapshot).map(({ manifest }) => manifest.id?.value));
  return vscode.window.showInputBox({
    title,
    prompt: "The pack's identifier, by which the app asks for it",
    value: taken.has(suggestion) ? "" : suggestion,
    validateInput: (value) => idMessage(value, taken),
  });
}

/** Said while the identifier is typed: what nobody takes stops, what not everybody takes is said. */
export function idMessage(
  id: string,
  taken: ReadonlySet<string | undefined>,
): string | vscode.InputBoxValidationMessage | undefined {
  if (taken.has(id)) return `There is a pack ${id} already.`;
  const problem = packIdProblem(id);
  if (problem !== undefined) {
    // A dot and an underscore are taken where packs are hosted on a server of one's own.
    const isPossible = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/.test(id);
    return isPossible ? { message: problem, severity: vscode.InputBoxValidationSeverity.Warning } : problem;
  }
  if (isPortablePackId(id)) return undefined;
  return {
    message: `${id} works with Apple's hosting and your own; Google Play takes letters, digits and underscores only.`,
    severity: vscode.InputBoxValidationSeverity.Info,
  };
}

async function askForPlatforms(id: string, ofOthers: ReadonlySet<string>): Promise<readonly string[] | undefined> {
  const items = platforms.map((label) => ({
    label,
    picked: ofOthers.size === 0 ? label === "iOS" : ofOthers.has(label),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `${title}: ${id}`,
    placeHolder: "Platforms; what is published for one has to stay",
    canPickMany: true,
  });
  if (picked?.length === 0) throw new Error("A pack is for at least one platform.");
  return picked?.map(({ label }) => label);
}

async function write(uri: vscode.Uri, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text), overwrite: false });
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`${vscode.workspace.asRelativePath(uri)} is there already, or cannot be written.`);
  }
  await vscode.window.showTextDocument(uri);
}
