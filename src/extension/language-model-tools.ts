import * as vscode from "vscode";
import { codeSpan } from "../language/code-span";
import { diagnosticsOf } from "../language/validate";
import { laneTotals } from "../model/manifest/lane-totals";
import type { AppProject } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import type { PanelEventName } from "../protocol/panel-messages";
import { RunModel } from "../protocol/run-model";
import type { DownloadRow, RunView } from "../protocol/run-view";
import { hostsOf } from "./hosts-to-confirm";
import { appsOf } from "./panel-state";
import type { ProjectDocuments } from "./project-documents";
import type { SimulatorController } from "./simulator-controller";

export interface ToolServices {
  readonly documents: ProjectDocuments;
  readonly controller: SimulatorController;
}

/** A model reads this many of a list; the rest is counted. */
const mostListed = 200;

const events = ["install", "launch", "update", "periodic"] as const satisfies readonly PanelEventName[];

/** What language models may use: checking at any time, simulating when the person has confirmed it. */
export function registerLanguageModelTools(services: ToolServices): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool("backgroundAssets_check", new CheckTool(services)),
    vscode.lm.registerTool("backgroundAssets_simulate", new SimulateTool(services)),
  );
}

interface CheckInput {
  /** A file of the workspace; without it all of them. */
  readonly path?: string;
}

/** Reads, and changes nothing. */
export class CheckTool implements vscode.LanguageModelTool<CheckInput> {
  constructor(private readonly services: ToolServices) {}

  prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<CheckInput>) {
    const what = input.path === undefined ? "the Background Assets files of the workspace" : input.path;
    return { invocationMessage: `Checking ${what}` };
  }

  async invoke({ input }: vscode.LanguageModelToolInvocationOptions<CheckInput>) {
    const { documents } = this.services;
    const snapshot = await documents.current();
    const shown = (path: string) => vscode.workspace.asRelativePath(documents.paths.uriOf(path)).replaceAll("\\", "/");
    const wanted = input.path?.replaceAll("\\", "/").replace(/^\.\//, "");
    const paths = [...snapshot.files.keys()].filter(
      (path) => wanted === undefined || path === wanted || shown(path) === wanted,
    );
    if (wanted !== undefined && paths.length === 0) {
      throw new Error(
        `${input.path} is no file that belongs to Background Assets in this workspace. Call the tool without a path to see which do.`,
      );
    }
    const findings = paths.flatMap((path) =>
      diagnosticsOf(snapshot, path).map(({ range, severity, code, message }) => {
        const start = snapshot.files.get(path)?.lines.positionAt(range.start);
        return {
          path: shown(path),
          line: (start?.line ?? 0) + 1,
          column: (start?.character ?? 0) + 1,
          severity,
          code,
          message,
        };
      }),
    );
    return result({
      files: paths.map(shown),
      findings: findings.slice(0, mostListed),
      ...(findings.length > mostListed ? { notListed: findings.length - mostListed } : {}),
    });
  }
}

interface SimulateInput {
  readonly event: string;
  /** The path of the app's Info.plist. */
  readonly app?: string;
}

/** Downloads for real: confirmed by the person each time, refused without trust; hosts are asked about as ever. */
export class SimulateTool implements vscode.LanguageModelTool<SimulateInput> {
  constructor(private readonly services: ToolServices) {}

