import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/**
 * A panel's page: nothing is loaded but the bundle, its style sheet and its font, and only our script runs.
 * @param bundle the name of script and style sheet
 */
export function panelHtml(
  webview: vscode.Webview,
  dist: vscode.Uri,
  bundle: "panel" | "media-panel" = "panel",
): string {
  const nonce = randomBytes(16).toString("base64");
  const uriOf = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uriOf(`${bundle}.css`)}">
<title>Background Assets</title>
</head>
<body>
<div id="panel"></div>
<script nonce="${nonce}" src="${uriOf(`${bundle}.js`)}"></script>
</body>
</html>`;
}
