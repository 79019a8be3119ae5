import * as vscode from "vscode";
import { type PackTreeNode, packTree } from "../language/pack-tree";
import { isManagedMode } from "../model/app-configuration";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { packsOf } from "../rules/packs";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export const assetPacksViewId = "backgroundAssets.packs";

/** Rows have addresses of their own, so that what decorates files (version control, problems) does not count them twice. */
const rowScheme = "background-assets-pack";

/** "Asset Packs": what the packaging manifests of the workspace put into which pack. */
export class AssetPacksView implements vscode.TreeDataProvider<PackTreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #parents = new Map<string, PackTreeNode>();
  readonly #view: vscode.TreeView<PackTreeNode>;
  readonly #disposables: vscode.Disposable[];
  #isOffered = false;

  constructor(private readonly documents: ProjectDocuments) {
    this.#view = vscode.window.createTreeView(assetPacksViewId, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#changed,
      this.#view,
      vscode.window.registerFileDecorationProvider({ provideFileDecoration: decorationOf }),
      documents.onDidChange((snapshot) => this.#follow(snapshot)),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async getChildren(node?: PackTreeNode): Promise<readonly PackTreeNode[] & PackTreeNode[]> {
    const children = [...(node === undefined ? packTree(await this.documents.current()) : (node.children?.() ?? []))];
    for (const child of children) if (node !== undefined) this.#parents.set(child.id, node);
    return children;
  }

  getParent(node: PackTreeNode): PackTreeNode | undefined {
    return this.#parents.get(node.id);
  }

  getTreeItem(node: PackTreeNode): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const state = node.children === undefined ? None : node.kind === "app" ? Expanded : Collapsed;
    const item = new vscode.TreeItem(node.label, state);
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip;
    item.contextValue = node.kind;
    item.iconPath = iconOf(node);
    // A decoration is asked for by this address alone: with another problem it is another one.
    const query = `${node.problem?.severity ?? ""} ${node.id}`;
    item.resourceUri = vscode.Uri.from({ scheme: rowScheme, path: `/${node.label}`, query });
    item.accessibilityInformation = { label: accessibleLabel(node) };
    const command = this.#commandOf(node);
    if (command !== undefined) item.command = command;
    return item;
  }

  /** Shows the view, whatever it has to show, and the row where one is given. */
  async show(find?: (node: PackTreeNode) => boolean): Promise<void> {
    this.#follow(await this.documents.current(), true);
    await vscode.commands.executeCommand(`${assetPacksViewId}.focus`);
    if (find === undefined) return;
    for (const app of await this.getChildren()) {
      const row = (await this.getChildren(app)).find(find);
      if (row !== undefined) return this.#view.reveal(row, { expand: true, focus: true });
    }
  }

  #follow(snapshot: ProjectSnapshot, isWanted = false): void {
    const isManaged = snapshot.projects.some(({ configuration }) => isManagedMode(configuration.mode));
    const isOffered = isWanted || isManaged || packsOf(snapshot).length > 0;
    if (isOffered !== this.#isOffered) {
      this.#isOffered = isOffered;
      void vscode.commands.executeCommand("setContext", "backgroundAssets.hasPacks", isOffered);
    }
    if (isOffered) this.#changed.fire();
  }

  #commandOf({ opens }: PackTreeNode): vscode.Command | undefined {
    if (opens === undefined) return undefined;
    const uri = this.documents.paths.uriOf(opens.path);
    const lines = this.documents.latest?.files.get(opens.path)?.lines;
    const selection =
      opens.range === undefined || lines === undefined ? undefined : toRange(lines.rangeOf(opens.range));
    return { title: "Open", command: "vscode.open", arguments: [uri, selection === undefined ? {} : { selection }] };
  }
}

function decorationOf({ scheme, query }: vscode.Uri): vscode.FileDecoration | undefined {
  if (scheme !== rowScheme || !/^(error|warning) /.test(query)) return undefined;
  const isError = query.startsWith("error");
  const colour = new vscode.ThemeColor(isError ? "list.errorForeground" : "list.warningForeground");
  return new vscode.FileDecoration(isError ? "✕" : "!", isError ? "Has an error" : "Has a warning", colour);
}

function iconOf({ kind, problem }: PackTreeNode): vscode.ThemeIcon {
  switch (kind) {
    case "file":
      return vscode.ThemeIcon.File;
    case "app":
      return new vscode.ThemeIcon("device-mobile");
    case "pack":
      return new vscode.ThemeIcon("package");
    case "selector":
      return new vscode.ThemeIcon("list-selection");
    case "more":
      return new vscode.ThemeIcon("ellipsis");
    case "changes":
      return new vscode.ThemeIcon("history");
    case "change":
      return new vscode.ThemeIcon(problem === undefined ? "info" : "error");
    case "totals":
    case "total":
      return new vscode.ThemeIcon("graph");
  }
}

/** What a screen reader says: a decoration is only seen. */
function accessibleLabel({ kind, label, description, problem }: PackTreeNode): string {
  const isNamed = kind === "pack" || kind === "selector" || kind === "file";
  const name = isNamed ? `${kind} ${label}` : label;
  return [
    name,
    ...(description === "" ? [] : [description.replaceAll(" · ", ", ")]),
    ...(problem === undefined ? [] : [`${problem.severity}: ${problem.messages.join(" ")}`]),
  ].join(", ");
}
