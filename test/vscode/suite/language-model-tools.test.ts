import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("tools of language models", () => {
  const names = ["backgroundAssets_check", "backgroundAssets_simulate"];

  async function invoke(name: string, input: object): Promise<Record<string, unknown>> {
    const { token } = new vscode.CancellationTokenSource();
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    return JSON.parse(part.value);
  }

  it("VS Code lists both, with what a model has to know", async () => {
    await vscode.extensions.getExtension("background-assets.background-assets")?.activate();
    const tools = vscode.lm.tools.filter(({ name }) => names.includes(name));
    assert.deepEqual(tools.map(({ name }) => name).sort(), names);
    for (const { description, inputSchema } of tools) {
      assert.ok(description.length > 100);
      assert.ok(inputSchema !== undefined);
    }
  });

  it("checking answers with the files of the workspace and what is found in them", async () => {
    const { files, findings } = await invoke("backgroundAssets_check", {});
    assert.ok(Array.isArray(files) && files.some((path) => String(path).endsWith("Skylands/Info.plist")));
    assert.ok(Array.isArray(findings) && findings.every(({ code }) => /^BA\d+$/.test(code)));
    await assert.rejects(invoke("backgroundAssets_check", { path: "nowhere.plist" }));
  });

  it("what is no event is refused in words", async () => {
    await assert.rejects(invoke("backgroundAssets_simulate", { event: "reboot" }), /reboot|event/);
  });
});
