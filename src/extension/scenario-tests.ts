import * as vscode from "vscode";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { eventLine } from "../report/event-line";
import type { DeviceEventOf } from "../simulator/events";
import { describeExpectation } from "../simulator/scenario/describe-expectation";
import { readScenario } from "../simulator/scenario/read-scenario";
import type { ScenarioReading } from "../simulator/scenario/scenario";
import { messageOf } from "./log";
import type { ProjectDocuments } from "./project-documents";
import type { ScenarioRunner } from "./scenario-runner";

const scenarioPattern = "**/*.ba-scenario.{json,jsonc}";
const excluded = "**/{node_modules,Pods,Carthage,DerivedData,build,.git,.build,vendor,dist}/**";

type Outcome = "passed" | "failed" | "errored" | "skipped";

/** Scenarios in VS Code's Testing view: a test for each file, below it one for each expectation. */
export class ScenarioTests implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[] = [];
  #controller: vscode.TestController | undefined;
  readonly #readings = new Map<string, { readonly text: string; readonly reading: ScenarioReading }>();
  /** How the last run of each scenario ended, by path. */
  readonly outcomes = new Map<string, Outcome>();

  constructor(
    private readonly documents: ProjectDocuments,
    private readonly runner: ScenarioRunner,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#disposables.push(documents.onDidChange((snapshot) => this.#follow(snapshot)));
  }

  /** Without scenarios in the workspace the Testing view stays away. */
  async look(): Promise<void> {
    const found = await vscode.workspace.findFiles(scenarioPattern, excluded, 1);
    if (found.length > 0) this.#ensureController();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#controller?.dispose();
  }

  #ensureController(): vscode.TestController {
    if (this.#controller !== undefined) return this.#controller;
    const controller = vscode.tests.createTestController("backgroundAssets.scenarios", "Background Assets Scenarios");
    this.#controller = controller;
    controller.resolveHandler = async (item) => {
      if (item === undefined) this.#follow(await this.documents.current());
    };
    controller.refreshHandler = async () => this.#follow(await this.documents.reload());
    controller.createRunProfile(
      "Run",
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#run(request, token),
      true,
    );
    return controller;
  }

  #follow(snapshot: ProjectSnapshot): void {
    const scenarios = [...snapshot.files.values()].filter(({ kind }) => kind === "scenario");
    if (scenarios.length === 0 && this.#controller === undefined) return;
    const { items } = this.#ensureController();
    const gone = new Set([...items].map(([id]) => id));
    for (const file of scenarios) {
      gone.delete(file.path);
      const text = "text" in file ? file.text : "";
      if (this.#readings.get(file.path)?.text === text && items.get(file.path) !== undefined) continue;
      const reading = readScenario(text, file.path);
      this.#readings.set(file.path, { text, reading });
      this.#show(file.path, reading);
    }
    for (const id of gone) {
      items.delete(id);
      this.#readings.delete(id);
    }
  }

  #show(path: string, { scenario, problems }: ScenarioReading): void {
    const controller = this.#ensureController();
    const uri = this.documents.paths.uriOf(path);
    const known = controller.items.get(path);
    const item = known ?? controller.createTestItem(path, nameOf(path), uri);
    if (known === undefined) controller.items.add(item);
    item.range = new vscode.Range(0, 0, 0, 0);
    item.label = scenario?.name ?? known?.label ?? nameOf(path);
    item.description = nameOf(path);
    item.error = problems.length === 0 ? undefined : problems.map(({ message }) => message).join("\n");
    if (scenario === undefined) return;
    item.children.replace(
      scenario.steps.flatMap((step) =>
        step.kind !== "expect"
          ? []
          : step.expectations.map((expectation) => {
              const { start, end } = expectation.source.range;
              const id = childId(path, expectation.source.range.start);
              const child = controller.createTestItem(id, describeExpectation(expectation), uri);
              child.range = new vscode.Range(start.line, start.character, end.line, end.character);
              child.sortText = `${start.line}`.padStart(6, "0") + `${start.character}`.padStart(6, "0");
              return child;
            }),
      ),
    );
    // What was known of it was about another text.
    if (known !== undefined) controller.invalidateTestResults(item);
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const controller = this.#ensureController();
    this.#follow(await this.documents.current());
    const excluded = new Set((request.exclude ?? []).map(scenarioOf));
    const asked = (request.include ?? [...controller.items].map(([, item]) => item)).map(scenarioOf);
    // An expectation has no meaning without what happened before it: the whole scenario runs.
    const items = [...new Set(asked)].filter((item) => !excluded.has(item));
    const run = controller.createTestRun(request);
    for (const item of items) run.enqueued(item);
    try {
      for (const item of items) {
        const outcome = token.isCancellationRequested ? skip(run, item) : await this.#runOne(run, item, token);
        this.outcomes.set(item.id, outcome);
      }
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
    } finally {
      run.end();
    }
  }

  async #runOne(run: vscode.TestRun, item: vscode.TestItem, token: vscode.CancellationToken): Promise<Outcome> {
    const reading = this.#readings.get(item.id)?.reading;
    if (reading?.scenario === undefined) {
      const problem = reading?.problems[0]?.message ?? "The file is gone.";
      return fail(run, item, problem, 0);
    }
    run.started(item);
    const startedAtMs = Date.now();
    const open = new Map<string, vscode.TestItem>();
    item.children.forEach((child) => {
      open.set(child.id, child);
      run.started(child);
    });
    const displayPath = (path: string) => vscode.workspace.asRelativePath(this.documents.paths.uriOf(path));
    const write = (line: string) => run.appendOutput(`${line.replaceAll(/\r?\n/g, "\r\n")}\r\n`, undefined, item);
    write(reading.scenario.name);
    const result = await this.runner
      .run(
        reading.scenario,
        (events) => {
          for (const event of events) {
            if (event.type === "download.progress") continue;
            write(eventLine(event, displayPath));
            if (event.type === "expectation") judge(run, item, event, open);
          }
        },
        token,
      )
      .catch((error: unknown) => ({ kind: "problem", message: messageOf(error) }) as const);
    for (const child of open.values()) run.skipped(child);
    const durationMs = Date.now() - startedAtMs;
    if (result.kind === "problem") {
      write(result.message);
      return fail(run, item, result.message, "line" in result ? (result.line ?? 0) : 0);
    }
    if (result.kind === "cancelled") {
      write(result.message);
      return skip(run, item);
    }
    const { passed, failed } = result;
    write(`${passed} of ${passed + failed} expectations hold`);
    if (failed === 0) run.passed(item, durationMs);
    // The messages stand at the expectations.
    else run.failed(item, [], durationMs);
    return failed === 0 ? "passed" : "failed";
  }
}

