import * as vscode from "vscode";
import type { AppProject } from "../model/project/snapshot";
import { type HeaderResolver, resolveEnvironment } from "../simulator/simulation-project";

/**
 * Values of headers that must not stand in a file: kept by VS Code under the project, the host and the
 * header's name: what one project stored is not handed to another, which may map the host to one of its own.
 */
export class HeaderSecrets {
  constructor(private readonly storage: vscode.SecretStorage) {}

  /** What is kept for a header wins over what the project file says, which may name a variable of the environment. */
  async resolverFor(project: Pick<AppProject, "id" | "settings">): Promise<HeaderResolver> {
    const kept = new Map<string, string>();
    for (const [host, headers] of project.settings.headers) {
      for (const name of headers.keys()) {
        const value = await this.storage.get(keyOf(project.id, host, name));
        if (value !== undefined) kept.set(keyOf(project.id, host, name), value);
      }
    }
    return (host, name, value) => kept.get(keyOf(project.id, host, name)) ?? resolveEnvironment(value, process.env);
  }

  /** Asks for one and keeps it; an empty value forgets it. */
  async set(projects: readonly AppProject[]): Promise<void> {
    const items = projects.flatMap(({ id, configuration, settings }) =>
      [...settings.headers].flatMap(([host, headers]) =>
        [...headers.keys()].map((name) => ({
          label: name,
          description: projects.length > 1 ? `${host}, ${configuration.displayName}` : host,
          host,
          key: keyOf(id, host, name),
        })),
      ),
    );
    if (items.length === 0) {
      void vscode.window.showInformationMessage(
        'No header is named. Add one to "headers" of background-assets.jsonc, with an empty value: its secret is kept by VS Code.',
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(items, { title: "Set Header Secret", placeHolder: "Header" });
    if (picked === undefined) return;
    const { host, key } = picked;
    const value = await vscode.window.showInputBox({
      title: `${picked.label} for ${host}`,
      prompt: "Kept in VS Code's secret storage. Leave it empty to forget it.",
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined) return;
    if (value === "") await this.storage.delete(key);
    else await this.storage.store(key, value);
  }
}

function keyOf(infoPlistPath: string, host: string, name: string): string {
  return `header:${infoPlistPath}:${host.toLowerCase()}:${name.toLowerCase()}`;
}
