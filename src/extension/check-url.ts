import * as vscode from "vscode";
import { checkedUrlKey } from "../language/url-lenses";
import type { AppProject } from "../model/project/snapshot";
import { type UrlCheck, urlCheckReport, urlCheckTitle } from "../protocol/url-check";
import { simulationProject } from "../simulator/simulation-project";
import type { Consent } from "./consent";
import type { HeaderSecrets } from "./secrets";
import type { WorkerClient } from "./worker-client";

export interface UrlCheckServices {
  readonly worker: WorkerClient;
  readonly consent: Consent;
  readonly secrets: HeaderSecrets;
  readonly log: vscode.LogOutputChannel;
}

/** Checks URLs when somebody asks for it, never on its own, and remembers for the lenses what came of it. */
export class UrlChecks implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #titles = new Map<string, string>();
  readonly #services: UrlCheckServices;

  constructor(services: UrlCheckServices) {
    this.#services = services;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** For the lenses, for as long as the window lives. */
  get titles(): ReadonlyMap<string, string> {
    return this.#titles;
  }

  /** What came of it in a few words; undefined: the person did not agree to a connection. */
  async check(project: AppProject, url: string, declaredSizeInBytes: number | undefined): Promise<string | undefined> {
    const check = await this.#ask(project, url, declaredSizeInBytes);
    if (check === undefined) return undefined;
    const title = urlCheckTitle(check);
    this.#services.log[check.kind === "failed" ? "warn" : "info"](urlCheckReport(check));
    this.#titles.set(checkedUrlKey(url, declaredSizeInBytes), title);
    this.#changed.fire();
    return title;
  }

  async #ask(project: AppProject, url: string, declaredSizeInBytes: number | undefined): Promise<UrlCheck | undefined> {
    const { worker, consent, secrets } = this.#services;
    const subject = simulationProject(project, await secrets.resolverFor(project));
    const met = new Set(URL.canParse(url) ? [hostOf(url)] : []);
    let before: UrlCheck | undefined;
    // A redirect may lead to a host that nobody was asked about: then once more, with its answer.
    for (;;) {
      const confirmedHosts = await consent.forRun(project, "Check URL", [...met]);
      if (confirmedHosts === undefined) return before;
      const check = await worker.request("checkUrl", {
        project: subject,
        url,
        declaredSizeInBytes,
        allowPrivate: false,
        confirmedHosts,
      });
      const host = check.kind === "failed" ? check.unconfirmedHost : undefined;
      if (host === undefined || met.has(host)) return check;
      met.add(host);
      before = check;
    }
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}
