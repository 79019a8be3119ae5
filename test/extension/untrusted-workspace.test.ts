import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, describe, it } from "node:test";
import { Consent } from "../../src/extension/consent";
import { type ServingServices, serveAssets } from "../../src/extension/serve-assets";
import { window, workspace } from "./fake-vscode";

interface Setting {
  readonly type: string;
  readonly scope?: string;
}
const { contributes, capabilities } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Setting>> } };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
};

describe("a workspace that nobody trusts yet", () => {
  const asked: string[] = [];
  beforeEach(() => {
    workspace.isTrusted = true;
    asked.length = 0;
    const ask = async (message: string, _: unknown, ...answers: readonly string[]) => {
      asked.push(message);
      return answers[0];
    };
    Object.assign(window, { showWarningMessage: async () => undefined, showInformationMessage: ask });
  });

  it("cannot set anything but whether something is shown: files, programs and hosts are the person's to name", () => {
    assert.equal(capabilities.untrustedWorkspaces.supported, "limited");
    for (const [name, { type, scope }] of Object.entries(contributes.configuration.properties)) {
      if (type === "boolean") continue;
      assert.match(scope ?? "", /^(machine|machine-overridable|application)$/, name);
      assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name), name);
    }
  });

  it("gets no connection, and nobody is asked for one; what was confirmed before does not count", async () => {
    const kept = new Map<string, unknown>();
    const consent = new Consent({
      get: (key: string, otherwise: unknown) => kept.get(key) ?? otherwise,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    } as never);
    const film = { id: "/w/film.media-plan.jsonc", name: "Film", hosts: ["media.example.com"] };
    assert.deepEqual(await consent.forHosts(film, "Download"), ["media.example.com"]);
    assert.equal(asked.length, 1);
    workspace.isTrusted = false;
    assert.equal(await consent.forHosts(film, "Download"), undefined);
    assert.equal(asked.length, 1);
  });

  it("is not served to the local network", async () => {
    workspace.isTrusted = false;
    await assert.rejects(serveAssets({} as ServingServices), /trusted workspaces only/);
  });
});
