import * as vscode from "vscode";
import type { AppProject } from "../model/project/snapshot";
import { isConfirmedHost } from "../protocol/confirmed-hosts";
import { hostsOf } from "./hosts-to-confirm";

/** Hosts beyond these are counted, not listed: a dialog has an end. */
const listedHosts = 8;

/**
 * Nothing is connected to unless the workspace is trusted and the person has agreed, once for each project and host
 * that is connected to, also where the project maps another one to it; this computer's own mapped hosts need no question.
 * The worker refuses every other host, and private addresses that are not mapped.
 */
export class Consent {
  constructor(private readonly state: vscode.Memento) {}

  /**
   * Asks where it has to. The answer is the hosts that may be connected to, or undefined: do not connect at all.
   * @param met hosts that an earlier run came upon
   */
  async forRun(
    project: AppProject,
    doing: string,
    met: readonly string[] = [],
  ): Promise<readonly string[] | undefined> {
    const mapped = new Set([...project.settings.hosts.keys()].map((origin) => new URL(origin).host));
    const hosts = [...new Set([...hostsOf(project), ...met.filter((host) => !mapped.has(host))])];
    return this.forHosts({ id: project.id, name: project.configuration.displayName, hosts }, doing);
  }

  /** The same for the hosts of something that is no app, such as a media plan; `id` is a path. */
  async forHosts(
    { id, name, hosts }: { readonly id: string; readonly name: string; readonly hosts: readonly string[] },
    doing: string,
  ): Promise<readonly string[] | undefined> {
    if (!(await isTrusted())) return undefined;
    const asked = hosts.filter((host) => !isConfirmedHost(this.#confirmed(id), host));
    if (asked.length > 0 && !(await this.#ask(id, name, asked, doing))) return undefined;
    return this.#confirmed(id);
  }

  /**
   * Asks once for each script of each app, in a trusted workspace only. True where there is none.
   * @returns whether the simulation may go on
   */
  async forScript({ id, settings, configuration }: AppProject): Promise<boolean> {
    const { downloader } = settings;
    if (downloader === undefined) return true;
    if (!(await isTrusted())) return false;
    const key = `confirmedScripts:${id}`;
    const confirmed = this.state.get<string[]>(key, []);
    if (confirmed.includes(downloader)) return true;
    const run = "Run Script";
    const detail = [
      downloader,
      "",
      "The project file names it as the downloader extension. It runs in a process of its own on this computer: it may read the folder of the project file and write into a folder of the simulated device, and it has no network. That keeps mistakes in bounds, not malice: agree if you trust who wrote it. You are asked once for each script of this app.",
    ].join("\n");
    const answer = await vscode.window.showWarningMessage(
      `Run the downloader script of ${configuration.displayName}?`,
      { modal: true, detail },
      run,
    );
    if (answer !== run) return false;
    await this.state.update(key, [...confirmed, downloader]);
    return true;
  }

  async #ask(infoPlistPath: string, name: string, hosts: readonly string[], doing: string): Promise<boolean> {
    const listed = hosts.slice(0, listedHosts);
    const rest = hosts.length - listed.length;
    const detail = [
      ...listed,
      ...(rest > 0 ? [`and ${rest} more`] : []),
      "",
      "Real requests are sent and real files are downloaded. You are asked once for each host.",
    ].join("\n");
    const subject = hosts.length === 1 ? "this host" : "these hosts";
    const answer = await vscode.window.showInformationMessage(
      `Connect to ${subject} for ${name}?`,
      { modal: true, detail },
      doing,
    );
    if (answer !== doing) return false;
    await this.state.update(keyOf(infoPlistPath), [...this.#confirmed(infoPlistPath), ...hosts]);
    return true;
  }

  #confirmed(infoPlistPath: string): readonly string[] {
    return this.state.get<string[]>(keyOf(infoPlistPath), []);
  }
}

function keyOf(infoPlistPath: string): string {
  return `confirmedHosts:${infoPlistPath}`;
}

/** Says why not, with the way out. */
async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = "Manage Workspace Trust";
  const answer = await vscode.window.showWarningMessage(
    "A simulation connects to the hosts that the files of this folder name. It waits until you trust the workspace.",
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}
