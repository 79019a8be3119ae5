import * as vscode from "vscode";
import { languageCommands } from "../language/commands";
import type { AssetPacksView } from "./asset-packs-view";
import type { AssetServing } from "./asset-serving";
import { newAssetPack } from "./new-asset-pack";
import { newBackgroundAssetsProject } from "./new-project";
import { copyPackagingCommands, packageAssetPack, registerPackagingTasks } from "./packaging-tasks";
import type { ProjectDocuments } from "./project-documents";
import { compareWithPublished, recordPublishedPacks } from "./published-packs";
import { registerCommand } from "./register-command";
import { manageServing, serveAssets, stopServing } from "./serve-assets";
import type { WorkerClient } from "./worker-client";

export interface PackCommandServices {
  readonly documents: ProjectDocuments;
  readonly view: AssetPacksView;
  readonly worker: WorkerClient;
  readonly serving: AssetServing;
  readonly log: vscode.LogOutputChannel;
}

/** The commands about asset packs. */
export function registerPackCommands(services: PackCommandServices): vscode.Disposable {
  const { documents, view, log } = services;
  return vscode.Disposable.from(
    registerCommand("backgroundAssets.showPacks", log, () => view.show()),
    registerPackagingTasks(services),
    registerCommand("backgroundAssets.serveAssets", log, () => serveAssets(services)),
    registerCommand("backgroundAssets.manageServing", log, () => manageServing(services)),
    registerCommand("backgroundAssets.stopServing", log, () => stopServing(services)),
    registerCommand(languageCommands.packageAssetPack, log, (manifestPath) => packageAssetPack(services, manifestPath)),
    registerCommand("backgroundAssets.copyPackagingCommands", log, () => copyPackagingCommands(services)),
    registerCommand("backgroundAssets.recordPublishedPacks", log, (argument) =>
      recordPublishedPacks(documents, argument),
    ),
    registerCommand("backgroundAssets.compareWithPublished", log, () => compareWithPublished(documents, view)),
    registerCommand("backgroundAssets.newProject", log, () => newBackgroundAssetsProject(documents)),
    registerCommand("backgroundAssets.newAssetPack", log, (one, several) =>
      newAssetPack(documents, selectedUris(one, several)),
    ),
  );
}

/** The explorer gives what was clicked and, beside it, all that is selected; the palette gives nothing. */
function selectedUris(one: unknown, several: unknown): readonly vscode.Uri[] {
  if (Array.isArray(several) && several.length > 0) return several.filter((uri) => uri instanceof vscode.Uri);
  return one instanceof vscode.Uri ? [one] : [];
}
