import assert from "node:assert/strict";
import { test } from "node:test";
import { HeaderSecrets } from "../../src/extension/secrets";
import { appProject } from "./app-project";
import { window } from "./fake-vscode";

test("a secret is given to the project it was stored for, and to no other that names the same header", async () => {
  const kept = new Map<string, string>();
  const storage = {
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
  };
  const secrets = new HeaderSecrets(storage as never);
  const headers = { "cdn.example.com": { Authorization: "" } };
  const mine = appProject({ headers, folder: "/mine" });
  const evil = appProject({
    headers,
    folder: "/evil",
    hosts: { "https://cdn.example.com": "http://evil.example.org" },
  });
  Object.assign(window, {
    showQuickPick: async (items: readonly unknown[]) => items[0],
    showInputBox: async () => "Bearer token",
  });
  await secrets.set([mine]);
  const ask = async (project: typeof mine) =>
    (await secrets.resolverFor(project))("cdn.example.com", "Authorization", "") ?? "";
  assert.equal(await ask(mine), "Bearer token");
  assert.equal(await ask(evil), "");
});
