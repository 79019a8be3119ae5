import { appendFileSync, readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as vscode from "vscode";

/** What is measured after each round, in the extension host's own process; the worker is a thread of it. */
export interface SoakSample {
  readonly atMs: number;
  readonly rounds: number;
  /** Of scenarios that ended. */
  readonly scenarios: number;
  readonly notPassed: number;
  /** Of the host's thread, after a collection. */
  readonly heapInBytes: number;
  /** Of the whole process, worker and other threads included. */
  readonly residentInBytes: number;
  /** Timers, sockets and the like of the host's thread. */
  readonly handles: number;
  /** Undefined where the system does not list them. */
  readonly openFiles: number | undefined;
}

interface ExtensionUnderTest {
  readonly scenarioOutcomes: ReadonlyMap<string, string>;
}

const editsPerRound = 30;
const longestRoundMs = 110_000;

/** Traffic for as long as the launcher says: scenarios over real connections, and typing with what an editor asks meanwhile. */
export async function run(): Promise<void> {
  const resultsFile = process.env.BACKGROUND_ASSETS_TEST_RESULTS;
  const minutes = Number(process.env.BACKGROUND_ASSETS_SOAK_MINUTES);
  if (!resultsFile || !(minutes > 0)) throw new Error("The soak run is started by scripts/soak.mjs");
  const write = (message: object): void => appendFileSync(resultsFile, `${JSON.stringify(message)}\n`);
  const extension = vscode.extensions.getExtension<ExtensionUnderTest>("background-assets.background-assets");
  const exported = await extension?.activate();
  if (exported === undefined) throw new Error("The extension gives its outcomes in a test only");
  const collect = garbageCollection();
  const started = performance.now();
  let scenarios = 0;
  let notPassed = 0;
  for (let rounds = 1; performance.now() - started < minutes * 60_000; rounds++) {
    const outcomes = await runScenarios(exported.scenarioOutcomes);
    scenarios += outcomes.length;
    notPassed += outcomes.filter((outcome) => outcome !== "passed").length;
    await type();
    collect();
    const sample: SoakSample = {
      atMs: performance.now() - started,
      rounds,
      scenarios,
      notPassed,
      heapInBytes: process.memoryUsage().heapUsed,
      residentInBytes: process.memoryUsage.rss(),
      handles: process.getActiveResourcesInfo().length,
      openFiles: openFiles(),
    };
    write(sample);
  }
  write({ end: true });
}

/** All of them once; the outcomes are kept by path, and are those of this round when every one has been told again. */
async function runScenarios(known: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const told = known as Map<string, string>;
  told.clear();
  const files = await vscode.workspace.findFiles("**/*.ba-scenario.jsonc");
  await vscode.commands.executeCommand("testing.refreshTests");
  await vscode.commands.executeCommand("testing.runAll");
  const deadline = performance.now() + longestRoundMs;
  while (told.size < files.length && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return [...told.values()];
}

/** A person at work: letters come and go, and for each the editor asks what it asks. */
async function type(): Promise<void> {
  const [uri] = await vscode.workspace.findFiles("**/Info.plist", undefined, 1);
  if (uri === undefined) throw new Error("The workspace has no Info.plist");
  const document = await vscode.workspace.openTextDocument(uri);
  const before = document.getText();
  for (let index = 0; index < editsPerRound; index++) {
    const at = document.positionAt((before.length * (index + 1)) / (editsPerRound + 2));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, at, "x");
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, at);
    await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", uri, at);
    await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri);
    const back = new vscode.WorkspaceEdit();
    back.replace(uri, new vscode.Range(at, at.translate(0, 1)), "");
    await vscode.workspace.applyEdit(back);
  }
  if (document.getText() !== before) throw new Error("The text is not what it was");
}

/** V8 lets itself be asked to collect also where the process was not started for it. */
function garbageCollection(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  return () => {
    if (typeof collect === "function") collect();
  };
}

function openFiles(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return undefined;
  }
}
