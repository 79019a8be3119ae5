import * as vscode from "vscode";
import { AssetPacksView } from "./asset-packs-view";
import { AssetServing } from "./asset-serving";
import { registerBinaryPropertyLists } from "./binary-property-lists";
import { UrlChecks } from "./check-url";
import { registerCodeActions } from "./code-actions";
import { registerCodeLenses } from "./code-lenses";
import { registerCommands } from "./commands";
import { registerCompletions } from "./completions";
import { Consent } from "./consent";
import { CorePaths } from "./core-paths";
import { Diagnostics, startWithFirstDocument } from "./diagnostics";
import { registerDocumentLinks } from "./document-links";
import { projectSources, propertyLists } from "./document-selector";
import { registerDocumentSymbols } from "./document-symbols";
import { registerFoldingAndSelection } from "./folding-and-selection";
import { registerHovers } from "./hovers";
import { registerInlayHints } from "./inlay-hints";
import { registerJsonWithComments } from "./json-with-comments";
import { KeptManifests } from "./kept-manifests";
import { registerLanguageModelTools } from "./language-model-tools";
import { createLog, messageOf } from "./log";
import { registerMediaCommands } from "./media-commands";
import { MediaPanels } from "./media-panel";
import { MediaPlans } from "./media-plans";
import { registerNavigation } from "./navigation";
import { workerEnvironment } from "./network-settings";
import { registerPackCommands } from "./pack-commands";
import { PanelActions } from "./panel-actions";
import { ProjectDocuments } from "./project-documents";
import { registerRename } from "./rename";
import { RunProgress } from "./run-progress";
import { RunStorage } from "./run-storage";
import { ScenarioRunner } from "./scenario-runner";
import { ScenarioTests } from "./scenario-tests";
import { HeaderSecrets } from "./secrets";
import { onDidChangeNetworkSettings } from "./settings";
import { SimulatorController } from "./simulator-controller";
import { SimulatorPanels } from "./simulator-panels";
import { WorkerClient } from "./worker-client";

/** What the tests of the extension are told; other extensions get nothing. */
export interface ExtensionUnderTest {
  readonly scenarioOutcomes: ReadonlyMap<string, string>;
}

/** Registers everything and reads nothing: files are read when the first document of ours is open, or a command runs. */
export function activate(context: vscode.ExtensionContext): ExtensionUnderTest | undefined {
  const { workspaceState, globalStorageUri, extensionUri } = context;
  const log = createLog();
  const keptManifests = new KeptManifests(workspaceState);
  const documents = new ProjectDocuments(new CorePaths(), keptManifests, log);
  const worker = WorkerClient.inExtension(context, () => workerEnvironment(globalStorageUri, log), log);
  const storage = new RunStorage(vscode.Uri.joinPath(context.storageUri ?? globalStorageUri, "runs"));
  const secrets = new HeaderSecrets(context.secrets);
  const consent = new Consent(workspaceState);
  const mediaPlans = new MediaPlans({ documents, worker, consent, secrets, log });
  const mediaPanels = new MediaPanels({ extensionUri, documents, mediaPlans, log });
  const diagnostics = new Diagnostics(documents, vscode.Uri.joinPath(extensionUri, "docs", "rules"), mediaPlans, log);
  const controller = new SimulatorController({ worker, consent, secrets, keptManifests, storage, log });
  const urlChecks = new UrlChecks({ worker, consent, secrets, log });
  const actions = new PanelActions(documents, log);
  const panels = new SimulatorPanels({ extensionUri, documents, controller, actions, log });
  const scenarios = new ScenarioRunner({ documents, worker, consent, secrets });
  const assetPacks = new AssetPacksView(documents);
  const serving = new AssetServing(worker);
  const scenarioTests = new ScenarioTests(documents, scenarios, log);
  context.subscriptions.push(
    scenarioTests,
    assetPacks,
    serving,
    mediaPlans,
    mediaPanels,
    ...[log, keptManifests, documents, diagnostics, worker, controller, panels, urlChecks],
    new RunProgress(controller, panels, log),
    onDidChangeNetworkSettings(() => worker.restartWhenIdle()),
    registerCommands({
      documents,
      controller,
      panels,
      diagnostics,
      secrets,
      urlChecks,
      scenarios,
      worker,
      templates: vscode.Uri.joinPath(extensionUri, "types"),
      log,
    }),
    registerPackCommands({ documents, view: assetPacks, worker, serving, log }),
    registerMediaCommands({ documents, mediaPlans, mediaPanels, log }),
    registerCodeActions(documents, mediaPlans),
    registerCodeLenses(documents, urlChecks, mediaPlans),
    registerHovers(documents),
    registerDocumentLinks(documents),
    registerCompletions(documents),
    registerInlayHints(documents),
    registerDocumentSymbols(documents),
    registerFoldingAndSelection(documents),
    registerNavigation(documents),
    registerBinaryPropertyLists(documents),
    registerJsonWithComments(documents),
    registerRename(documents),
    registerLanguageModelTools({ documents, controller }),
    startWithFirstDocument(documents, [propertyLists, projectSources].flat()),
  );
  scenarioTests.look().catch((error: unknown) => log.error(messageOf(error)));
  const { outcomes: scenarioOutcomes } = scenarioTests;
  return context.extensionMode === vscode.ExtensionMode.Test ? { scenarioOutcomes } : undefined;
}
