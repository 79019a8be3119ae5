import assert from "node:assert/strict";
import { test } from "node:test";
import { type CommandServices, registerCommands } from "../../src/extension/commands";
import { appProject } from "./app-project";
import { commands, window } from "./fake-vscode";

test("the signature in a manifest's URL is not shown while it is fetched or checked", async () => {
  const project = appProject({ manifestUrl: "https://cdn.example.com/manifest.json?sig=SECRET" });
  const registered = new Map<string, (...rest: unknown[]) => Promise<void>>();
  const shown: string[] = [];
  Object.assign(commands, {
    registerCommand: (name: string, run: (...rest: unknown[]) => Promise<void>) => registered.set(name, run),
  });
  Object.assign(window, {
    withProgress: (options: { title: string }, work: () => unknown) => {
      shown.push(options.title);
      return work();
    },
    showInformationMessage: async (message: string) => void shown.push(message),
    showErrorMessage: async (message: string) => void shown.push(message),
  });
  registerCommands({
    documents: { current: async () => ({ projects: [project] }) },
    controller: { fetchManifest: async () => ({ receivedBytes: 812 }) },
    panels: {},
    urlChecks: { check: async () => "200, 812 bytes" },
    log: { error() {} },
  } as unknown as CommandServices);
  await registered.get("backgroundAssets.fetchManifest")?.(project.id);
  await registered.get("backgroundAssets.checkUrl")?.(project.id);
  assert.equal(shown.length, 4);
  for (const text of shown) assert.doesNotMatch(text, /SECRET/);
  assert.match(shown[0] ?? "", /^Fetching https:\/\/cdn\.example\.com\/manifest\.json/);
});
