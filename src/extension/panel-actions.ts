import * as vscode from "vscode";
import type { AppProject } from "../model/project/snapshot";
import type { PanelCommand } from "../protocol/panel-messages";
import type { Lane } from "../simulator/events";
import type { ProjectDocuments } from "./project-documents";

/** What the panel's links and buttons do outside the panel. */
export class PanelActions {
  constructor(
    private readonly documents: ProjectDocuments,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Opens a line of a file of the project, and of no other file: the path comes from the panel. */
  async reveal(place: { readonly path: string; readonly line: number; readonly character: number }): Promise<void> {
    const snapshot = await this.documents.current();
    if (!snapshot.files.has(place.path)) {
      this.log.warn(`${place.path} is not a file of the project`);
      return;
    }
    const position = new vscode.Position(place.line, place.character);
    const uri = this.documents.paths.uriOf(place.path);
    await vscode.window.showTextDocument(uri, {
      selection: new vscode.Range(position, position),
      viewColumn: columnFor(uri),
    });
  }

  /** Writes an allowance where it already stands; the change can be undone and is not saved. */
  async setAllowance(project: AppProject, lane: Lane, sizeInBytes: number): Promise<void> {
    const { essentialDownloadAllowanceInBytes, downloadAllowanceInBytes } = project.configuration;
    const allowance = lane === "essential" ? essentialDownloadAllowanceInBytes : downloadAllowanceInBytes;
    if (allowance === undefined) return;
    const { range } = allowance.location;
    const written = /\d[\d_]*/.exec(project.app.text.slice(range.start, range.end));
    if (written === null) return;
    const start = range.start + written.index;
    const { lines } = project.app;
    const from = lines.positionAt(start);
    const to = lines.positionAt(start + written[0].length);
    const uri = this.documents.paths.uriOf(project.app.path);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(from.line, from.character, to.line, to.character), String(sizeInBytes));
    await vscode.workspace.applyEdit(edit);
    await this.reveal({ path: project.app.path, ...from });
  }

  async command(command: PanelCommand, project: AppProject | undefined): Promise<void> {
    switch (command) {
      case "manageTrust":
        await vscode.commands.executeCommand("workbench.trust.manage");
        return;
      case "openProject":
        if (project === undefined) await vscode.commands.executeCommand("workbench.action.files.openFolder");
        else await this.reveal({ path: project.app.path, line: 0, character: 0 });
        return;
      default:
        await vscode.commands.executeCommand(`backgroundAssets.${command}`, project?.id);
    }
  }
}

/**
 * Where the file is visible already; else a column without the panel. Which column is active says nothing: the click into
 * the panel and the message from it race each other.
 */
function columnFor(uri: vscode.Uri): vscode.ViewColumn {
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  if (visible?.viewColumn !== undefined) return visible.viewColumn;
  const free = vscode.window.tabGroups.all.find(
    ({ activeTab }) => !(activeTab?.input instanceof vscode.TabInputWebview),
  );
  return free?.viewColumn ?? vscode.ViewColumn.Beside;
}