function judge(
  run: vscode.TestRun,
  item: vscode.TestItem,
  event: DeviceEventOf<"expectation">,
  open: Map<string, vscode.TestItem>,
): void {
  const start = event.source?.range.start ?? { line: 0, character: 0 };
  const id = childId(item.id, start);
  const child = open.get(id);
  if (child === undefined) return;
  open.delete(id);
  if (event.passed) run.passed(child);
  else run.failed(child, [failureMessage(event, item.uri)]);
}

/** At its line, with what was expected and what came side by side. */
function failureMessage(event: DeviceEventOf<"expectation">, uri: vscode.Uri | undefined): vscode.TestMessage {
  const lines = (items: readonly string[] | undefined, sentence: string) =>
    items === undefined ? sentence : items.join("\n");
  const message = vscode.TestMessage.diff(
    `Expected ${event.expected}, but ${event.actual}`,
    lines(event.expectedItems, event.expected),
    lines(event.actualItems, event.actual),
  );
  if (uri !== undefined && event.source !== undefined) {
    const { start, end } = event.source.range;
    message.location = new vscode.Location(uri, new vscode.Range(start.line, start.character, end.line, end.character));
  }
  return message;
}

function fail(run: vscode.TestRun, item: vscode.TestItem, problem: string, line: number): Outcome {
  const message = new vscode.TestMessage(problem);
  if (item.uri !== undefined) message.location = new vscode.Location(item.uri, new vscode.Position(line, 0));
  run.errored(item, message);
  return "errored";
}

function skip(run: vscode.TestRun, item: vscode.TestItem): Outcome {
  run.skipped(item);
  return "skipped";
}

function scenarioOf(item: vscode.TestItem): vscode.TestItem {
  return item.parent ?? item;
}

function childId(path: string, { line, character }: { readonly line: number; readonly character: number }): string {
  return `${path}#${line}:${character}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
