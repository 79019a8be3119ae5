import * as vscode from "vscode";

/** The only file that asks VS Code for settings. */

export function isCodeLensEnabled(resource: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration("backgroundAssets", resource).get("codeLens", true);
}

/** Paths of PEM files, as written. */
export function certificateAuthorities(): readonly string[] {
  return vscode.workspace.getConfiguration("backgroundAssets").get<string[]>("certificateAuthorities", []);
}

export interface HttpSettings {
  readonly proxy: string | undefined;
  readonly proxyStrictSsl: boolean;
  readonly noProxy: readonly string[];
}

/** VS Code's own settings for the network. */
export function httpSettings(): HttpSettings {
  const http = vscode.workspace.getConfiguration("http");
  const isOff = http.get<string>("proxySupport") === "off";
  return {
    proxy: isOff ? undefined : http.get<string>("proxy") || undefined,
    proxyStrictSsl: http.get("proxyStrictSSL", true),
    noProxy: http.get<string[]>("noProxy", []),
  };
}

export function onDidChangeNetworkSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("http") || event.affectsConfiguration("backgroundAssets.certificateAuthorities")) {
      listener();
    }
  });
}

export function onDidChangeCodeLensSetting(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("backgroundAssets.codeLens")) listener();
  });
}
