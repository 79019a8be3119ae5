import * as vscode from "vscode";
import type { AppProject } from "../model/project/snapshot";
import { covers, hostsOf } from "./hosts-to-confirm";

/** Hosts beyond these are counted, not listed: a dialog has an end. */
const listedHosts = 8;

/**
 * Nothing is connected to unless the workspace is trusted and the person has agreed, once for each project and host
 * outside the mapping. Private addresses are the worker's business: it refuses those that are not mapped.
 */
export class Consent {
  constructor(private readonly state: vscode.Memento) {}

  /** Asks where it has to; false: do not connect. */
  async forRun(project: AppProject, doing: string): Promise<boolean> {
    if (!(await isTrusted())) return false;
    const hosts = hostsOf(project).filter((host) => !this.#isConfirmed(project.id, host));
    return hosts.length === 0 || this.#ask(project.id, project.configuration.displayName, hosts, doing);
  }

  /** For a host that turns up while a run is under way: in a manifest that was just downloaded, or on a redirect. */
  async forHost(infoPlistPath: string, name: string, host: string): Promise<boolean> {
    if (!vscode.workspace.isTrusted) return false;
    return this.#isConfirmed(infoPlistPath, host) || this.#ask(infoPlistPath, name, [host], "Download");
  }

  async #ask(infoPlistPath: string, name: string, hosts: readonly string[], doing: string): Promise<boolean> {
    const listed = hosts.slice(0, listedHosts);
    const rest = hosts.length - listed.length;
    const detail = [
      ...listed,
      ...(rest > 0 ? [`and ${rest} more`] : []),
      "",
      "Real requests are sent and real files are downloaded. You are asked once for each host of this app.",
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

  #isConfirmed(infoPlistPath: string, host: string): boolean {
    return this.#confirmed(infoPlistPath).some((confirmed) => covers(confirmed, host));
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
