// Shows a property list without a text editor, and reads the file through a document of a scheme of its own.
const vscode = require("vscode");

exports.activate = (/** @type {import("vscode").ExtensionContext} */ context) => {
  const text = vscode.workspace.registerTextDocumentContentProvider("plist-text", {
    provideTextDocumentContent: async (uri) =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(uri.with({ scheme: "file" }))),
  });
  const editor = vscode.window.registerCustomEditorProvider("standIn.plistEditor", {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    async resolveCustomEditor({ uri }, { webview }) {
      const shown = await vscode.workspace.openTextDocument(uri.with({ scheme: "plist-text" }));
      webview.html = `<p>Property list of ${shown.lineCount} lines</p>`;
    },
  });
  context.subscriptions.push(text, editor);
};
