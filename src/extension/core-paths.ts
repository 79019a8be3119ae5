import * as vscode from "vscode";

/**
 * The core names files by absolute paths with `/`; VS Code by URIs. Files that are not on a disk (virtual workspaces)
 * get a path that begins with their scheme and authority, which no file on a disk has.
 */
export class CorePaths {
  readonly #uris = new Map<string, vscode.Uri>();

  pathOf(uri: vscode.Uri): string {
    if (uri.scheme === "file") return uri.fsPath.replaceAll("\\", "/");
    const path = `/${uri.scheme}:${uri.authority}${uri.path}`;
    this.#uris.set(path, uri);
    return path;
  }

  uriOf(path: string): vscode.Uri {
    const known = this.#uris.get(path);
    if (known !== undefined) return known;
    const [, scheme, authority, rest] = /^\/([a-z][a-z0-9+.-]+):([^/]*)(\/.*)$/i.exec(path) ?? [];
    if (scheme === undefined || rest === undefined) return vscode.Uri.file(path);
    return vscode.Uri.from({ scheme, authority: authority ?? "", path: rest });
  }

  /** The URI that the language features made of a path, as VS Code knows it. */
  fromFileUri(uri: string): vscode.Uri {
    const parsed = vscode.Uri.parse(uri);
    return this.uriOf(parsed.fsPath.replaceAll("\\", "/"));
  }
}