  async prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<SimulateInput>) {
    const { event, app } = await this.#subject(input);
    const name = app.configuration.displayName;
    return {
      invocationMessage: `Simulating ${event} of ${name}`,
      confirmationMessages: {
        title: `Simulate ${event} of ${name}?`,
        message: new vscode.MarkdownString(confirmation(app, event)),
      },
    };
  }

  async invoke({ input }: vscode.LanguageModelToolInvocationOptions<SimulateInput>, token: vscode.CancellationToken) {
    const { controller } = this.services;
    const { event, app } = await this.#subject(input);
    const run = await controller.run(app.id);
    if (!run.isIdle)
      throw new Error(`A simulation of ${app.configuration.displayName} is running. Wait until it has ended.`);
    const before = new Set(run.history.events());
    const cancellation = token.onCancellationRequested(() => {
      controller.control(app.id, "cancel").catch(() => undefined);
    });
    try {
      await controller.fire(app, event);
    } finally {
      cancellation.dispose();
    }
    const happened = run.history.events().filter((candidate) => !before.has(candidate));
    if (run.problem !== undefined) throw new Error(run.problem);
    if (happened.length === 0) {
      throw new Error("Nothing was simulated: the person did not agree to connect to the hosts of this app.");
    }
    const model = new RunModel({ logsProgress: false });
    model.apply(happened);
    return result(outcome(model.view(), event));
  }

  async #subject({ event: name, app: path }: SimulateInput): Promise<{ event: PanelEventName; app: AppProject }> {
    // Before anything else, and without a dialog that nobody asked for.
    if (!vscode.workspace.isTrusted) {
      throw new Error("The workspace is not trusted: nothing is simulated. Only the person can trust it.");
    }
    const event = events.find((candidate) => candidate === name);
    if (event === undefined) throw new Error(`"${name}" is no event: use one of ${events.join(", ")}.`);
    const { documents } = this.services;
    const apps = appsOf(await documents.current());
    const shown = (id: string) => vscode.workspace.asRelativePath(documents.paths.uriOf(id)).replaceAll("\\", "/");
    const wanted = path?.replaceAll("\\", "/").replace(/^\.\//, "");
    const app =
      wanted === undefined && apps.length === 1
        ? apps[0]
        : apps.find(({ id }) => id === wanted || shown(id) === wanted);
    if (app !== undefined) return { event, app };
    if (apps.length === 0) throw new Error("No Info.plist in this workspace has Background Assets keys.");
    throw new Error(`Say which app is meant: ${apps.map(({ id }) => shown(id)).join(", ")}.`);
  }
}

/** What the person agrees to: app, event, hosts, bytes. */
function confirmation(app: AppProject, event: PanelEventName): string {
  const { configuration, manifest, settings } = app;
  const hosts = hostsOf(app);
  const mapped = [...settings.hosts].map(([from, to]) => `${codeSpan(from)} is answered by ${codeSpan(to)}`);
  const totals = manifest === undefined ? undefined : laneTotals(manifest.reading);
  const bytes =
    totals === undefined
      ? "How much is downloaded is known when the manifest has come."
      : `Up to ${formatBytes(totals.manifestBytes + totals.essential.bytes + totals.nonEssential.bytes)} are downloaded, as the manifest declares.`;
  const where =
    hosts.length === 0
      ? []
      : [
          `Hosts: ${hosts.slice(0, 8).map(codeSpan).join(", ")}${hosts.length > 8 ? ` and ${hosts.length - 8} more` : ""}.`,
        ];
  return [
    `**${configuration.displayName.replace(/[\\`*_{}[\]()#+!|<>~]/g, "\\$&")}**, event **${event}** on the simulated device.`,
    ...(event === "launch" ? ["Launching downloads nothing new; what was left unfinished goes on."] : []),
    ...where,
    ...(mapped.length === 0 ? [] : [`${mapped.join("; ")}.`]),
    bytes,
    "Real requests are sent and real files are stored. You are asked about each host that you have not confirmed before.",
  ].join("\n\n");
}

function outcome(view: RunView, event: PanelEventName): object {
  const listed = view.rows.slice(0, mostListed).map(download);
  return {
    event,
    exitCode: view.exitCode ?? null,
    notRun: view.events.flatMap(({ notRun }) =>
      notRun === undefined ? [] : [{ reason: notRun.reason, message: notRun.message }],
    ),
    launchableAfterMs: view.launchableAtMs.at(-1)?.afterMs ?? null,
    manifestError: view.manifest?.error ?? null,
    downloads: listed,
    ...(view.rows.length > mostListed ? { notListed: view.rows.length - mostListed } : {}),
    allowances: view.lanes,
    assumptions: view.summary?.assumptions ?? [],
  };
}

function download({ identifier, lane, host, state, receivedBytes, fileSizeInBytes, error }: DownloadRow): object {
  return { identifier, lane, host, state, receivedBytes, fileSizeInBytes, ...(error === undefined ? {} : { error }) };
}

function result(value: object): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(value, undefined, 1))]);
}
