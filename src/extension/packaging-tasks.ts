import * as vscode from "vscode";
import type { PackTreeNode } from "../language/pack-tree";
import {
  makeFolderCommand,
  type PackagingCommand,
  packagingCommands,
  shellQuoted,
} from "../model/packs/packaging-commands";
import { folderOf } from "../model/project/paths";
import { packagingRequest } from "../rules/packaging-request";
import { type KnownPack, packsOf } from "../rules/packs";
import type { ProjectDocuments } from "./project-documents";
import type { WorkerClient } from "./worker-client";

const taskType = "background-assets";

interface PackagingTools {
  readonly documents: ProjectDocuments;
  readonly worker: WorkerClient;
}

interface FolderCommand extends PackagingCommand {
  readonly folder: vscode.WorkspaceFolder;
  /** Where archives and manifests go. */
  readonly outputFolder: string;
}

/** Offers the commands of this project's packs as tasks, where Apple's tools are on this computer. */
export function registerPackagingTasks(tools: PackagingTools): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    provideTasks: () => packagingTasks(tools),
    async resolveTask(task) {
      const { action, subject } = task.definition;
      const found = (await packagingTasks(tools)).find(
        ({ definition }) => definition.action === action && definition.subject === subject,
      );
      // VS Code takes the resolved task only under the definition that it asked with.
      return (
        found &&
        new vscode.Task(
          task.definition,
          found.scope ?? vscode.TaskScope.Workspace,
          found.name,
          found.source,
          found.execution,
        )
      );
    },
  });
}

async function packagingTasks(tools: PackagingTools): Promise<vscode.Task[]> {
  const { documents, worker } = tools;
  if (!vscode.workspace.isTrusted || process.platform === "win32") return [];
  const commands = commandsOf(documents, packsOf(await documents.current()));
  if (commands.length === 0) return [];
  const tool = await worker.request("packagingTool", null);
  if (tool === null) return [];
  return commands.flatMap((command) => taskOf(command, tool) ?? []);
}

/** Undefined where the command needs more than there is: altool is a part of Xcode. */
function taskOf(
  { title, command, action, subject, folder, outputFolder }: FolderCommand,
  tool: { readonly command: string; readonly args: readonly string[] },
): vscode.Task | undefined {
  const isXcode = tool.args.length > 0;
  if (action === "upload" && !isXcode) return undefined;
  const called = isXcode ? command : command.replaceAll("xcrun ba-package", () => shellQuoted(tool.command));
  const task = new vscode.Task(
    { type: taskType, action, subject },
    folder,
    title,
    "Background Assets",
    new vscode.ShellExecution(`${makeFolderCommand(outputFolder)} && ${called}`, { cwd: folder.uri.fsPath }),
    [],
  );
  if (action === "package") task.group = vscode.TaskGroup.Build;
  return task;
}

/** Packages one pack, or where that cannot be done here says with which command it is done elsewhere. */
export async function packageAssetPack(tools: PackagingTools, manifestPath: unknown): Promise<void> {
  const { documents } = tools;
  const packs = packsOf(await documents.current());
  const active = vscode.window.activeTextEditor?.document.uri;
  const wanted = manifestPathOf(manifestPath) ?? (active && documents.paths.pathOf(active));
  const pack = packs.find(({ file }) => file.path === wanted);
  if (pack === undefined) throw new Error("Open the packaging manifest of the pack that is to be packaged.");
  const id = pack.manifest.id?.value;
  const [command] = commandsOf(documents, [pack]);
  if (id === undefined || command === undefined) throw new Error(`${pack.file.path} has no assetPackID yet.`);
  const task = (await packagingTasks(tools)).find(
    ({ definition }) => definition.action === "package" && definition.subject === id,
  );
  if (task !== undefined) {
    await vscode.tasks.executeTask(task);
    return;
  }
  const copy = "Copy Command";
  const answer = await vscode.window.showInformationMessage(
    `Neither xcrun nor ba-package is on the PATH of this computer. Package ${id} on a Mac, or where Apple's tools are.`,
    copy,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(command.command);
}

/** Of a lens, or of a row of the view. */
function manifestPathOf(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (typeof argument !== "object" || argument === null || !("opens" in argument)) return undefined;
  return (argument as PackTreeNode).opens?.path;
}

/** Every command of every pack, with absolute paths: in the clipboard, and in an untitled document to be read. */
export async function copyPackagingCommands({ documents }: PackagingTools): Promise<void> {
  const commands = commandsOf(documents, packsOf(await documents.current()));
  if (commands.length === 0) throw new Error("There is no packaging manifest in this workspace.");
  const folders = [...new Set(commands.map(({ outputFolder }) => makeFolderCommand(outputFolder)))];
  const text = [
    "# Run on a Mac with Xcode 26 or later; with Apple's tools for Linux leave xcrun out.",
    ...folders,
    "",
    ...commands.map(({ title, command }) => `# ${title}\n${command}\n`),
  ].join("\n");
  await vscode.env.clipboard.writeText(text);
  const document = await vscode.workspace.openTextDocument({ language: "shellscript", content: text });
  await vscode.window.showTextDocument(document);
  vscode.window.setStatusBarMessage("The packaging commands are in the clipboard.", 5000);
}

function commandsOf({ paths }: ProjectDocuments, packs: readonly KnownPack[]): readonly FolderCommand[] {
  const groups = new Map<string, { readonly folder: vscode.WorkspaceFolder; readonly packs: KnownPack[] }>();
  for (const pack of packs) {
    const folder = vscode.workspace.getWorkspaceFolder(paths.uriOf(pack.file.path));
    // Apple's tools read disks only.
    if (folder?.uri.scheme !== "file" || (pack.manifest.id?.value ?? "") === "") continue;
    const key = `${pack.project?.id ?? ""} ${folder.uri.toString()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { folder, packs: [pack] });
    else group.packs.push(pack);
  }
  return [...groups.values()].flatMap(({ folder, packs }) => {
    const path = paths.pathOf(folder.uri);
    const outputFolder = `${path}/build`;
    const first = packs[0];
    const place = { folder: first === undefined ? path : folderOf(first.file.path), outputFolder };
    const request = packagingRequest(packs, first?.project, place);
    return packagingCommands(request).map((command) => ({ ...command, folder, outputFolder }));
  });
}
